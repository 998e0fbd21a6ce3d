"""Transfers, derived from the marks that the dialplan leaves: "t.ID.STEP".

Once begun, a transfer continues in Asterisk by itself. So its history is in the facts of its call, even if none of our
processes was running.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.failure import Failure, failure_of
from hotline.domain.facts.stays import Channel
from hotline.names.marks import TRANSFER_MARK
from hotline.names.marks import TransferStep as Step

UNBEGUN = timedelta(seconds=15)  # an intent without any mark after this time never reached Asterisk
# a party that leaves this shortly before the citizen's end was hung up because of it
_AT_ONCE = timedelta(milliseconds=300)


class TransferMode(Enum):
    BLIND = "blind"
    CONSULT = "consult"
    THREE_WAY = "three_way"


class TransferState(Enum):
    DIALLING = "dialling"
    TALKING = "talking"
    COMPLETED = "completed"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN_STATES = (TransferState.DIALLING, TransferState.TALKING)


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """What an agent keyed on the telephone; the counterpart of the intent that the API writes."""

    mode: TransferMode
    extension: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer.

    `reason` is a Failure's value if the target was not reached, or who left, or why a telephone's transfer button was
    refused: "not_allowed", "closed", "emergency". `tried` are the numbers without success, each with its failure;
    `answered_by` is the number that answered. `keyed` is None if the API began the transfer.
    """

    id: str
    keyed: Keyed | None = None
    state: TransferState
    reason: str
    started_at: datetime
    answered_at: datetime | None
    answered_by: str = ""
    ended_at: datetime | None
    tried: tuple[tuple[str, str], ...]


def project_transfers(facts: Iterable[Fact], citizen: Channel) -> tuple[Transfer, ...]:
    """The transfers of a call, in order; `citizen` is the citizen's channel.

    A call has one transfer at a time: the beginning of the next one ends an open one.
    """
    stories: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        if _is_step(fact):
            _, transfer, step = (*fact.peer.split(".", 2), "")[:3]
            steps = stories.setdefault(transfer, {})
            steps[step] = min(steps.get(step, fact), fact, key=lambda one: (one.at, one.channel))
    told = [_transfer(name, steps, _citizen_left_at(steps, citizen)) for name, steps in stories.items()]
    told.sort(key=lambda transfer: (transfer.started_at, transfer.id))
    followed = [*(_overtaken(one, after) for one, after in pairwise(told)), *told[-1:]]
    return tuple(one for one in followed if _is_one(stories[one.id]))


def _citizen_left_at(steps: Mapping[str, Fact], citizen: Channel) -> datetime | None:
    """When the citizen hung up. Their mark is first, then the others are hung up, and the channel ends last."""
    mark = steps.get(Step.CITIZEN_LEFT)
    return mark.at if mark is not None else citizen.ended_at


def _is_step(fact: Fact) -> bool:
    return fact.kind is FactKind.MARK and fact.peer.startswith(f"{TRANSFER_MARK}.")


def _overtaken(one: Transfer, after: Transfer) -> Transfer:
    if one.state not in OPEN_STATES:
        return one
    return replace(one, state=TransferState.FAILED, reason=Failure.UNKNOWN.value, ended_at=after.started_at)


def _is_one(steps: Iterable[str]) -> bool:
    """Whether it is a transfer, not a hold."""
    return any(step == Step.KEYED or step.startswith(Step.DIALLING) for step in steps)


def _transfer(name: str, steps: Mapping[str, Fact], citizen_left_at: datetime | None) -> Transfer:
    answered = _answered(steps)
    tried = _tried(steps)
    state, reason, ended_at = _end(steps, citizen_left_at, tried)
    return Transfer(
        id=name,
        keyed=_keyed(steps),
        state=state,
        reason=reason,
        started_at=min(fact.at for fact in steps.values()),
        answered_at=answered.at if answered else None,
        answered_by=_dialled_last(steps) if answered else "",
        ended_at=ended_at,
        tried=tried,
    )


