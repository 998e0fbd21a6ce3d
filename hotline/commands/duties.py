"""The duty to ring back, as it follows from calls: a missed call opens or joins one, a call that reached the citizen
settles it, and a failed call of ours decides when to try again. Runs in the transaction that files the call."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.domain.agents.agent import AgentBlock
from hotline.domain.callbacks.callback import CallbackStatus, owes_callback
from hotline.domain.callbacks.carrier import CARRIED, REFUSALS
from hotline.domain.callbacks.floods import gave_up_soon
from hotline.domain.callbacks.retry import settle
from hotline.domain.calls.call import Call, Outcome
from hotline.domain.calls.events import Event, EventType
from hotline.domain.calls.routing import own_numbers, queue_for
from hotline.domain.facts.failure import Failure, answer_of, failure_of
from hotline.domain.numbers.number import Number
from hotline.settings.hotline import Hotline
from hotline.settings.trunks import Trunk
from hotline.store import outbox
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk, callback_list, callbacks, carrier
from hotline.store.callbacks.callbacks import Closed, Missed
from hotline.store.calls import placed
from hotline.store.calls.placed import Placed
from hotline.store.reports import alarms

_BLOCKED_FOR = {
    Failure.AGENT_NO_ANSWER: AgentBlock.NO_ANSWER,
    Failure.AGENT_FORWARDED: AgentBlock.FORWARDED,
    Failure.AGENT_DECLINED: AgentBlock.DECLINED,
    Failure.AGENT_NO_CODEC: AgentBlock.NO_CODEC,
    Failure.AGENT_PHONE: AgentBlock.PHONE_FAILED,
}


class Duties:
    """Applies calls one after another; `events` collects what agents are to be told."""

    def __init__(self, connection: Connection, hotline: Hotline, now: datetime) -> None:
        self._connection = connection
        self._hotline = hotline
        self._now = now
        self._trunk = hotline.trunks[0]
        self.events: list[Event] = []

    def of_inbound(self, call: Call, caller: Number, known: int | None) -> int | None:
        """The callback that an inbound call belongs to, opened now if the call was missed; an answered call settles
        what was owed. `known` is the call as SQL has it."""
        if call.answered_at is not None:
            closed = callbacks.resolve(self._connection, caller.text, call.answered_at)
            self._close(closed, CallbackStatus.SELF_RESOLVED)
            return known
        if known is not None:
            if call.asked and call.outcome is Outcome.MISSED:
                callbacks.ask_for(self._connection, known, self._now)
            return known
        if not owes_callback(call, self._hotline.callback.short_abandon_s):
            return None
        owe = callbacks.owe if self._may_be_rung_back(call, caller) else callbacks.owe_in_vain
        return owe(self._connection, self._missed(call, caller))

    def follow_up(self, call: Call, caller: Number) -> int | None:
        """The callback for a dissatisfied citizen; None if the number cannot be rung."""
        if call.survey is None or not self._may_be_rung_back(call, caller):
            return None
        at = call.survey.at or call.survey.asked_at
        return callbacks.follow_up(self._connection, caller.text, self._offered_in(call), at)

    def _may_be_rung_back(self, call: Call, caller: Number) -> bool:
        """Whether a missed call opens a duty. A call from an agent's own telephone opens none: an extension must not be
        dialled through the carrier, not even one that looks like a number of the city (8330000)."""
        extensions = agents.extensions(self._connection)
        if not call.trunk or call.caller in extensions:
            return False
        return caller.may_be_rung_back(own_numbers(self._hotline) | extensions)

    def _missed(self, call: Call, caller: Number) -> Missed:
        return Missed(
            number=caller.text,
            queue=self._offered_in(call),
            started_at=call.started_at,
            queued_at=call.queued_at,
            ended_at=call.ended_at or call.started_at,
            asked=call.asked,
            gave_up_soon=gave_up_soon(call, self._hotline.floods.given_up),
        )

    def _offered_in(self, call: Call) -> str | None:
        """The queue whose agents get the offer first; None for the main queue's, which are for all agents."""
        queue = call.queue or queue_for(self._hotline, call.called)
        return queue if queue != self._hotline.queues[0].name else None

    def of_placed(self, call: Call, plan: Placed) -> None:
        """Apply a call that we placed, once it has reached the citizen or ended."""
        if call.answered_at is not None and plan.reached_at is None:
            self._reached(call, plan, call.answered_at)
        if call.ended_at is not None and plan.ended_at is None:
            self._over(call, plan, call.ended_at)

    def _reached(self, call: Call, plan: Placed, at: datetime) -> None:
        placed.reached(self._connection, call.id, at)
        carrier.carried(self._connection, self._trunk.name)
        if plan.callback is not None:
            callbacks.reached(self._connection, plan.callback, plan.agent, at)
            self._tell(plan.callback, plan.agent, CallbackStatus.REACHED)
        else:
            closed = callbacks.reached_otherwise(self._connection, plan.number, plan.agent, at)
            self._close(closed, CallbackStatus.REACHED)

    def _over(self, call: Call, plan: Placed, at: datetime) -> None:
        failure = _failure(call, plan, self._trunk)
        placed.end(self._connection, call.id, failure, at)
        if failure is not None:
            self._judge_carrier(failure, call.said, at)
        agents.unblock(self._connection, plan.agent, AgentBlock.CALLBACK)
        if failure is None and not call.transfers:  # otherwise the agent left first: see cti.effects.wrap_up
            until = at + timedelta(seconds=own_wrapup_s(self._connection, self._hotline, plan.agent))
            if until > self._now:
                agents.block(self._connection, plan.agent, AgentBlock.WRAPUP, self._now, until)
        elif failure in _BLOCKED_FOR and plan.callback is not None and not self._is_on_the_line(plan.agent):
            agents.block(self._connection, plan.agent, _BLOCKED_FOR[failure], at)
        if plan.callback is not None and failure is not None:
            self.settle(plan.callback, plan.agent, failure)

    def _judge_carrier(self, failure: Failure, said: str, at: datetime) -> None:
        if failure in CARRIED:
            carrier.carried(self._connection, self._trunk.name)
        elif failure in REFUSALS:
            answer = answer_of(said)
            carrier.refused(self._connection, self._trunk.name, answer, at)
            subject = f"{self._trunk.name} {answer}".strip()[:64]
            alarms.raise_alarm(self._connection, alarms.AlarmKind.CARRIER_REFUSES, subject, self._now)

    def _is_on_the_line(self, username: str) -> bool:
        """Whether the agent already talks with a citizen: then the ring for the callback was a mistake of ours, not
        theirs."""
        return callback_desk.is_on_the_line(self._connection, username)

    def settle(self, callback: int, agent: str, failure: Failure) -> None:
        """An attempt has failed: decide whether and when to try again."""
        row = callback_list.get(self._connection, callback)
        if row is None:
            return
        how = settle(failure, row.attempts, self._hotline.callback, self._hotline.centre.zone, self._now)
        if callbacks.settled(self._connection, callback, how, self._now):
            self._tell(callback, agent, how.status, failure.value)

    def _close(self, closed: list[Closed], status: CallbackStatus) -> None:
        """Close duties: tell the agents who held them why, and stop phones that ring for them."""
        placed.stop(self._connection, [one.id for one in closed], status.value)
        for one in closed:
            if one.agent is not None:
                self._tell(one.id, one.agent, status)

    def _tell(self, callback: int, agent: str, status: CallbackStatus, reason: str = "") -> None:
        payload = {"callback": callback, "status": status.value, "reason": reason}
        self.events.append(Event(type=EventType.CALLBACK_UPDATED, at=self._now, agent=agent, payload=payload))


