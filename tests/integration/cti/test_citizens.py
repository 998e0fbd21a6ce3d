"""What is kept of one citizen is handed out, or taken away, whole; and it is written down that it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from cti.upkeep import citizens
from hotline.asterisk.journal.reader import JournalReader
from hotline.settings.environment import Settings, load_settings
from hotline.store import journal
from hotline.store.engine import reading, writing
from hotline.store.tables import call_facts, callbacks, calls, looks, placed_calls, ticket_notes, tickets, transfers
from tests.parts.facts.stories import at

CITIZEN, OTHER = "13812345678", "13987654321"
NOW = at(100_000)
EVERYWHERE = (calls, call_facts, callbacks, placed_calls, tickets, ticket_notes, transfers, looks)
CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
[[queues]]
name = "hotline"
numbers = ["12345"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "hotline.toml"
    config.write_text(CONFIG)
    env = {"HOTLINE_CONFIG": str(config), "HOTLINE_STATE_DIR": str(tmp_path / "state")}
    settings = load_settings(env | {"HOTLINE_REDIS_URL": f"unix://{tmp_path}/no.sock"})
    settings.paths.journal.mkdir(parents=True)
    return settings


def remember(engine: Engine, settings: Settings, name: str, number: str, *, live: bool = False) -> None:
    file = settings.paths.recordings / f"{name}.wav"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"voice")
    row = {"id": name, "direction": "inbound", "state": "ended", "outcome": "answered", "caller": number}
    more: dict[str, Any] = {"called": "12345", "started_at": at(0), "ended_at": None if live else at(60)}
    with writing(engine) as connection:
        connection.execute(insert(calls).values(**row, **more, recording=f"{name}.wav", ticket=f"t{name}"))
        connection.execute(insert(call_facts).values(call=name, facts=[{"data": {"caller": number}}]))
        times = {"created_at": at(0), "updated_at": at(0)}
        connection.execute(insert(tickets).values(number=f"t{name}", call=name, caller=number, content="停水", **times))
        connection.execute(insert(ticket_notes).values(ticket=f"t{name}", at=at(9), author="anna", text=f"打 {number}"))
        times = dict.fromkeys(("missed_at", "last_missed_at", "place_at", "lasts_from"), at(0))
        connection.execute(insert(callbacks).values(number=number, status="pending", next_at=at(0), **times))
        plan = {"id": f"p{name}", "number": number, "agent": "anna", "extension": "1001", "created_at": at(0)}
        connection.execute(insert(placed_calls).values(**plan, ended_at=at(9)))


def everything(engine: Engine) -> str:
    with reading(engine) as connection:
        return str([tuple(row) for table in EVERYWHERE for row in connection.execute(select(table))])


def run(settings: Settings, engine: Engine, *arguments: str) -> int:
    return citizens.main(settings, engine, arguments, NOW)


def test_all_that_is_kept_is_handed_out(engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    remember(engine, settings, "node1-1.1", CITIZEN)
    remember(engine, settings, "node1-1.2", OTHER)
    (settings.paths.journal / "Master.csv").write_text(f'"CHAN_START","+86{CITIZEN}"\n"CHAN_START","{OTHER}"\n')
    assert run(settings, engine, "export", f"+86{CITIZEN}", "--reason", f"{CITIZEN} asked for it") == 0
    told = json.loads(capsys.readouterr().out)
    for part in ("calls", "tickets", "notes", "callbacks", "placed", "facts", "journal", "recording_files"):
        assert len(told[part]) == 1, part
    assert told["calls"][0]["started_at"].endswith("+08:00")  # the centre's time
    assert OTHER not in str(told)
    with reading(engine) as connection:
        look = connection.execute(select(looks)).one()
    assert (look.what, look.subject, look.reason, look.hits) == ("export", "138******78", "****** asked for it", 1)
    assert CITIZEN not in str(tuple(look))


def test_a_citizen_is_erased_and_nobody_else(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(engine, settings, "node1-1.1", CITIZEN)
    remember(engine, settings, "node1-1.2", OTHER)
    run(settings, engine, "export", CITIZEN)
    capsys.readouterr()
    assert run(settings, engine, "erase", CITIZEN) == 0
    told = json.loads(capsys.readouterr().out)["erased"]
    assert (told["calls"], told["tickets"], told["notes"], told["recording_files"]) == (1, 1, 1, 1)
    left = everything(engine)
    assert CITIZEN not in left
    assert "138******78" not in left
    assert left.count(OTHER) >= 5
    assert [path.name for path in settings.paths.recordings.iterdir()] == ["node1-1.2.wav"]
    with reading(engine) as connection:
        states = dict(connection.execute(select(callbacks.c.number, callbacks.c.status)).all())
        whats = list(connection.execute(select(looks.c.what).order_by(looks.c.id)).scalars())
    assert states == {"": "cancelled", OTHER: "pending"}
    assert whats == ["export", "erase"]


def test_nobody_is_erased_while_they_are_on_the_line(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(engine, settings, "node1-1.1", CITIZEN, live=True)
    before = everything(engine)
    assert run(settings, engine, "erase", CITIZEN) == 1
    assert "within 2 minutes" in capsys.readouterr().err
    assert everything(engine) == before


@pytest.mark.parametrize("written", ["110", "anonymous", "1380013", "x"])
def test_what_is_nobodys_number_is_a_mistake(engine: Engine, settings: Settings, written: str) -> None:
    assert run(settings, engine, "erase", written) == 2


def test_the_journals_lose_the_number_and_are_read_on_from_where_they_were(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = settings.paths.journal
    older = f'"CHAN_START","0086{CITIZEN}"\n"CHAN_START","{OTHER}"\n'
    (folder / "Master.csv.20260101000000").write_text(older)
    (folder / "Master.csv").write_text("x" * 300 + f'\n"HANGUP","{CITIZEN}"\n')
    reader = JournalReader(folder, "Master.csv", None)
    while chunk := reader.read():
        reader.position = chunk.position
    with writing(engine) as connection:
        journal.move(connection, settings.node, str(reader.position))
    with (folder / "Master.csv").open("a") as file:
        file.write(f'"unread","{CITIZEN}"\n')
    assert run(settings, engine, "erase", CITIZEN) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["erased"]["Master.csv"], told["left"]["Master.csv"]) == (2, 1)
    turned = (folder / "Master.csv.20260101000000").read_text()
    assert f'"0086{"0" * 11}"' in turned
    assert OTHER in turned
    chunk = JournalReader(folder, "Master.csv", reader.position).read()
    assert chunk is not None
    assert chunk.lines == [f'"unread","{CITIZEN}"']
