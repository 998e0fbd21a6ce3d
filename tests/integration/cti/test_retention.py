"""What is kept long enough becomes nobody's, and still counts; the rest stays as it is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from cti.upkeep.retention import Retention
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline, parse_hotline
from hotline.store import key_values
from hotline.store.engine import reading, writing
from hotline.store.privacy import expiry, looks
from hotline.store.privacy.looks import Look
from hotline.store.reports import accounting
from hotline.store.reports.accounting import Accounting
from hotline.store.tables import callbacks, calls, journal_calls, ticket_changes, ticket_notes, tickets, transfers
from hotline.store.tables import looks as looks_table
from tests.parts.facts.stories import at

HOTLINE: Hotline = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
        "retention": {"calls": "100d", "tickets": "200d", "looks": "50d"},
    }
)
NOW = at(0)
CITIZEN = "13812345678"
DAY = timedelta(days=1)


def remember(engine: Engine, name: str, began: datetime, *, missed: bool = False) -> None:
    """A call with everything that hangs on it."""
    over: dict[str, Any] = {"outcome": "missed", "missed_in": "queue"} if missed else {"outcome": "answered"}
    sent = {"id": name, "agent": "anna", "mode": "blind", "target": CITIZEN, "name": "", "state": "completed"}
    with writing(engine) as connection:
        duty = None
        if missed:
            times = dict.fromkeys(("missed_at", "last_missed_at", "place_at", "lasts_from", "ended_at"), began)
            added = insert(callbacks).values(number=CITIZEN, status="reached", **times).returning(callbacks.c.id)
            duty = connection.execute(added).scalar_one()
        row = {"id": name, "direction": "inbound", "state": "ended", "caller": CITIZEN, "called": "12345"}
        hung = {"started_at": began, "ended_at": began, "ticket": f"t{name}", "callback": duty}
        connection.execute(insert(calls).values(**row, **hung, caller_name="李先生", **over))
        connection.execute(insert(journal_calls).values(id=name, started_at=began))
        times = {"created_at": began, "updated_at": began}
        said = {"subject": "停水", "content": f"回拨 {CITIZEN}", "agent": "anna"}
        connection.execute(insert(tickets).values(number=f"t{name}", call=name, caller=CITIZEN, **said, **times))
        connection.execute(insert(ticket_notes).values(ticket=f"t{name}", at=began, author="anna", text=CITIZEN))
        change = {"before": {"content": CITIZEN, "status": "open"}, "after": {"content": "", "status": "closed"}}
        connection.execute(insert(ticket_changes).values(ticket=f"t{name}", at=began, username="anna", **change))
        moved = {"call": name, "numbers": [CITIZEN], "note": CITIZEN, "tried": [[CITIZEN, "busy"]], "created_at": began}
        connection.execute(insert(transfers).values(**sent, **moved, answered_by=CITIZEN))


def counted(engine: Engine) -> Accounting:
    with reading(engine) as connection:
        return accounting.account(connection, NOW - 400 * DAY, NOW, NOW, 0)


def everything(engine: Engine, *which: Any) -> str:
    with reading(engine) as connection:
        return str([tuple(row) for table in which for row in connection.execute(select(table))])


async def expire(engine: Engine, now: datetime = NOW) -> None:
    database = Database(engine)
    await Retention(HOTLINE, database, lambda: now).expire()


async def test_citizens_go_after_their_time_and_the_days_balance_as_before(engine: Engine) -> None:
    remember(engine, "old", NOW - 150 * DAY)
    remember(engine, "old-missed", NOW - 150 * DAY, missed=True)
    before = counted(engine)
    assert before.balanced
    await expire(engine)
    assert counted(engine) == before
    assert CITIZEN not in everything(engine, calls, callbacks, transfers)
    assert "李先生" not in everything(engine, calls)
    assert CITIZEN in everything(engine, tickets)  # tickets are kept longer


async def test_tickets_lose_their_words_later_but_not_that_somebody_worked_on_them(engine: Engine) -> None:
    remember(engine, "old", NOW - 250 * DAY)
    before = counted(engine)
    await expire(engine)
    assert CITIZEN not in everything(engine, tickets, ticket_notes, ticket_changes, calls, transfers)
    with reading(engine) as connection:
        change = connection.execute(select(ticket_changes)).one()
        note = connection.execute(select(ticket_notes)).one()
    assert (change.username, change.before, note.author) == ("anna", {"content": "", "status": "open"}, "anna")
    assert counted(engine) == before


async def test_what_is_younger_stays(engine: Engine) -> None:
    remember(engine, "young", NOW - 99 * DAY)
    everywhere = (calls, tickets, ticket_notes, ticket_changes, transfers)
    before = everything(engine, *everywhere)
    await expire(engine)
    assert everything(engine, *everywhere) == before
    await expire(engine, NOW + 2 * DAY)
    assert CITIZEN not in everything(engine, calls)


async def test_looks_go_whole(engine: Engine) -> None:
    def look(days: int) -> Look:
        return Look(at=NOW - days * DAY, username="anna", what="calls", subject="", reason="", full_number=True)

    with writing(engine) as connection:
        looks.record(connection, [look(60), look(40)])
    await expire(engine)
    with reading(engine) as connection:
        assert list(connection.execute(select(looks_table.c.at)).scalars()) == [NOW - 40 * DAY]


async def test_it_goes_in_steps_and_does_not_look_twice(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "AT_ONCE", 2)
    for number in range(5):
        remember(engine, f"old{number}", NOW - 150 * DAY)
    with writing(engine) as connection:
        steps = [expiry.expire_calls(connection, NOW - 100 * DAY) for _ in range(4)]
        assert key_values.get(connection, "calls_expired")
    assert steps == [2, 2, 1, 0]
