"""The calls of an older version with their legs and transfers, which stood in JSON. See older_state.py."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

BEGAN = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)


Rows = list[dict[str, Any]]


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def leg(agent: str | None, extension: str, start: float, answer: float | None, end: float | None, **more: Any) -> Any:
    """A leg as calls had it, in JSON."""
    return {
        "channel": f"node1-{extension}.{start:.0f}",
        "extension": extension,
        "agent": agent,
        "started_at": after(start).isoformat(),
        "answered_at": None if answer is None else after(answer).isoformat(),
        "ended_at": None if end is None else after(end).isoformat(),
        "wait_s": 0.0 if answer is None else answer - start,
        "talk_s": 0.0 if answer is None or end is None else end - answer,
        "on_hold": False,
        "dialling": None,
        **more,
    }


def _transfer(transfer_id: str, call: str, mode: str, state: str, **more: Any) -> dict[str, Any]:
    return {
        "id": transfer_id,
        "call": call,
        "agent": "anna",
        "mode": mode,
        "target": "water",
        "name": "水务热线",
        "numbers": ["96300", "04778330000"],
        "emergency": False,
        "ticket": None,
        "note": "",
        "state": state,
        "reason": "",
        "tried": [],
        "answered_by": "",
        "created_at": after(100),
        "started_at": after(101),
        "end_asked_at": None,
        "answered_at": None,
        "ended_at": None,
        **more,
    }


TRANSFERS: Rows = [
    _transfer("d1a11e01", "node1-1.3", "consult", "dialling", note="水管爆了", tried=[["96300", "busy"]]),
    _transfer("7a1c0002", "node1-1.4", "three_way", "talking", answered_at=after(108.5), answered_by="96300"),
    _transfer("c0de0003", "node1-1.5", "blind", "completed", answered_at=after(103), ended_at=after(200)),
    _transfer("4e740004", "node1-1.5", "blind", "returned", created_at=after(50), reason="busy", ended_at=after(60)),
    _transfer("ca4c0005", "node1-1.6", "consult", "cancelled", end_asked_at=after(105), ended_at=after(106)),
    _transfer("fa110006", "node1-1.6", "blind", "failed", target="13987654321", name="", numbers=["13987654321"],
              reason="citizen_left", ended_at=after(130), created_at=after(120)),
    _transfer("0000b007", "node1-1.3", "blind", "failed", created_at=after(90), started_at=None, reason="not_begun",
              ended_at=after(95)),
]  # fmt: skip


# Of these `calls` alone knew.
ONLY_WITH_THEIR_CALL: dict[str, Any] = {
    "id": "k1.9",
    "agent": "ben",
    "mode": "blind",
    "target": "gas",
    "name": "燃气热线",
    "state": "returned",
    "reason": "no_answer",
    "answered_by": "",
    "tried": [{"number": "96777", "reason": "no_answer"}],
    "wait_s": None,
    "created_at": after(300).isoformat(),
    "answered_at": None,
    "ended_at": after(330).isoformat(),
}


def _told(call: str) -> list[dict[str, Any]]:
    """The transfers of a call as they stood with it, the first one first."""
    theirs = sorted((one for one in TRANSFERS if one["call"] == call), key=lambda one: one["created_at"])
    return [
        {
            **{name: one[name] for name in ("id", "agent", "mode", "target", "name", "state", "reason", "answered_by")},
            "tried": [{"number": number, "reason": reason} for number, reason in one["tried"]],
            "wait_s": (one["answered_at"] - one["started_at"]).total_seconds() if one["answered_at"] else None,
            **{name: one[name] and one[name].isoformat() for name in ("created_at", "answered_at", "ended_at")},
        }
        for one in theirs
    ]


def _call(name: str, state: str, legs: Iterable[Any] = (), direction: str = "inbound", **more: Any) -> dict[str, Any]:
    over = state == "ended"
    return {
        "id": name,
        "direction": direction,
        "state": state,
        "outcome": "answered" if over else None,
        "missed_in": None,
        "caller": "13812345678",
        "caller_name": "李先生",
        "called": "12345",
        "called_name": "",
        "trunk": "carrier",
        "origin": "",
        "queue": "hotline",
        "overflowed_to": None,
        "agent": None,
        "started_at": BEGAN,
        "queued_at": after(4),
        "answered_at": None,
        "ended_at": after(240.5) if over else None,
        "wait_s": 6.25 if over else None,
        "to_person_s": None,
        "talk_s": 100.0 if over else None,
        "ticket": None,
        "callback": None,
        "recording": None,
        "legs": list(legs),
        "citizen": name,
        "transfers": _told(name),
        **more,
    }


RINGING = leg("anna", "1001", 5, None, None)


TALKING = leg("anna", "1001", 5, 9.5, None)


CALLS: Rows = [
    _call("node1-1.1", "ringing", queued_at=None, caller="", caller_name=""),
    _call("node1-1.2", "queued", [RINGING, leg("ben", "1002", 5, None, 15)], ticket="20261120-00002"),
    _call("node1-1.3", "held", [TALKING | {"on_hold": True}], agent="anna", answered_at=after(9.5), origin="110"),
    _call("node1-1.4", "talking", [TALKING], agent="anna", answered_at=after(9.5), to_person_s=9.5),
    _call("node1-1.5", "ended", [leg("ben", "1002", 5, None, 7), leg("anna", "1001", 7, 9.5, 240.5)], agent="anna",
          recording="2026/11/20/node1-1.5.wav", called="96300", called_name="水务热线", ticket="20261120-00001",
          overflowed_to="health", answered_at=after(9.5)),
    _call("node1-1.6", "ended", [leg(None, "1009", 5, 8, 130)], agent="1009", answered_at=after(8)),
    _call("node1-1.7", "ended", outcome="missed", missed_in="queue", callback=1, talk_s=None),
    _call("node1-1.8", "ended", outcome="unknown", talk_s=None, wait_s=None),
    _call("node1-1.9", "ended", [leg("ben", "1002", 5, 6, 300)], transfers=[ONLY_WITH_THEIR_CALL], agent="ben",
          ticket="20261120-00009"),
    _call("node1-o1.1", "ringing", [leg("ben", "1002", 5, None, None, dialling="agent")], "outbound", caller="12345",
          called="13987654321", citizen="", queue=None, queued_at=None, ticket="20261120-00003"),
    _call("node1-c1.1", "ended", [leg("anna", "1001", 5, 6, 90)], "callback", caller="12345", called="13812345678",
          outcome="failed", callback=5, queue=None, queued_at=None, citizen="node1-3.9"),
    _call("node1-i1.1", "ended", [leg("ben", "1002", 5, 6, 90)], "internal", caller="1002", called="1001", queue=None),
]  # fmt: skip
