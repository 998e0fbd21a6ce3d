"""Callbacks as agents work on them. Each step is one compare-and-set, so that of several attempts one succeeds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, update

from hotline.domain.agents.agent import AgentBlock, Wish
from hotline.domain.callbacks.callback import AMENDED, CallbackOutcome, CallbackStatus
from hotline.domain.callbacks.floods import Brake
from hotline.domain.calls.call import CallState, Direction
from hotline.store.agents import agents
from hotline.store.callbacks import callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.calls import half_hours, placed
from hotline.store.calls.placed import Plan
from hotline.store.rows import row, rows
from hotline.store.tables import agent_holds, call_legs, callbacks, calls, declines, placed_calls
from hotline.store.tables import agents as agents_table
from hotline.store.upsert import upsert

OWN_FOR = timedelta(minutes=5)  # how long the agents of the queue that the citizen called have precedence
LET_ALONE_FOR = timedelta(minutes=5)  # an agent who did not accept one does not get it again so soon
_TAKEN = (CallbackStatus.OFFERED.value, CallbackStatus.DIALLING.value)


def claim_next(connection: Connection, username: str, now: datetime, until: datetime) -> CallbackRow | None:
    """Offer the agent the most urgent callback; None if none is due. An agent who has one already
    gets that one again.
    """
    connection.execute(select(agents_table.c.username).where(agents_table.c.username == username).with_for_update())
    mine = taken_by(connection, username)
    if mine is not None:
        return mine
    first = connection.execute(
        _most_owed(username, _others_queues(connection, username, now), now)
    ).scalar_one_or_none()
    if first is None:
        return None
    values = {"status": CallbackStatus.OFFERED.value, "agent": username, "offered_until": until}
    _step(connection, first, CallbackStatus.PENDING, values)
    return callback_list.get(connection, first)


def taken_by(connection: Connection, username: str) -> CallbackRow | None:
    """The callback that this agent is working on."""
    return row(
        connection, CallbackRow, select(callbacks).where(callbacks.c.agent == username, callbacks.c.status.in_(_TAKEN))
    )


def somebody_waits(connection: Connection) -> bool:
    """Whether a citizen waits for an agent."""
    waiting = and_(calls.c.ended_at.is_(None), calls.c.state == CallState.QUEUED.value)
    return connection.execute(select(calls.c.id).where(waiting).limit(1)).first() is not None


def is_on_the_line(connection: Connection, username: str, *, talking: bool = False) -> bool:
    """Whether this agent's phone rings or talks in a live call; with `talking`, whether it talks."""
    mine = and_(call_legs.c.agent == username, call_legs.c.ended_at.is_(None))
    live = select(calls.c.id).join(call_legs, call_legs.c.call == calls.c.id).where(mine, calls.c.ended_at.is_(None))
    if talking:
        live = live.where(call_legs.c.answered_at.is_not(None))
    return connection.execute(live.limit(1)).first() is not None


