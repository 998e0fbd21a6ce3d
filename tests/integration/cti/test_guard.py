"""Who guesses telephones' secrets at a real Asterisk: noted, told, refused unheard; and nobody else is."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from asterisk_conf.agents import AgentLine
from asterisk_conf.secrets import load_secrets
from asterisk_conf.write import apply_agents
from cti.security.guard import PACE, Guard
from hotline.asterisk.ami.connection import AmiConnection
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.agents.telephone import Refusal
from hotline.domain.security.guessing import GUESSES, Guesser
from hotline.domain.security.security import RefusalReason, Refused
from hotline.runtime.database import Database
from hotline.settings.environment import load_settings
from hotline.store.agents import phone_refusals
from hotline.store.engine import open_engine
from hotline.store.schema import migrate
from hotline.store.tables import alarms
from ops.phones.ports import Ports
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.sip.phone import Phone

INTERNAL = "127.7.7.7"
CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
[[queues]]
name = "hotline"
numbers = ["12345"]
"""
SECRET = "the secret of a telephone"
OFF = "1003"  # of somebody who is disabled: Asterisk has no such endpoint
HOME, OFFICE, STRANGER, CARRIER = "127.0.0.5", "127.0.0.6", "127.0.0.9", "127.0.0.2"


@pytest.fixture(scope="module")
def asterisk(workspace: Path, ports: Ports) -> Iterator[Asterisk]:
    env = environment(workspace / "guard", ports, CONFIG)
    lines = [AgentLine(extension=one, username=one, sip_ha1=sip_ha1(one, SECRET)) for one in ("1001", "1002")]
    apply_agents(load_settings(env), lines)
    with private_asterisk(env) as running:
        yield running


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'hotline.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
async def guard(asterisk: Asterisk, engine: Engine) -> AsyncIterator[Guard]:
    settings, database = asterisk.settings, Database(engine)
    secrets = load_secrets(settings.paths.secrets)

    def connection(name: str) -> AmiConnection:
        return AmiConnection(
            host="127.0.0.1",
            port=settings.ami_port,
            username=name,
            secret=secrets[name],
            events=name == "guard",
            pace=PACE,
        )

    commands, security = connection("cti"), connection("guard")
    guard = Guard(
        settings=settings,
        database=database,
        ami=security,
        commands=commands,
        extensions=lambda: {"1001", "1002"},
        switched_off=lambda: {OFF},
        clock=lambda: datetime.now(UTC),
    )
    works = [asyncio.create_task(work) for work in (commands.run(), *guard.works())]
    await until(lambda: commands.connected and security.connected)
    yield guard
    for work in works:
        work.cancel()
    await asyncio.gather(*works, return_exceptions=True)
    database.close()


@asynccontextmanager
async def phone(asterisk: Asterisk, address: str, user: str = "1001") -> AsyncIterator[Phone]:
    opened = await Phone(user, ("127.0.0.1", asterisk.settings.sip_port)).open(address)
    try:
        yield opened
    finally:
        with suppress(TimeoutError, KeyError):
            await opened.register(SECRET, expires=0, contact="*")
        opened.close()


async def until(probe: Callable[[], object], within_s: float = 10) -> None:
    async with asyncio.timeout(within_s):
        while not probe():  # noqa: ASYNC110 - what is waited for is another program's
            await asyncio.sleep(0.02)


def alarms_of(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(row.kind, row.subject) for row in connection.execute(select(alarms))]


def refusal(engine: Engine) -> Refusal | None:
    with engine.connect() as connection:
        return phone_refusals.since(connection, datetime.min.replace(tzinfo=UTC)).get("1001")


@pytest.mark.usefixtures("guard")
async def test_why_a_telephone_is_refused_is_noted_until_it_is_right(asterisk: Asterisk, engine: Engine) -> None:
    async with phone(asterisk, HOME) as mistyped:
        assert await mistyped.register("not the secret at all") == 401
        await until(lambda: refusal(engine))
        noted = refusal(engine)
        assert noted is not None
        assert (noted.reason, noted.address) == (RefusalReason.WRONG_SECRET, HOME)

        assert await mistyped.register(SECRET) == 200
        await until(lambda: refusal(engine) is None)
    assert alarms_of(engine) == []


