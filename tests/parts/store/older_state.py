"""What an older version left in its database, written by hand in plain SQL: rows of every table, of every state.

REVISION is the schema that these rows are of. They stay as they are when the schema goes on: what is asserted is that
an upgrade keeps them.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from tests.parts.store.older_calls import BEGAN, CALLS, TRANSFERS, Rows, after

REVISION = "0042"


def write(connection: Connection) -> None:
    """All of it, into a database of REVISION."""
    for table, rows in TABLES.items():
        for row in rows:
            columns = ", ".join(f'"{name}"' for name in row)
            values = {name: _stored(value, connection.dialect.name) for name, value in row.items()}
            names = ", ".join(f":{name}" for name in row)
            connection.execute(text(f'INSERT INTO "{table}" ({columns}) VALUES ({names})'), values)


def _stored(value: Any, dialect: str) -> Any:
    """As each database keeps it, without column types of ours."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if dialect == "sqlite" and isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if dialect == "sqlite" and isinstance(value, date):
        return value.isoformat()
    return value


_STATES = ("pending", "offered", "dialling", "reached", "self_resolved", "exhausted", "invalid", "cancelled")


CALLBACKS: Rows = [
    {
        "id": number,
        "number": f"1380000000{number}",
        "queue": "health" if number == 2 else None,
        "status": status,
        "missed_at": after(30),
        "last_missed_at": after(31),
        "place_at": after(4),
        "lasts_from": after(31),
        "missed_calls": number,
        "asked": number == 1,
        "brake": "slowed" if number == 1 else None,
        "urgent": number == 2,
        "next_at": after(40) if number < 4 else None,
        "attempts": number,
        "agent": {2: "anna", 3: "ben", 4: "ben"}.get(number),
        "offered_until": after(100) if number == 2 else None,
        "outcome": "wrong_number" if status == "invalid" else None,
        "first_tried_at": after(70) if number > 3 else None,
        "reached_at": after(80) if status == "reached" else None,
        "ended_at": after(90) if number > 3 else None,
    }
    for number, status in enumerate(_STATES, 1)
]


def _agent(username: str, role: str, extension: str | None, wish: str, reason: str = "") -> dict[str, Any]:
    return {
        "username": username,
        "name": username.title(),
        "role": role,
        "extension": extension,
        "sip_ha1": "5f4dcc3b5aa765d61d8327deb882cf99" if extension else "",
        "password_hash": f"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ${username}",
        "queues": ["hotline", "health"] if extension else [],
        "penalties": {"health": 2} if extension == "1002" else {},
        "wish": wish,
        "wish_reason": reason,
        "wish_since": after(-600),
        "rev": 7,
        "applied_rev": 6,
    }