def offered_now(connection: Connection) -> int:
    """The number of offers that can still be accepted."""
    offered = select(func.count()).where(callbacks.c.status == CallbackStatus.OFFERED.value)
    return connection.execute(offered).scalar_one()


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether there may be something to offer."""
    due = select(callbacks.c.id).where(callbacks.c.status == CallbackStatus.PENDING.value, callbacks.c.next_at <= now)
    return connection.execute(due.limit(1)).first() is not None


def who_is_busy(connection: Connection) -> set[str]:
    """Agents who have an offer or are dialling."""
    taken = select(callbacks.c.agent).where(callbacks.c.status.in_(_TAKEN))
    placing = select(placed_calls.c.agent).where(placed_calls.c.ended_at.is_(None))
    return {*connection.execute(taken).scalars(), *connection.execute(placing).scalars()} - {None}


def accept(connection: Connection, callback: CallbackRow, call: str, extension: str, now: datetime) -> bool:
    """Accept an offered callback and write the plan of its call; returns whether the offer was still valid."""
    username, number = callback.agent, callback.number
    assert username is not None  # the offer has an agent
    offered = and_(callbacks.c.id == callback.id, callbacks.c.agent == username)
    values = {"status": CallbackStatus.DIALLING.value, "offered_until": None}
    if not _step(connection, callback.id, CallbackStatus.OFFERED, values, offered):
        return False
    ticket = ticket_of(connection, callback.id)
    plan = Plan(id=call, number=number, agent=username, extension=extension, created_at=now)
    placed.plan(connection, replace(plan, callback=callback.id, ticket=ticket))
    agents.block(connection, username, AgentBlock.CALLBACK, now)
    return True


def give_back(connection: Connection, callback_id: int, username: str, now: datetime) -> bool:
    """Decline an offer: it returns to its place in the line, first for other agents."""
    mine = callbacks.c.agent == username
    given = _step(connection, callback_id, CallbackStatus.OFFERED, {**_BACK, "reserved_for": None}, mine)
    if given:
        upsert(connection, declines, [{"callback": callback_id, "agent": username, "until": now + LET_ALONE_FOR}])
    return given


def recall(connection: Connection, now: datetime) -> list[CallbackRow]:
    """Withdraw offers whose agents talk in another call; returns the callbacks as they were.

    Unlike `give_back` this has no consequences for the agent. While their phone only rings, an offer stays until it
    lapses.
    """
    offered = select(callbacks).where(callbacks.c.status == CallbackStatus.OFFERED.value)
    return [
        one
        for one in rows(connection, CallbackRow, offered)
        if one.agent is not None
        and is_on_the_line(connection, one.agent, talking=one.offered_until is not None and one.offered_until >= now)
        and _step(connection, one.id, CallbackStatus.OFFERED, _BACK, callbacks.c.agent == one.agent)
    ]


def lapse(connection: Connection, now: datetime) -> list[CallbackRow]:
    """Withdraw offers that were not accepted in time; returns the callbacks as they were."""
    late = and_(callbacks.c.status == CallbackStatus.OFFERED.value, callbacks.c.offered_until < now)
    offers = rows(connection, CallbackRow, select(callbacks).where(late))
    return [one for one in offers if one.agent is not None and give_back(connection, one.id, one.agent, now)]


def release_agent(connection: Connection, username: str) -> None:
    """The agent is gone, or has another phone: return their callback to its place."""
    offered = and_(callbacks.c.agent == username, callbacks.c.status == CallbackStatus.OFFERED.value)
    connection.execute(update(callbacks).where(offered).values(**_BACK))
    placed.stop_of(connection, username, "agent_gone")


def expire(connection: Connection, missed_before: datetime, now: datetime) -> int:
    """End callbacks that are too old; returns how many."""
    old = and_(callbacks.c.status == CallbackStatus.PENDING.value, callbacks.c.lasts_from < missed_before)
    values = {"status": CallbackStatus.EXHAUSTED.value, "next_at": None, "ended_at": now}
    return connection.execute(update(callbacks).where(old).values(**values)).rowcount


def give_outcome(
    connection: Connection,
    callback: CallbackRow,
    outcome: CallbackOutcome,
    next_at: datetime | None,
    now: datetime,
    most: int,
) -> bool:
    """Record the agent's outcome of a reached callback; returns whether it was still reached.

    A callback that opens again joins one opened since; a voicemail at the last of `most` attempts exhausts it.
    """
    status = AMENDED[outcome]
    if outcome is CallbackOutcome.VOICEMAIL and callback.attempts >= most:
        status = CallbackStatus.EXHAUSTED
    values: dict[str, Any] = {"outcome": outcome.value}
    if status is CallbackStatus.PENDING:
        since = callback_list.open_of(connection, callback.number)
        if since is not None:
            connection.execute(update(callbacks).where(callbacks.c.id == since.id).values(next_at=next_at))
        else:
            again = {"next_at": next_at, "lasts_from": next_at or now, "ended_at": None, "agent": None}
            values |= {"status": status.value, **again}
    else:
        values |= {"status": status.value, "ended_at": now}
    done = _step(connection, callback.id, CallbackStatus.REACHED, values)
    if done and status is not CallbackStatus.REACHED:
        half_hours.mark_callbacks(connection, [callback.id])
    return done


def assign(connection: Connection, callback_id: int, username: str | None) -> bool:
    """Reserve a callback for an agent, or for nobody; returns whether it was pending."""
    return _step(connection, callback_id, CallbackStatus.PENDING, {"reserved_for": username})


def put_first(connection: Connection, callback_id: int, now: datetime) -> bool:
    """Make a callback due now, before all others; returns whether it was pending. One that a burst slowed is slowed no
    more."""
    brake = case((callbacks.c.brake.is_(None), None), else_=Brake.RELEASED.value)
    due = func.coalesce(callbacks.c.next_at, now)
    values = {"first_at": now, "next_at": case((due > now, now), else_=due), "brake": brake, "lasts_from": now}
    return _step(connection, callback_id, CallbackStatus.PENDING, values)


def cancel(connection: Connection, callback_id: int, now: datetime, by: str = "", reason: str = "") -> bool:
    """Cancel a callback at a user's request, and stop its dialling; returns whether it was open."""
    is_open = callbacks.c.status.in_((CallbackStatus.PENDING.value, *_TAKEN))
    values = {"status": CallbackStatus.CANCELLED.value, "next_at": None, "ended_at": now}
    values |= {"cancelled_by": by, "cancel_reason": reason}
    done = connection.execute(update(callbacks).where(callbacks.c.id == callback_id, is_open).values(**values))
    if done.rowcount:
        placed.stop(connection, [callback_id], "cancelled")
    return done.rowcount == 1