def _answered(steps: Mapping[str, Fact]) -> Fact | None:
    """The answer, or the mark that the target left: a target that answers and leaves at once has gone before its own
    mark.
    """
    return steps.get(Step.ANSWERED) or steps.get(Step.TARGET_LEFT)


def _keyed(steps: Mapping[str, Fact]) -> Keyed | None:
    mark = steps.get(Step.KEYED)
    mode, _, rest = (mark.data.get("value", "") if mark else "").partition(":")
    extension, _, target = rest.partition(":")
    if mode not in {one.value for one in TransferMode}:
        return None
    return Keyed(mode=TransferMode(mode), extension=extension, target=target)


def _dialled_last(steps: Mapping[str, Fact]) -> str:
    """The number that answered: numbers are dialled one after the other, so it is the last one."""
    dialled = [fact for step, fact in steps.items() if step.startswith(f"{Step.DIALLING}.")]
    last = max(dialled, key=_at, default=None)
    return last.data.get("value", "") if last else ""


def _tried(steps: Mapping[str, Fact]) -> tuple[tuple[str, str], ...]:
    found = []
    for step, fact in steps.items():
        kind, _, number = step.partition(".")
        if kind == Step.TRIED:
            dialled = steps.get(f"{Step.DIALLING}.{number}")
            failure = _target_failure(fact.data.get("value", ""))
            found.append((number, dialled.data.get("value", "") if dialled else "", failure.value))
    return tuple((dialled, failure) for _, dialled, failure in sorted(found))


def _target_failure(said: str) -> Failure:
    """The failure of one number. Whose fault a network failure is makes no difference to the agent."""
    failure = failure_of(said)
    return Failure.NETWORK if failure in (Failure.REFUSED, Failure.OURS) else failure


def _end(
    steps: Mapping[str, Fact], citizen_left_at: datetime | None, tried: tuple[tuple[str, str], ...]
) -> tuple[TransferState, str, datetime | None]:
    """State, reason, and end. The first rule that applies:

    | answered | what happened                          | state     |
    |----------|----------------------------------------|-----------|
    | any      | the agent took the citizen back        | cancelled |
    | no       | no number answered                     | returned  |
    | no       | the citizen or the agent left first    | failed    |
    | no       | the citizen went back to the queue     | failed    |
    | no       | none of these yet                      | dialling  |
    | yes      | the citizen went back to the queue     | cancelled |
    | yes      | blind                                  | completed |
    | yes      | the agent left citizen and target      | completed |
    | yes      | the target left                        | cancelled |
    | yes      | the citizen left: consult              | failed    |
    | yes      | three-way, before they met / after     | failed / completed |
    | yes      | three-way, and they have not met       | dialling  |
    | yes      | none of these yet                      | talking   |
    """
    if Step.CANCELLED in steps:
        return TransferState.CANCELLED, "", steps[Step.CANCELLED].at
    answered = _answered(steps)
    if answered is None:
        return _unanswered(steps, citizen_left_at, tried)
    # agent and target hung up at the same time, before either could leave a mark about the other
    if Step.REQUEUED in steps:
        return TransferState.CANCELLED, Step.TARGET_LEFT.value, steps[Step.REQUEUED].at
    aside = steps.get(Step.ASIDE)
    if aside is None:
        return _completed(answered.at)
    if aside.data.get("value") == TransferMode.CONSULT.value:
        return _consulted(steps, citizen_left_at)
    return _three(steps, citizen_left_at)


def _consulted(
    steps: Mapping[str, Fact], citizen_left_at: datetime | None
) -> tuple[TransferState, str, datetime | None]:
    """A mark of the dialplan says when target and citizen were connected."""
    if Step.COMPLETED in steps:
        return _completed(steps[Step.COMPLETED].at)
    if Step.TARGET_LEFT in steps:
        return TransferState.CANCELLED, Step.TARGET_LEFT.value, steps[Step.TARGET_LEFT].at
    if citizen_left_at is not None:
        return TransferState.FAILED, Step.CITIZEN_LEFT.value, citizen_left_at
    return TransferState.TALKING, "", None


