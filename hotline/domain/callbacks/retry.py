"""What follows after an attempt that did not reach the citizen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.hours import next_opening
from hotline.domain.facts.failure import Failure
from hotline.settings.policies import CallbackPolicy

_AGENT_LEFT_S = 60.0  # an agent's hang-up: not again at once, because the citizen's telephone has rung
_NETWORK_S = 300.0  # a broken trunk is tried again soon, without counting an attempt


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The callback's state after the attempt. `tried`: the citizen's phone was dialled."""

    status: CallbackStatus
    next_at: datetime | None
    attempts: int
    tried: bool


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """`counts`: towards max_attempts. The next attempt waits `spacing` times retry_after."""

    tried: bool
    counts: bool
    spacing: float


_AGENTS = _Rule(tried=False, counts=False, spacing=0)  # back to its place in the line
_RULES = {
    Failure.BUSY: _Rule(tried=True, counts=True, spacing=0.5),  # the citizen is there
    Failure.NO_ANSWER: _Rule(tried=True, counts=True, spacing=1),
    Failure.UNREACHABLE: _Rule(tried=True, counts=True, spacing=2),  # usually switched off for longer than ten minutes
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
# Failures that count as attempts: the citizen was dialled, and the cause was not on our side.
COUNTED = frozenset({Failure.NO_SUCH_NUMBER, *(failure for failure, rule in _RULES.items() if rule.counts)})


def settle(failure: Failure, attempts: int, policy: CallbackPolicy, zone: ZoneInfo, now: datetime) -> Settled:
    """The state after an attempt that ended in `failure`, with `attempts` counted before it.

    | failure                                           | counts | next attempt                |
    |---------------------------------------------------|--------|-----------------------------|
    | no_such_number                                    | yes    | never: invalid              |
    | busy / no_answer, unknown / unreachable           | yes    | 0.5 / 1 / 2 x retry_after   |
    | network, refused, ours                            | no     | 5 minutes                   |
    | agent_left                                        | no     | a minute, in its place      |
    | agent_no_answer, _declined …, late, never_sent …  | no     | at once, in its place       |

    The n-th attempt that counts waits the n-th value of `retry_after`, later ones its last value; the max_attempts-th
    exhausts the callback. Attempts are only made in callback hours.
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
    """A policy without any callback hours exhausts the callback."""
    status = CallbackStatus.PENDING if at is not None else CallbackStatus.EXHAUSTED
    return Settled(status=status, next_at=at, attempts=attempts, tried=tried)
