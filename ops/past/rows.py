"""The demo's past in SQL: every table that lists, reports and the accounting read, a day in each transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from hotline.domain.agents.agent import AgentState
from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of
from hotline.domain.tickets.ticket import ticket_number
from hotline.settings.environment import Settings
from hotline.store.calls import half_hours
from hotline.store.tables import (
    agent_times,
    call_legs,
    callbacks,
    calls,
    journal_calls,
    placed_calls,
    state_times,
    ticket_days,
    tickets,
    transfers,
)
from ops.past.calls import Duty, Past, PastCall, Sent

_ORDER = (callbacks, calls, call_legs, tickets, transfers, placed_calls, journal_calls, agent_times, state_times)
_PAUSES = ("喝茶", "午餐", "培训", "")
_CONTENTS = (
    "市民来电反映，已登记，待承办单位处理。",
    "已向市民解释相关政策，市民表示清楚。",
    "已转相关单位核实，请尽快回复市民。",
)
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]


@dataclass(frozen=True, kw_only=True)
class Agent:
    username: str
    extension: str


def has_calls(connection: Connection) -> bool:
    return connection.execute(select(calls.c.id).limit(1)).first() is not None


class Writer:
    """Gives each call its rows. Ids and ticket numbers go on from day to day."""

    def __init__(self, settings: Settings, agents: Sequence[Agent], past: Past) -> None:
        self._settings = settings
        self._hotline = settings.hotline
        self._zone = settings.hotline.centre.zone
        self._agents = agents
        self._past = past
        self._calls = 0
        self._duties = 0
        self._pending: set[str] = set()

    def write(self, connection: Connection, day: date, some: Sequence[PastCall]) -> None:
        rows: Rows = {table.name: [] for table in _ORDER}
        for sequence, call in enumerate(some, start=1):
            self._call(rows, call, ticket_number(day, sequence))
        self._worked(rows, some)
        for table in _ORDER:
            _insert(connection, table, rows[table.name])
        connection.execute(insert(ticket_days).values(day=day, last=len(some)))
        limits = {queue.name: queue.service_level_s for queue in self._hotline.queues}
        for start in {half_hour_of(call.started_at, self._zone) for call in some}:
            half_hours.recount(connection, start, limits)

    def _call(self, rows: Rows, call: PastCall, ticket: str) -> None:
        call_id = self._id(call.started_at)
        queued_at = None if call.missed_in == "greeting" else call.started_at + timedelta(seconds=6)
        answered_at = None if call.missed_in else call.started_at + timedelta(seconds=6 + call.wait_s)
        agent = None if call.missed_in else self._agents[call.agent]
        queue = self._hotline.queues[call.queue]
        duty = self._duty(rows, call, call.duty, ticket) if call.duty else None
        rows["calls"].append(
            _call_row(call_id, "inbound", call.started_at, call.ended_at)
            | {
                "outcome": "missed" if call.missed_in else "answered",
                "missed_in": call.missed_in or None,
                "caller": call.caller,
                "called": queue.numbers[0],
                "queue": queue.name,
                "agent": agent.username if agent else None,
                "queued_at": queued_at,
                "answered_at": answered_at,
                "wait_s": call.wait_s,
                "to_person_s": None if call.missed_in else call.wait_s + 6,
                "talk_s": call.talk_s,
                "ticket": ticket,
                "callback": duty,
                "citizen": call_id,
            }
        )
        rows["journal_calls"].append({"id": call_id, "started_at": call.started_at})
        rows["tickets"].append(_ticket(call, ticket, call_id, agent.username if agent else None, sum(map(ord, ticket))))
        if agent and answered_at:
            rows["call_legs"].append(_leg(call_id, agent, answered_at, call.ended_at, call.talk_s))
            if call.sent:
                rows["transfers"].append(self._transfer(call, call.sent, call_id, ticket, answered_at))

    def _duty(self, rows: Rows, call: PastCall, duty: Duty, ticket: str) -> int | None:
        """A number has one open callback at a time; a later call would have joined it."""
        if duty.status == "pending":
            if call.caller in self._pending:
                duty_id: int | None = None
                return duty_id
            self._pending.add(call.caller)
        self._duties += 1
        tried_at = call.ended_at + timedelta(seconds=duty.after_s)
        over = duty.status != "pending"
        rows["callbacks"].append(
            {
                "id": self._duties,
                "number": call.caller,
                "queue": None if call.queue == 0 else self._hotline.queues[call.queue].name,
                "status": duty.status,
                "missed_at": call.ended_at,
                "last_missed_at": call.ended_at,
                "place_at": call.started_at,
                "lasts_from": call.ended_at,
                "next_at": None if over else call.ended_at,
                "attempts": duty.attempts,
                "agent": self._agents[duty.agent].username if duty.status == "reached" else None,
                "first_tried_at": tried_at if duty.attempts else None,
                "reached_at": tried_at if duty.status == "reached" else None,
                "ended_at": tried_at if over else None,
            }
        )
        if duty.status == "reached":
            self._rang_back(rows, call, duty, ticket, tried_at)
        return self._duties

    def _rang_back(self, rows: Rows, call: PastCall, duty: Duty, ticket: str, reached_at: datetime) -> None:
        began, ended = reached_at - timedelta(seconds=14), reached_at + timedelta(seconds=duty.talk_s)
        call_id, agent = self._id(began), self._agents[duty.agent]
        rows["calls"].append(
            _call_row(call_id, "callback", began, ended)
            | {
                "outcome": "answered",
                "caller": self._hotline.trunks[0].caller_id,
                "called": call.caller,
                "agent": agent.username,
                "answered_at": reached_at,
                "wait_s": 14.0,
                "talk_s": duty.talk_s,
                "ticket": ticket,
                "callback": self._duties,
            }
        )
        rows["call_legs"].append(_leg(call_id, agent, began + timedelta(seconds=4), ended, duty.talk_s))
        rows["placed_calls"].append(
            {
                "id": call_id,
                "number": call.caller,
                "agent": agent.username,
                "extension": agent.extension,
                "callback": self._duties,
                "ticket": ticket,
                "created_at": began,
                "sent_at": began,
                "result": "reached",
                "reached_at": reached_at,
                "ended_at": ended,
            }
        )

    def _transfer(self, call: PastCall, sent: Sent, call_id: str, ticket: str, answered_at: datetime) -> Row:
        entry = self._hotline.directory[sent.target]
        began = answered_at + timedelta(seconds=call.talk_s / 2)
        good = sent.state == "completed"
        return {
            "id": f"past{self._calls}",
            "call": call_id,
            "agent": self._agents[call.agent].username,
            "mode": sent.mode,
            "target": entry.key,
            "name": entry.name,
            "numbers": list(entry.numbers),
            "emergency": entry.emergency,
            "ticket": ticket,
            "state": sent.state,
            "reason": sent.reason,
            "tried": [] if good else [[entry.numbers[0], sent.reason]],
            "answered_by": entry.numbers[0] if good else "",
            "created_at": began,
            "started_at": began,
            "answered_at": began + timedelta(seconds=sent.after_s) if good else None,
            "ended_at": call.ended_at,
        }

    def _worked(self, rows: Rows, some: Sequence[PastCall]) -> None:
        """How long each agent on duty was in each state, by half hours."""
        talked: dict[tuple[datetime, int], list[float]] = {}
        for call in some:
            if not call.missed_in:
                talked.setdefault((half_hour_of(call.started_at, self._zone), call.agent), []).append(call.talk_s)
        totals: dict[tuple[datetime, str], int] = {}
        for start in sorted({start for start, _ in talked}):
            for agent in self._past.on_duty(start.astimezone(self._zone).hour):
                for (state, reason), lasted_ms in _states(talked.get((start, agent), []), agent, start).items():
                    key = {"agent": self._agents[agent].username, "start_at": start, "state": state, "reason": reason}
                    rows["agent_times"].append({**key, "lasted_ms": lasted_ms})
                    totals[start, state] = totals.get((start, state), 0) + lasted_ms
        rows["state_times"].extend(
            {"start_at": start, "state": state, "lasted_ms": lasted_ms} for (start, state), lasted_ms in totals.items()
        )

    def _id(self, at: datetime) -> str:
        self._calls += 1
        return f"{self._settings.node}-{at.timestamp():.0f}.{self._calls}"


def _states(talks_s: Sequence[float], agent: int, start: datetime) -> dict[tuple[str, str], int]:
    whole_s = HALF_HOUR.total_seconds()
    talking_s = min(sum(talks_s), whole_s * 0.8)
    busy = {
        AgentState.TALKING: talking_s,
        AgentState.WRAPUP: 12.0 * len(talks_s),
        AgentState.RINGING: 4.0 * len(talks_s),
    }
    paused_s = 240.0 if (start.hour + agent) % 4 == 0 else 0.0
    ready_s = max(0.0, whole_s - sum(busy.values()) - paused_s)
    lasted = {(state.value, ""): seconds for state, seconds in busy.items()}
    lasted |= {(AgentState.PAUSED.value, _PAUSES[(start.hour + agent) % len(_PAUSES)]): paused_s}
    lasted |= {(AgentState.READY.value, ""): ready_s}
    return {key: round(seconds * 1000) for key, seconds in lasted.items() if seconds}


def _call_row(call_id: str, direction: str, began: datetime, ended: datetime) -> Row:
    """All columns: rows of one statement have the same."""
    nothing = ("missed_in", "queue", "queued_at", "to_person_s")
    return dict.fromkeys(nothing) | {
        "id": call_id,
        "direction": direction,
        "state": "ended",
        "trunk": "carrier",
        "citizen": "",
        "started_at": began,
        "ended_at": ended,
    }


def _ticket(call: PastCall, number: str, call_id: str, agent: str | None, place: int) -> Row:
    missed = bool(call.missed_in)
    return {
        "number": number,
        "call": call_id,
        "caller": call.caller,
        "agent": agent,
        "status": "open" if missed or not call.closed else "closed",
        "category": "" if missed else call.category.value,
        "subject": "" if missed else call.subject,
        "content": "" if missed else f"{call.subject}。{_CONTENTS[place % len(_CONTENTS)]}",
        "created_at": call.started_at,
        "updated_at": call.ended_at,
    }


def _leg(call_id: str, agent: Agent, answered_at: datetime, ended_at: datetime, talk_s: float) -> Row:
    return {
        "call": call_id,
        "channel": f"{call_id}a",
        "extension": agent.extension,
        "agent": agent.username,
        "started_at": answered_at - timedelta(seconds=3),
        "answered_at": answered_at,
        "ended_at": ended_at,
        "wait_s": 3.0,
        "talk_s": talk_s,
    }


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)