TABLES: Mapping[str, Rows] = {
    "agents": [
        _agent("admin", "admin", None, "offline"),
        _agent("anna", "agent", "1001", "ready"),
        _agent("ben", "agent", "1002", "paused", "午饭"),
        _agent("chen", "supervisor", None, "offline"),
        _agent("dong", "auditor", None, "offline"),
    ],
    "agent_holds": [
        {"username": "anna", "hold": "wrapup", "since": after(240), "until": after(300)},
        {"username": "anna", "hold": "callback", "since": after(10), "until": None},
    ],
    "extension_owners": [
        {"id": 1, "extension": "1001", "username": "zhao", "since": after(-9000), "until": after(-700)},
        {"id": 2, "extension": "1001", "username": "anna", "since": after(-700), "until": None},
    ],
    "desks": [{"username": "anna", "open": True, "seen_at": after(1), "why_left": "finished", "left_at": after(2)}],
    "sessions": [{"token_hash": "a" * 64, "username": "anna", "expires_at": after(9e6), "used_at": after(3)}],
    "one_time_codes": [{"username": "admin", "secret": "JBSWY3DPEHPK3PXP", "confirmed_at": BEGAN, "last_step": 59}],
    "phone_refusals": [{"extension": "1002", "reason": "wrong_secret", "address": "127.0.0.9", "at": BEGAN}],
    "callbacks": CALLBACKS,
    "declines": [{"callback": 1, "agent": "ben", "until": after(600)}],
    "calls": CALLS,
    "call_facts": [
        {"call": "node1-1.4", "facts": [{"kind": "arrived", "channel": "node1-1.4", "peer": "", "call": "",
                                         "at": BEGAN.isoformat(), "data": {"caller": "13812345678"}}]},
    ],
    "placed_calls": [
        {"id": "node1-c1.1", "number": "13812345678", "agent": "anna", "extension": "1001", "callback": 5,
         "ticket": None, "created_at": after(3), "sent_at": after(4), "send_until": after(9), "stop": "cancelled",
         "result": "no_answer", "reached_at": None, "ended_at": after(90)},
        {"id": "node1-o1.1", "number": "13987654321", "agent": "ben", "extension": "1002", "callback": None,
         "ticket": "20261120-00003", "created_at": after(3), "sent_at": after(4), "send_until": after(9), "stop": None,
         "result": None, "reached_at": None, "ended_at": None},
    ],
    "carrier_refusals": [{"trunk": "carrier", "count": 2, "last_at": after(5), "answer": "503"}],
    "tickets": [
        {"number": "20261120-00001", "call": "node1-1.5", "caller": "13812345678", "agent": "anna", "status": "closed",
         "category": "complaint", "subject": "停水", "content": "三天了\n请尽快", "created_at": BEGAN,
         "updated_at": after(500)},
        {"number": "20261120-00002", "call": "node1-1.2", "caller": "13812345678", "agent": None, "status": "open",
         "category": "", "subject": "", "content": "", "created_at": BEGAN, "updated_at": BEGAN},
        {"number": "20261120-00003", "call": "node1-o1.1", "caller": "13987654321", "agent": "ben", "status": "open",
         "category": "", "subject": "回访", "content": "", "created_at": BEGAN, "updated_at": BEGAN},
    ],
    "ticket_notes": [
        {"id": 1, "ticket": "20261120-00001", "at": after(250), "author": "anna", "text": "打过电话"},
        {"id": 2, "ticket": "20261120-00001", "at": after(260), "author": "ben", "text": "“再打”"},
    ],
    "ticket_changes": [
        {"id": 1, "ticket": "20261120-00001", "at": after(255), "username": "anna", "call": None,
         "before": {"subject": "", "status": "open"}, "after": {"subject": "停水", "status": "closed"}},
        {"id": 2, "ticket": "20261120-00001", "at": after(9.5), "username": "anna", "call": "node1-1.5",
         "before": {"agent": "ben"}, "after": {"agent": "anna"}},
    ],
    "ticket_days": [{"day": date(2026, 11, 20), "last": 3}],
    "directory": [
        {"key": "water", "name": "水务热线", "numbers": ["96300", "04778330000"], "ring_s": 30.5, "emergency": False,
         "hours": ["08:00-18:00"], "note_required": True, "code": "01", "edited": True, "removed": False},
        {"key": "gone", "name": "旧", "numbers": ["96111"], "ring_s": 30.0, "emergency": False, "hours": [],
         "note_required": False, "code": None, "edited": True, "removed": True},
    ],
    "directory_edits": [{"id": 1, "at": BEGAN, "username": "chen", "what": "changed", "key": "water",
                         "entry": {"key": "water", "name": "水务热线", "numbers": ["96300"]}}],
    "transfers": TRANSFERS,
    "journal_calls": [{"id": "node1-1.5", "started_at": BEGAN}],
    "queue_entries": [{"id": "node1-1.5", "entered_at": after(4)}],
    "gaps": [{"id": 1, "node": "node1", "since": after(-100), "until": after(-50), "reason": "disk_full"}],
    "marks": [{"name": "journal:node1", "value": "1 2 3"}, {"name": "corrections/2026-11-20", "value": "4"}],
    "outbox": [{"seq": 9, "at": BEGAN, "type": "call.ringing", "call": "node1-1.4", "agent": "anna",
                "payload": {"a": 1}}],
    "alarms": [{"id": 1, "kind": "unknown_number", "subject": "99999", "first_at": BEGAN, "last_at": after(9),
                "count": 3}],
    "access_log": [{"id": 1, "at": BEGAN, "kind": "login_failed", "username": "anna", "actor": "",
                    "address": "127.0.0.1", "count": 2, "detail": {"by": "password"}}],
    "looks": [{"id": 1, "at": BEGAN, "username": "dong", "what": "call", "subject": "node1-1.5", "reason": "复核 7",
               "full_number": True, "number_hash": "b" * 64, "filters": {"agent": "anna"}, "hits": 2, "counted": True}],
}  # fmt: skip