def own_wrapup_s(connection: Connection, hotline: Hotline, username: str) -> float:
    """The longest wrap-up time of the agent's own queues; another queue's would keep them from citizens in theirs."""
    agent = agents.get(connection, username)
    theirs = agent.queues if agent else ()
    return max((queue.wrapup_s for queue in hotline.queues if queue.name in theirs), default=0.0)


def give_up(connection: Connection, hotline: Hotline, plan: Placed, now: datetime, *, sent: bool) -> None:
    """Give up a planned call that Asterisk has not seen and will not dial. `sent`: it was claimed for dialling, and
    Asterisk refused it or was asked about it in vain. Otherwise it is given up only if nobody has claimed it since
    `plan` was read."""
    end = placed.end if sent else placed.drop
    if not end(connection, plan.id, Failure.STOPPED if plan.stop else Failure.NEVER_SENT, now):
        return
    agents.unblock(connection, plan.agent, AgentBlock.CALLBACK)
    duties = Duties(connection, hotline, now)
    if plan.callback is not None:
        duties.settle(plan.callback, plan.agent, Failure.NEVER_SENT)
    outbox.put(connection, duties.events)


def _failure(call: Call, plan: Placed, trunk: Trunk) -> Failure | None:
    """Why the citizen was not reached; None if they were."""
    if call.outcome is Outcome.ANSWERED:
        return None
    if plan.stop is not None:
        return Failure.STOPPED
    if answer_of(call.said) and call.failure is not Failure.NETWORK:
        return failure_of(call.said, trunk.citizens_answers)
    return call.failure or Failure.UNKNOWN