def _three(steps: Mapping[str, Fact], citizen_left_at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    """Decided by the first party that left; parties hung up by the citizen's end did not leave. The citizen is the last
    to join the conference; a colleague whom the agent has left before that is connected with them alone.
    """
    if Step.COMPLETED in steps and Step.MET not in steps:
        return _completed(steps[Step.COMPLETED].at)
    if Step.MET not in steps:
        return _unmet(steps, citizen_left_at)
    first = min((steps[step] for step in (Step.AGENT_LEFT, Step.TARGET_LEFT) if step in steps), key=_at, default=None)
    if citizen_left_at is not None and (first is None or first.at >= citizen_left_at - _AT_ONCE):
        return _completed(citizen_left_at)
    if first is None:
        return TransferState.TALKING, "", None
    if first is steps.get(Step.TARGET_LEFT):
        return TransferState.CANCELLED, Step.TARGET_LEFT.value, first.at
    return _completed(first.at)


def _unmet(steps: Mapping[str, Fact], citizen_left_at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    if Step.TARGET_LEFT in steps:
        return TransferState.CANCELLED, Step.TARGET_LEFT.value, steps[Step.TARGET_LEFT].at
    if citizen_left_at is not None:
        return TransferState.FAILED, Step.CITIZEN_LEFT.value, citizen_left_at
    return TransferState.DIALLING, "", None


def _at(fact: Fact) -> datetime:
    return fact.at


def _completed(at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    return TransferState.COMPLETED, "", at


def _unanswered(
    steps: Mapping[str, Fact], citizen_left_at: datetime | None, tried: tuple[tuple[str, str], ...]
) -> tuple[TransferState, str, datetime | None]:
    if Step.RETURNED in steps:
        returned = steps[Step.RETURNED]
        return TransferState.RETURNED, tried[-1][1] if tried else returned.data.get("value", ""), returned.at
    left = steps.get(Step.AGENT_LEFT)
    if left is not None and (citizen_left_at is None or left.at < citizen_left_at - _AT_ONCE):
        return TransferState.FAILED, Step.AGENT_LEFT.value, left.at
    if citizen_left_at is not None:
        return TransferState.FAILED, Step.CITIZEN_LEFT.value, citizen_left_at
    left = left or steps.get(Step.REQUEUED)  # a party that hangs up at once leaves no mark
    if left is not None:
        return TransferState.FAILED, Step.AGENT_LEFT.value, left.at
    return TransferState.DIALLING, "", None


def picked_up_at(channel: Channel) -> datetime | None:
    """When the channel picked up as the target of a transfer; None for others."""
    return min((fact.at for fact in channel.facts if _is_step(fact) and _step(fact) == Step.ANSWERED), default=None)


def sent_to_queue(facts: Iterable[Fact]) -> tuple[str | None, datetime | None]:
    """The queue that an agent sent the citizen to last, and when, unless nobody there could take them."""
    steps = [fact for fact in facts if _is_step(fact)]
    back = {_id(fact) for fact in steps if _step(fact) == Step.RETURNED}
    sent = [fact for fact in steps if _step(fact) == Step.QUEUED and _id(fact) not in back]
    last = max(sent, key=_at, default=None)
    return (last.data.get("value"), last.at) if last else (None, None)


def latest_step(facts: Iterable[Fact]) -> str:
    """The step of the last mark of any transfer or hold; "" if there is none."""
    marks = [fact for fact in facts if _is_step(fact)]
    return _step(max(marks, key=_at)) if marks else ""


def _id(step: Fact) -> str:
    return step.peer.split(".", 2)[1]


def _step(step: Fact) -> str:
    return step.peer.split(".", 2)[-1]
