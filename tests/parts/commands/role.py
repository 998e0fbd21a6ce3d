"""A role in which commands run: a database of its own, an Asterisk that is played, and what other roles were told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, insert, select, update

from hotline.commands.telephone import Telephone
from hotline.domain.agents.agent import Agent
from hotline.names.work import Work
from hotline.runtime.database import Database
from hotline.settings.environment import Settings, load_settings
from hotline.store.agents import agents
from hotline.store.engine import open_engine, reading, writing
from hotline.store.tables import agents as agents_table
from hotline.store.tables import calls
from hotline.store.tables.base import metadata
from tests.parts.ami.fake_asterisk import FakeAsterisk, connection_to, eventually, fake_asterisk
from tests.parts.store.legs import put_legs

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
CALL, CITIZEN, TELEPHONE = "node1-1.1", "node1-1.1", "node1-1.2"
CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
channels = 4
reserve_inbound = 2

[[queues]]
name = "hotline"
numbers = ["12345"]
"""


class Told:
    """What other roles were told of."""

    def __init__(self) -> None:
        self.nouns: list[Work] = []

    async def notify(self, work: Work) -> None:
        self.nouns.append(work)


@dataclass(frozen=True, kw_only=True)
class Role:
    """The commands' resources, and what a test looks at."""

    settings: Settings
    database: Database
    telephone: Telephone
    asterisk: FakeAsterisk
    engine: Engine
    live: Told = field(default_factory=Told)

    def agent(self, username: str, extension: str | None = "1001", role: str = "agent") -> Agent:
        person: dict[str, Any] = {"name": username, "role": role, "queues": ["hotline"], "password_hash": ""}
        with writing(self.engine) as connection:
            columns = person | {"username": username, "extension": extension, "wish_since": NOW}
            connection.execute(insert(agents_table).values(**columns))
            agent = agents.get(connection, username)
        assert agent is not None
        return agent

    def call(self, username: str, **columns: Any) -> str:
        """A citizen talks with this agent."""
        leg = {"agent": username, "extension": "1001", "channel": TELEPHONE, "ended_at": None}
        legs = columns.pop("legs", [leg | {"answered_at": NOW}])
        row: dict[str, Any] = {
            "id": CALL,
            "direction": "inbound",
            "state": "talking",
            "caller": "13800000002",
            "caller_name": "",
        }
        row |= {"called": "12345", "origin": "", "queue": "hotline", "started_at": NOW, "citizen": CITIZEN}
        with writing(self.engine) as connection:
            connection.execute(insert(calls).values(**row | columns))
            put_legs(connection, (row | columns)["id"], legs, started_at=NOW)
        return CALL

    def becomes(self, state: str) -> None:
        """cti has seen the call in this state."""
        with writing(self.engine) as connection:
            connection.execute(update(calls).where(calls.c.id == CALL).values(state=state))

    def rows(self, table: Table) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            return [dict(row._mapping) for row in connection.execute(select(table))]

    def sent(self) -> list[tuple[str, str]]:
        """What Asterisk was asked, but for its log-in and pings: the action and its channel."""
        actions = [one for one in self.asterisk.actions if one["Action"] not in ("Login", "Ping")]
        return [(one["Action"], one["Channel"]) for one in actions]


@asynccontextmanager
async def commanded(folder: Path, config: str = CONFIG) -> AsyncIterator[Role]:
    path = folder / "hotline.toml"
    path.write_text(config, encoding="utf-8")
    settings = load_settings({"HOTLINE_CONFIG": str(path), "HOTLINE_STATE_DIR": str(folder)})
    engine = open_engine(f"sqlite:///{folder / 'hotline.db'}")
    metadata.create_all(engine)
    database = Database(engine)
    async with fake_asterisk() as asterisk, connection_to(asterisk, events=False) as ami:
        await eventually(lambda: ami.connected)
        yield Role(settings=settings, database=database, telephone=Telephone(ami), asterisk=asterisk, engine=engine)
    database.close()
