"""Why a colleague's call comes to an agent, shown with the screen pop."""

from agent_api.protocol.fields import Answer
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.inside import QUEUE
from hotline.domain.transfers.transfer import TransferState
from hotline.store.calls.call_rows import CallRow
from hotline.store.transfers.transfers import TransferRow

_OVER = frozenset(state.value for state in (TransferState.RETURNED, TransferState.CANCELLED, TransferState.FAILED))


class ComingTransfer(Answer):
    """`agent` transfers the citizen to this agent; `note` is what they wrote about it."""

    id: str
    agent: str
    agent_name: str
    mode: str
    target: str
    note: str


def coming_transfer(row: CallRow, who: Agent) -> TransferRow | None:
    """The transfer for which this agent's telephone rings, or which they answered just now."""
    last = row.transfers[-1] if row.transfers else None
    if last is None or last.state in _OVER or last.agent == who.username:
        return None
    return last if last.target.startswith(QUEUE) or who.extension in last.numbers else None


def coming_view(row: TransferRow, agent_name: str) -> ComingTransfer:
    return ComingTransfer(
        id=row.id, agent=row.agent, agent_name=agent_name, mode=row.mode, target=row.target, note=row.note
    )
