"""An INVITE with Replaces, from the trunk or from a telephone, takes nobody off the line."""

import pytest

from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import AGENTS, CITIZENS, SECRET, Journal, agent, phone, rung
from tests.parts.sip.dialog import Dialog


def replaces(call: Dialog) -> str:
    """The header that puts its sender in the caller's place."""
    ours, theirs = (header.rpartition(";tag=")[2] for header in (call.local_header, call.remote_header))
    return f"Replaces: {call.call_id};to-tag={theirs};from-tag={ours}"


@pytest.mark.parametrize(("address", "user"), [(CITIZENS, "13900000000"), (AGENTS, "1002")], ids=["trunk", "telephone"])
async def test_who_talks_stays_with_whom_they_talk(
    asterisk: Asterisk, journal: Journal, address: str, user: str
) -> None:
    async with (
        agent(asterisk, "hotline") as agents_phone,
        agent(asterisk, extension="1002"),
        phone(asterisk, CITIZENS) as citizen,
        phone(asterisk, address, user) as thief,
    ):
        talk = citizen.call("12345")
        (await rung(agents_phone)).answer()
        await journal.until("BRIDGE_ENTER", times=2)
        taking = thief.call("12345", extra=replaces(talk))
        await taking.until("ended")
        if taking.challenge:
            uri = taking.remote_header.split(">")[0].removeprefix("<")
            credentials = thief._credentials(taking.challenge, SECRET, "INVITE", uri)
            taking = thief.call("", uri=uri, extra=f"{credentials}\n{replaces(talk)}")
            await taking.until("ended")
        assert taking.final in (401, 403)
        assert talk.state == "answered"
    rows = journal.rows()
    assert [row["event"] for row in rows].count("CHAN_START") == 2
    assert [row["event"] for row in rows].count("BRIDGE_ENTER") == 2
