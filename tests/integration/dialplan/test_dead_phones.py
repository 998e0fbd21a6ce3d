"""An agent's telephone dies in a talk while none of the roles runs: Asterisk alone does not let the citizen fall.

No telephone here sends any sound, so that each of the agents' is dead for Asterisk after the time that the module sets.
"""

import json
import re
from collections.abc import Iterator

import pytest

from asterisk_conf.render import SILENT_PHONE_S
from hotline.domain.facts.silence import DEAD_CAUSE
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import CITIZENS, Journal, agent, phone, rung, until


@pytest.fixture(autouse=True, scope="module")
def impatient(asterisk: Asterisk) -> Iterator[None]:
    file = asterisk.settings.paths.asterisk / "etc" / "pjsip.conf"
    before = file.read_text()
    file.write_text(before.replace(f"rtp_timeout = {SILENT_PHONE_S}\n", "rtp_timeout = 2\n"))
    asterisk.cli("module reload res_pjsip.so")
    yield
    file.write_text(before)
    asterisk.cli("module reload res_pjsip.so")


async def test_the_citizen_of_a_dead_phone_goes_to_the_next_agent_and_is_not_kept_after_that(
    asterisk: Asterisk, journal: Journal
) -> None:
    async with (
        agent(asterisk, "hotline") as first,
        phone(asterisk, CITIZENS) as citizen,
    ):
        call = citizen.call("12345")
        (await rung(first)).answer()
        async with agent(asterisk, "hotline", extension="1002") as second:
            first.silent = True
            other = await rung(second)
            other.answer()
            await other.until("answered")
            await until(lambda: other.confirmed)
            other.hang_up()
            await call.until("ended")
            await journal.until("HANGUP", 3)
    queued, returned, *more = journal.marks()
    assert queued == "queue:hotline"
    assert re.fullmatch(r"t\.b[0-9a-f]{12}\.requeued:", returned)
    assert not more  # the second one hung up in good order
    ends = [row for row in journal.rows() if row["event"] == "HANGUP"]
    assert {row["channel"].rpartition("-")[0]: json.loads(row["extra"])["hangupcause"] for row in ends} == {
        "PJSIP/1001": DEAD_CAUSE,
        "PJSIP/1002": 16,
        "PJSIP/carrier.in": 16,
    }
