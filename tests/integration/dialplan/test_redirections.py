"""No leg of ours follows a redirection (302), whatever it names: a telephone is no dialplan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from asterisk_conf.secrets import load_secrets
from callback.originator import ANSWER_S, Originator
from hotline.asterisk.ami.actions import place_call
from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiRefused
from hotline.domain.facts.failure import Failure, failure_of
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import CITIZENS, Journal, agent, authenticated, phone, rung, until
from tests.parts.sip.phone import Phone

ANYWHERE = [
    "<sip:13900000000@127.0.0.1>",
    "<sip:0013900000000@127.0.0.9>",
    "<sip:1002@127.0.0.1>",
    "<sip:PJSIP%2F0019000000%40carrier@127.0.0.9>",
    "<sip:PJSIP%2Fcarrier%2Fsip:0019000000%40127.0.0.2@127.0.0.9>",
    "<sip:Local%2F12345%40from-agent%2Fn@127.0.0.9>",
]


@asynccontextmanager
async def carrier(server: Asterisk, port: int) -> AsyncIterator[Phone]:
    opened = await Phone("carrier", (CITIZENS, server.settings.sip_port)).open(CITIZENS, port)
    try:
        yield opened
    finally:
        opened.close()


def is_forwarded(telephone: Phone, contact: str) -> None:
    """It answers every call with 302 and that contact."""
    telephone.on_call = lambda dialog: dialog.refuse("302 Moved Temporarily", moved_to=contact)


def rung_endpoints(journal: Journal) -> set[str]:
    """Whose channels were called; a channel that was made and ended before has no answer and no technology's cause."""
    return {row["channel"].rpartition("-")[0] for row in journal.rows() if row["event"] == "CHAN_START"}


@pytest.mark.parametrize("contact", ANYWHERE)
async def test_a_member_whose_telephone_is_forwarded_is_paused_and_the_next_is_rung(
    asterisk: Asterisk, journal: Journal, carrier_port: int, contact: str
) -> None:
    async with (
        carrier(asterisk, carrier_port) as trunk,
        agent(asterisk, "hotline") as moved,
        agent(asterisk, "hotline", extension="1002") as present,
        phone(asterisk, CITIZENS) as citizen,
    ):
        asterisk.cli("queue set penalty 1 on PJSIP/1002 in hotline")  # the other is rung first
        is_forwarded(moved, contact)
        citizen.call("12345")
        await until(lambda: "paused:Forwarded" in asterisk.cli("queue show hotline"))
        (await rung(present)).answer()
    assert trunk.incoming.empty()
    await until(lambda: rung_endpoints(journal) == {"PJSIP/carrier.in", "PJSIP/1001", "PJSIP/1002"})
    await journal.tells("queue:hotline")


@pytest.mark.parametrize("contact", ANYWHERE)
async def test_a_colleagues_telephone_that_is_forwarded_is_busy(
    asterisk: Asterisk, journal: Journal, carrier_port: int, contact: str
) -> None:
    async with (
        carrier(asterisk, carrier_port) as trunk,
        agent(asterisk) as caller,
        agent(asterisk, extension="1002") as moved,
    ):
        is_forwarded(moved, contact)
        call = await authenticated(caller, caller.call("1002"))
        await call.until("ended")
    assert trunk.incoming.empty()
    await until(lambda: rung_endpoints(journal) == {"PJSIP/1001", "PJSIP/1002"})


@pytest.mark.parametrize("contact", ANYWHERE)
async def test_a_number_outside_that_is_forwarded_is_not_followed(
    asterisk: Asterisk, journal: Journal, carrier_port: int, contact: str
) -> None:
    async with carrier(asterisk, carrier_port) as trunk, agent(asterisk) as caller:
        is_forwarded(trunk, contact)
        call = await authenticated(caller, caller.call("13812345678"))
        await call.until("ended")
        assert trunk.incoming.qsize() == 1
    await until(lambda: rung_endpoints(journal) == {"PJSIP/1001", "PJSIP/carrier"})
    await until(lambda: len(journal.marks()) == 3)
    *before, dialled = journal.marks()
    assert before == ["dials:1001:13812345678", "dialling:"]
    assert failure_of(dialled.removeprefix("dialled:")) is Failure.UNREACHABLE


@pytest.mark.parametrize("contact", ANYWHERE)
async def test_a_call_that_we_place_does_not_follow_the_agents_telephone(
    asterisk: Asterisk, journal: Journal, carrier_port: int, contact: str
) -> None:
    async with carrier(asterisk, carrier_port) as trunk, agent(asterisk) as moved:
        is_forwarded(moved, contact)
        with pytest.raises(AmiRefused):
            await originate(asterisk, "node1-1700000000.c1")
        await journal.until("LINKEDID_END")
        assert moved.incoming.qsize() == 1  # it was rung, and redirected us
    assert trunk.incoming.empty()
    assert journal.marks() == []


async def test_a_call_that_we_place_rings_the_telephone_and_then_the_number(
    asterisk: Asterisk, journal: Journal, carrier_port: int
) -> None:
    async with carrier(asterisk, carrier_port) as trunk, agent(asterisk) as present:
        present.on_call = lambda dialog: dialog.answer()
        await originate(asterisk, "node1-1700000000.c2")
        (await rung(trunk)).refuse()
        await journal.tells("dialling:", "dialled:BUSY:17:486")


async def test_a_call_that_we_place_to_one_of_our_own_telephones_is_not_dialled_outside(
    asterisk: Asterisk, journal: Journal, carrier_port: int
) -> None:
    async with carrier(asterisk, carrier_port) as trunk, agent(asterisk) as present, agent(asterisk, extension="1002"):
        present.on_call = lambda dialog: dialog.answer()
        await originate(asterisk, "node1-1700000000.c3", number="1002")
        await journal.tells("dialling:", "dialled:CHANUNAVAIL:1:")
        assert trunk.incoming.empty()


async def originate(server: Asterisk, call: str, number: str = "13812345678") -> None:
    settings = server.settings

    def connect() -> AmiConnection:
        secret = load_secrets(settings.paths.secrets)["callback"]
        host, port = settings.ami_host, settings.ami_port
        pace = Pace(ping_every_s=2 * ANSWER_S)
        return AmiConnection(host=host, port=port, username="callback", secret=secret, events=False, pace=pace)

    until = datetime.now(UTC) + timedelta(seconds=30)
    await Originator(connect).send(place_call(call=call, extension="1001", number=number, until=until))
