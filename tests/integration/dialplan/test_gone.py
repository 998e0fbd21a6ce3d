"""A channel that has hung up may still be sent somewhere by a party that has not heard of it. Nobody is rung for it."""

import pytest

from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import CITIZENS, Journal, agent, phone, rung


@pytest.mark.parametrize("place", ["hotline-alone,s,1", "hotline-aside,again,1"])
async def test_a_citizen_who_has_hung_up_is_not_queued_again(asterisk: Asterisk, journal: Journal, place: str) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345")
        (await rung(agents_phone)).answer()
        await journal.until("BRIDGE_ENTER", times=2)
        channel = journal.rows()[0]["channel"]
        asterisk.cli(f"dialplan set chanvar {channel} T_GONE x")
        asterisk.cli(f"channel redirect {channel} {place}")
        await call.until("ended")
    assert journal.marks() == ["queue:hotline"]