async def test_who_guesses_is_refused_unheard_and_nobody_else(asterisk: Asterisk, engine: Engine, guard: Guard) -> None:
    async with phone(asterisk, HOME, "1002") as colleague, phone(asterisk, STRANGER) as stranger:
        assert await colleague.register(SECRET) == 200
        for _ in range(GUESSES):
            await stranger.register("a guess")
        await until(lambda: ("guessing", STRANGER) in alarms_of(engine))

        assert await stranger.register(SECRET) == 403
        assert await colleague.register(SECRET) == 200
        async with phone(asterisk, HOME) as right:
            assert await right.register(SECRET) == 200
        guard._blocks._until.clear()
        guard._told = False
        await until(lambda: "127.0.0.9" not in (asterisk.settings.paths.asterisk_etc / "acl.conf").read_text())


async def test_a_telephone_that_is_switched_off_goes_on_registering(
    asterisk: Asterisk, engine: Engine, guard: Guard
) -> None:
    counted: list[Refused] = []
    count = guard._guessing.count

    def listen(refused: Refused) -> Guesser | None:
        if refused.address == OFFICE:
            counted.append(refused)
        return count(refused)

    guard._guessing.count = listen  # type: ignore[method-assign]
    async with phone(asterisk, OFFICE, OFF) as dismissed, phone(asterisk, OFFICE, "1002") as colleague:
        for _ in range(GUESSES):
            assert await dismissed.register(SECRET) == 401
        await until(lambda: len(counted) >= GUESSES)
        assert {one.reason for one in counted} == {RefusalReason.SWITCHED_OFF}
        assert alarms_of(engine) == []
        assert await colleague.register(SECRET) == 200


async def test_an_address_with_a_telephone_that_is_right_is_told_of_and_not_blocked(
    asterisk: Asterisk, engine: Engine, guard: Guard
) -> None:
    async with phone(asterisk, HOME, "1002") as colleague, phone(asterisk, HOME) as stranger:
        assert await colleague.register(SECRET) == 200
        for _ in range(GUESSES):
            await stranger.register("a guess")
        await until(lambda: ("guessing", HOME) in alarms_of(engine))
        assert guard._blocks.now == []
        assert await stranger.register(SECRET) == 200


def contacts(asterisk: Asterisk) -> str:
    return asterisk.cli("database show registrar/contact")


async def test_a_telephone_is_rung_where_it_is_and_not_where_it_says(asterisk: Asterisk) -> None:
    async with phone(asterisk, HOME) as telephone:
        assert await telephone.register(SECRET, contact=f"<sip:0012025550000@{INTERNAL}:5070>") == 200
        assert f"@{HOME}:{telephone.port}" in contacts(asterisk)
        assert f"@{INTERNAL}" not in contacts(asterisk)


async def test_a_telephone_that_wants_to_be_rung_through_the_carrier_is_refused(asterisk: Asterisk) -> None:
    carrier = f"<sip:0012025550000@{CARRIER}:5070>"
    async with phone(asterisk, HOME) as telephone:
        for contact in (carrier, f"<sip:1001@{HOME}>;expires=0, {carrier}"):
            assert await telephone.register(SECRET, contact=contact) == 401
            assert f"@{CARRIER}" not in contacts(asterisk)


@pytest.mark.usefixtures("guard")
async def test_a_second_contact_at_another_host_is_signed_out_and_told_of(asterisk: Asterisk, engine: Engine) -> None:
    async with phone(asterisk, HOME) as telephone:
        contact = f"<sip:1001@{HOME}>;expires=0, <sip:0012025550000@{INTERNAL}:5070>"
        assert await telephone.register(SECRET, contact=contact) == 200
        await until(lambda: ("forged_contact", "extension 1001") in alarms_of(engine))
        await until(lambda: f"@{INTERNAL}" not in contacts(asterisk))

        assert await telephone.register(SECRET) == 200
        assert f"@{HOME}:{telephone.port}" in contacts(asterisk)


async def test_a_registration_lasts_an_hour_at_most(asterisk: Asterisk) -> None:
    async with phone(asterisk, HOME) as telephone:
        before = datetime.now(UTC).timestamp()
        assert await telephone.register(SECRET, expires=86400) == 200
        expires = re.search(r'"expiration_time":"(\d+)"', contacts(asterisk))
        assert expires is not None
        assert int(expires[1]) <= before + 3610
