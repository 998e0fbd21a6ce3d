"""Transfers, told by the marks that the dialplan leaves on its way: "t.ID.STEP".

Once begun a transfer goes on in Asterisk by itself, so its story is found in the facts of its call, whoever of ours was
dead meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.failure import Failure, failure_of
from hotline.domain.facts.stays import Channel

UNBEGUN = timedelta(seconds=15)  # an intent that nothing came of for so long never reached Asterisk
_AT_ONCE = timedelta(milliseconds=300)  # whoever leaves so shortly before the citizen's end was sent away by it


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
    """What an agent keyed on their telephone: the intent that the API would have written."""

    mode: TransferMode
    extension: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """`reason` is a Failure's value when the target was not reached, or who left, or why the button of a telephone was
    pressed in vain: "not_allowed", "closed", "emergency". `tried` are the numbers in vain, each with its failure;
    `answered_by` is the number that answered. `keyed` is None when the API began it."""

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
    """The transfers of a call, the first one first; `citizen` is the citizen's channel. They are sent to one place at a
    time: where they were set aside anew, what was before is over."""
    stories: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        if fact.kind is FactKind.MARK and fact.peer.startswith("t."):
            _, transfer, step = (*fact.peer.split(".", 2), "")[:3]
            steps = stories.setdefault(transfer, {})
            steps[step] = min(steps.get(step, fact), fact, key=lambda one: (one.at, one.channel))
    told = [_transfer(name, steps, citizen.ended_at) for name, steps in stories.items()]
    told.sort(key=lambda transfer: (transfer.started_at, transfer.id))
    followed = [*(_overtaken(one, after) for one, after in pairwise(told)), *told[-1:]]
    return tuple(one for one in followed if _is_one(stories[one.id]))


def _overtaken(one: Transfer, after: Transfer) -> Transfer:
    if one.state not in OPEN_STATES:
        return one
    return replace(one, state=TransferState.FAILED, reason=Failure.UNKNOWN.value, ended_at=after.started_at)


def _is_one(steps: Iterable[str]) -> bool:
    """Not a hold."""
    return any(step == "keyed" or step.startswith("dialling") for step in steps)


def _transfer(name: str, steps: Mapping[str, Fact], citizen_ended_at: datetime | None) -> Transfer:
    answered = _answered(steps)
    tried = _tried(steps)
    state, reason, ended_at = _end(steps, citizen_ended_at, tried)
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
    """Who answers and leaves in the same instant is gone before their own mark: that they left is told by another
    channel."""
    return steps.get("answered") or steps.get("target_left")


def _keyed(steps: Mapping[str, Fact]) -> Keyed | None:
    mark = steps.get("keyed")
    mode, _, rest = (mark.data.get("value", "") if mark else "").partition(":")
    extension, _, target = rest.partition(":")
    if mode not in {one.value for one in TransferMode}:
        return None
    return Keyed(mode=TransferMode(mode), extension=extension, target=target)


def _dialled_last(steps: Mapping[str, Fact]) -> str:
    """Numbers are dialled one after the other: the last one is the one that answered."""
    dialled = [fact for step, fact in steps.items() if step.startswith("dialling.")]
    last = max(dialled, key=_at, default=None)
    return last.data.get("value", "") if last else ""


def _tried(steps: Mapping[str, Fact]) -> tuple[tuple[str, str], ...]:
    found = []
    for step, fact in steps.items():
        kind, _, number = step.partition(".")
        if kind == "tried":
            dialled = steps.get(f"dialling.{number}")
            failure = _target_failure(fact.data.get("value", ""))
            found.append((number, dialled.data.get("value", "") if dialled else "", failure.value))
    return tuple((dialled, failure) for _, dialled, failure in sorted(found))


def _target_failure(said: str) -> Failure:
    """Whose fault it is that the line had no way on, the agent cannot tell, and need not."""
    failure = failure_of(said)
    return Failure.NETWORK if failure in (Failure.REFUSED, Failure.OURS) else failure


def _end(
    steps: Mapping[str, Fact], citizen_ended_at: datetime | None, tried: tuple[tuple[str, str], ...]
) -> tuple[TransferState, str, datetime | None]:
    """State, reason, and when it was over. The first that fits:

    | answered | what happened                          | state     |
    |----------|----------------------------------------|-----------|
    | any      | the agent took the citizen back        | cancelled |
    | no       | every number tried in vain             | returned  |
    | no       | the citizen or the agent left first    | failed    |
    | no       | the citizen went back to the queue     | failed    |
    | no       | none of these yet                      | dialling  |
    | yes      | the citizen went back to the queue     | cancelled |
    | yes      | blind                                  | completed |
    | yes      | the agent left them to each other      | completed |
    | yes      | the target left                        | cancelled |
    | yes      | the citizen left: consult              | failed    |
    | yes      | three-way, before they met / after     | failed / completed |
    | yes      | three-way, and they have not met       | dialling  |
    | yes      | none of these yet                      | talking   |
    """
    if "cancelled" in steps:
        return TransferState.CANCELLED, "", steps["cancelled"].at
    answered = _answered(steps)
    if answered is None:
        return _unanswered(steps, citizen_ended_at, tried)
    if "requeued" in steps:  # agent and target hung up in the same instant, before either could tell of the other
        return TransferState.CANCELLED, "target_left", steps["requeued"].at
    aside = steps.get("aside")
    if aside is None:
        return _completed(answered.at)
    if aside.data.get("value") == TransferMode.CONSULT.value:
        return _consulted(steps, citizen_ended_at)
    return _three(steps, citizen_ended_at)


def _consulted(
    steps: Mapping[str, Fact], citizen_ended_at: datetime | None
) -> tuple[TransferState, str, datetime | None]:
    """The dialplan says itself when the target and the citizen were brought together."""
    if "completed" in steps:
        return _completed(steps["completed"].at)
    if "target_left" in steps:
        return TransferState.CANCELLED, "target_left", steps["target_left"].at
    if citizen_ended_at is not None:
        return TransferState.FAILED, "citizen_left", citizen_ended_at
    return TransferState.TALKING, "", None


def _three(steps: Mapping[str, Fact], citizen_ended_at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    """Whoever left first; but those whom the citizen's end sent away did not leave. The citizen comes last into the
    room."""
    if "met" not in steps:
        return _unmet(steps, citizen_ended_at)
    first = min((steps[step] for step in ("agent_left", "target_left") if step in steps), key=_at, default=None)
    if citizen_ended_at is not None and (first is None or first.at >= citizen_ended_at - _AT_ONCE):
        return _completed(citizen_ended_at)
    if first is None:
        return TransferState.TALKING, "", None
    if first is steps.get("target_left"):
        return TransferState.CANCELLED, "target_left", first.at
    return _completed(first.at)


def _unmet(steps: Mapping[str, Fact], citizen_ended_at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    if "target_left" in steps:
        return TransferState.CANCELLED, "target_left", steps["target_left"].at
    if citizen_ended_at is not None:
        return TransferState.FAILED, "citizen_left", citizen_ended_at
    return TransferState.DIALLING, "", None


def _at(fact: Fact) -> datetime:
    return fact.at


def _completed(at: datetime | None) -> tuple[TransferState, str, datetime | None]:
    return TransferState.COMPLETED, "", at


def _unanswered(
    steps: Mapping[str, Fact], citizen_ended_at: datetime | None, tried: tuple[tuple[str, str], ...]
) -> tuple[TransferState, str, datetime | None]:
    if "returned" in steps:
        returned = steps["returned"]
        return TransferState.RETURNED, tried[-1][1] if tried else returned.data.get("value", ""), returned.at
    left = steps.get("agent_left")
    if left is not None and (citizen_ended_at is None or left.at < citizen_ended_at - _AT_ONCE):
        return TransferState.FAILED, "agent_left", left.at
    if citizen_ended_at is not None:
        return TransferState.FAILED, "citizen_left", citizen_ended_at
    left = left or steps.get("requeued")  # who hangs up in the first instant leaves no mark
    if left is not None:
        return TransferState.FAILED, "agent_left", left.at
    return TransferState.DIALLING, "", None


def latest_step(facts: Iterable[Fact]) -> str:
    """What the last mark of any transfer or hold said; "" without any."""
    marks = [fact for fact in facts if fact.kind is FactKind.MARK and fact.peer.startswith("t.")]
    return max(marks, key=lambda fact: fact.at).peer.split(".", 2)[-1] if marks else ""
