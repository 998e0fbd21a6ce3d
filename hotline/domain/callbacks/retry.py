"""What follows from an attempt that did not reach the citizen: one table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.hours import next_opening
from hotline.domain.facts.failure import Failure
from hotline.settings.policies import CallbackPolicy

_AGENT_LEFT_S = 60.0  # a telephone that rang for a moment is let rest for one
_NETWORK_S = 300.0  # a broken trunk is tried again soon, and costs nobody an attempt


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Where the callback stands after the attempt. `tried` says that the citizen's phone was dialled."""

    status: CallbackStatus
    next_at: datetime | None
    attempts: int
    tried: bool


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """`spacing` times retry_after is waited; `counts` towards max_attempts."""

    tried: bool
    counts: bool
    spacing: float


_AGENTS = _Rule(tried=False, counts=False, spacing=0)  # back to its place in the line
_RULES = {
    Failure.BUSY: _Rule(tried=True, counts=True, spacing=0.5),  # whoever speaks now is there
    Failure.NO_ANSWER: _Rule(tried=True, counts=True, spacing=1),
    Failure.UNREACHABLE: _Rule(tried=True, counts=True, spacing=2),  # switched off is seldom for ten minutes
    Failure.UNKNOWN: _Rule(tried=True, counts=True, spacing=1),  # it may have rung
    Failure.AGENT_NO_ANSWER: _AGENTS,
    Failure.AGENT_FORWARDED: _AGENTS,
    Failure.AGENT_DECLINED: _AGENTS,
    Failure.AGENT_NO_CODEC: _AGENTS,
    Failure.AGENT_PHONE: _AGENTS,
    Failure.LATE: _AGENTS,
    Failure.NEVER_SENT: _AGENTS,
    Failure.STOPPED: _AGENTS,
}
# What counts as an attempt: the citizen was dialled, and it was not we who gave up.
COUNTED = frozenset({Failure.NO_SUCH_NUMBER, *(failure for failure, rule in _RULES.items() if rule.counts)})


def settle(failure: Failure, attempts: int, policy: CallbackPolicy, zone: ZoneInfo, now: datetime) -> Settled:
    """After an attempt that ended in `failure`, `attempts` having counted before it:

    | failure                                           | counts | again after                 |
    |---------------------------------------------------|--------|-----------------------------|
    | no_such_number                                    | yes    | never: invalid              |
    | busy / no_answer, unknown / unreachable           | yes    | 0.5 / 1 / 2 x retry_after   |
    | network, refused, ours                            | no     | 5 minutes                   |
    | agent_left                                        | no     | a minute, in its place      |
    | agent_no_answer, _declined …, late, never_sent …  | no     | at once, in its place       |

    The n-th attempt that counts takes the n-th of `retry_after`, the last one for all later; the max_attempts-th
    exhausts the callback. Nobody is rung outside the hours.
    """
    if failure is Failure.NO_SUCH_NUMBER:
        return Settled(status=CallbackStatus.INVALID, next_at=None, attempts=attempts + 1, tried=True)
    if failure in (Failure.NETWORK, Failure.REFUSED, Failure.OURS):
        soon = now + timedelta(seconds=min(_NETWORK_S, policy.retry_after[0]))
        return _again(attempts, True, next_opening(policy, zone, soon))
    if failure is Failure.AGENT_LEFT:
        return _again(attempts, True, next_opening(policy, zone, now + timedelta(seconds=_AGENT_LEFT_S)))
    rule = _RULES[failure]
    counted = attempts + rule.counts
    if rule.counts and counted >= policy.max_attempts:
        return Settled(status=CallbackStatus.EXHAUSTED, next_at=None, attempts=counted, tried=True)
    wait_s = rule.spacing * policy.retry_after[min(max(counted, 1), len(policy.retry_after)) - 1]
    return _again(counted, rule.tried, next_opening(policy, zone, now + timedelta(seconds=wait_s)))


def _again(attempts: int, tried: bool, at: datetime | None) -> Settled:
    """A policy without an hour to ring in leaves nothing to wait for."""
    status = CallbackStatus.PENDING if at is not None else CallbackStatus.EXHAUSTED
    return Settled(status=status, next_at=at, attempts=attempts, tried=tried)