def ticket_of(connection: Connection, callback_id: int) -> str | None:
    """The ticket of the callback's first missed call."""
    first = select(calls.c.ticket).where(calls.c.callback == callback_id, calls.c.direction == Direction.INBOUND.value)
    return connection.execute(first.order_by(calls.c.started_at, calls.c.id).limit(1)).scalar_one_or_none()


def _others_queues(connection: Connection, username: str, now: datetime) -> list[str]:
    """The queues of callbacks newly due for which an agent of theirs is ready, and which this agent does not serve."""
    newly_due = and_(callbacks.c.next_at <= now, callbacks.c.next_at > now - OWN_FOR)
    pending = and_(callbacks.c.status == CallbackStatus.PENDING.value, callbacks.c.queue.is_not(None))
    queues = set(connection.execute(select(callbacks.c.queue).where(pending, newly_due).distinct()).scalars())
    if not queues:
        return []
    held = select(agent_holds.c.username).where(agent_holds.c.username == agents_table.c.username).exists()
    ready = and_(agents_table.c.wish == Wish.READY.value, ~held)
    rows = connection.execute(
        select(agents_table.c.username, agents_table.c.queues).where(or_(agents_table.c.username == username, ready))
    )
    served = {row.username: set(row.queues) for row in rows}
    mine = served.pop(username, set())
    return sorted(queues & set().union(*served.values()) - mine)


def _most_owed(username: str, others: Sequence[str], now: datetime) -> Any:
    """Due callbacks whose citizen is neither talking nor being dialled: first those given to this agent by a
    supervisor, then those put first, then who asked, emergencies, who called more than once, then by the place in the
    line.

    For OWN_FOR, callbacks of the queues in `others` are left to those queues' agents.
    """
    for_all = or_(callbacks.c.queue.is_(None), callbacks.c.queue.not_in(others), callbacks.c.next_at <= now - OWN_FOR)
    on_the_line = select(calls.c.id).where(calls.c.ended_at.is_(None), calls.c.caller == callbacks.c.number).exists()
    dialled = (
        select(placed_calls.c.id)
        .where(placed_calls.c.ended_at.is_(None), placed_calls.c.number == callbacks.c.number)
        .exists()
    )
    left = (
        select(declines.c.agent)
        .where(declines.c.callback == callbacks.c.id, declines.c.agent == username, declines.c.until > now)
        .exists()
    )
    due = and_(callbacks.c.status == CallbackStatus.PENDING.value, callbacks.c.next_at <= now)
    return (
        select(callbacks.c.id)
        .where(due, or_(for_all, _reserved_for(username)), ~_anothers(username), ~on_the_line, ~dialled, ~left)
        .order_by(
            case((_reserved_for(username), 0), else_=1),
            case((callbacks.c.first_at.is_not(None), 0), else_=1),
            callbacks.c.first_at,
            callbacks.c.asked.desc(),
            callbacks.c.urgent.desc(),
            case((callbacks.c.missed_calls > 1, 0), else_=1),
            callbacks.c.place_at,
            callbacks.c.id,
        )
        .limit(1)
        .with_for_update(skip_locked=True, of=callbacks)
    )


def _reserved_for(username: str) -> ColumnElement[bool]:
    return func.coalesce(callbacks.c.reserved_for, "") == username


def _anothers(username: str) -> ColumnElement[bool]:
    """Whether it is reserved for another agent who is at work: nothing waits for somebody who has gone home."""
    at_work = (
        select(agents_table.c.username)
        .where(agents_table.c.username == callbacks.c.reserved_for, agents_table.c.wish != Wish.OFFLINE.value)
        .exists()
    )
    return and_(callbacks.c.reserved_for.is_not(None), ~_reserved_for(username), at_work)


_BACK: dict[str, Any] = {"status": CallbackStatus.PENDING.value, "agent": None, "offered_until": None}


def _step(
    connection: Connection,
    callback_id: int,
    was: CallbackStatus,
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
) -> bool:
    """Change the state, if it still is the expected one."""
    step = update(callbacks).where(callbacks.c.id == callback_id, callbacks.c.status == was.value, *conditions)
    return connection.execute(step.values(**values)).rowcount == 1
