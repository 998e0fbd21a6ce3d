"""The dialplan on a real Asterisk: every citizen reaches a queue, even while our roles are down or frozen.

The queues have no greeting, so that nothing but the way to an agent is measured.
"""

from collections.abc import Callable

import pytest

from ivr.agi import Conversation
from tests.parts import wait
from tests.parts.asterisk import Asterisk
from tests.parts.dialplan import CITIZENS, Journal, agent, phone, rung
from tests.parts.ivr.fastagi import frozen_ivr, listening


def test_asterisk_starts_without_errors_in_its_log(asterisk: Asterisk) -> None:
    file = asterisk.settings.paths.log / "asterisk.log"
    wait.until(lambda: "Asterisk Ready" in file.read_text(), "a ready Asterisk")
    start, _, _ = file.read_text().partition("Asterisk Ready")
    assert [line for line in start.splitlines() if " ERROR[" in line] == []


async def test_a_citizen_talks_to_an_agent_while_all_of_ours_is_down(asterisk: Asterisk, journal: Journal) -> None:
    async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
        call = citizen.call("12345", '"李先生" <sip:13812345678@127.0.0.2>')
        ringing = await rung(agents_phone)
        ringing.answer()
        await journal.until("BRIDGE_ENTER", times=2)
        call.hang_up()
        await ringing.until("ended")
        await journal.until("LINKEDID_END")

    rows = journal.rows()
    start, leg = [row for row in rows if row["event"] == "CHAN_START"]
    call_id = start["uniqueid"]
    assert call_id.startswith("node1-")
    assert (start["context"], start["exten"], start["caller"], start["caller_name"]) == (
        "from-trunk-carrier",
        "12345",
        "13812345678",
        "李先生",
    )
    assert (leg["context"], leg["linkedid"]) == ("from-agent", call_id)
    assert leg["channel"].startswith("PJSIP/1001-")
    await journal.tells("queue:hotline")
    entered = [row for row in rows if row["event"] == "BRIDGE_ENTER"]
    assert {row["accountcode"] for row in entered} == {call_id}
    assert len({row["extra"] for row in entered}) == 1
    (recording,) = asterisk.settings.paths.recordings.glob(f"*/*/*/{call_id}.wav")
    assert recording.is_file()


@pytest.mark.parametrize("words", [b"", b"NOOP\n", b"no such command\n"], ids=["silent", "busy", "babbling"])
async def test_a_frozen_ivr_holds_a_citizen_for_less_than_four_seconds(
    asterisk: Asterisk, journal: Journal, words: bytes
) -> None:
    with frozen_ivr(asterisk.settings.agi_port, words):
        async with agent(asterisk, "hotline") as agents_phone, phone(asterisk, CITIZENS) as citizen:
            call = citizen.call("12345")
            ringing = await rung(agents_phone)
            ringing.answer()
            await ringing.until("answered")
            assert journal.seconds_since_start("queue:hotline") < 4
            # the limit on the way to the queue is none on the conversation
            with pytest.raises(TimeoutError):
                await call.until("ended", within_s=3.5)


async def test_a_citizen_who_gives_up_on_a_frozen_ivr_is_in_the_journal(asterisk: Asterisk, journal: Journal) -> None:
    with frozen_ivr(asterisk.settings.agi_port, b""):
        async with phone(asterisk, CITIZENS) as citizen:
            call = citizen.call("12345")
            await call.until("ringing")
            call.hang_up()
            await journal.until("HANGUP")
    await journal.tells()


async def test_ivr_may_choose_the_queue_but_only_one_that_exists(asterisk: Asterisk, journal: Journal) -> None:
    def choose(queue: str) -> Callable[[Conversation], None]:
        return lambda call: call.set_variable("HOTLINE_QUEUE", queue)

    async with phone(asterisk, CITIZENS) as citizen:
        for queue in ("narrow", "nonsense", "hotline,1)System(true"):
            with listening(asterisk.settings.agi_port, choose(queue)):
                call = citizen.call("12345")
                await call.until("ended")
    await journal.until("LINKEDID_END", times=3)
    assert [mark for mark in journal.marks() if mark.startswith("queue:")] == [
        "queue:narrow",
        "queue:hotline",
        "queue:hotline",
    ]


@pytest.mark.parametrize(
    ("dials", "queue"),
    [
        ("12345", "hotline"),
        ("047712345", "hotline"),
        ("+8647712345", "hotline"),
        ("8647712345", "hotline"),
        ("008647712345", "hotline"),
        ("12319", "narrow"),
        ("+8647712319", "narrow"),
        ("12345;phone-context=+86", "hotline"),
    ],
)
async def test_every_spelling_of_a_number_reaches_its_queue(
    asterisk: Asterisk, journal: Journal, dials: str, queue: str
) -> None:
    async with phone(asterisk, CITIZENS) as citizen:
        await citizen.call(dials).until("ended")
    await journal.tells(f"queue:{queue}", "empty:")


@pytest.mark.parametrize(
    "dials",
    [
        *("", "99999", "hello", "s", "h", "T", "t", "i", "e", "failed", "desk", "unknown", "*8", "+", "1" * 300),
        *("%E4%B8%AD", "$%7BEXTEN%7D", "%5F.", "%22%20or%201", "%2C1)System(x"),
    ],
)
async def test_a_number_of_nobody_reaches_the_first_queue_and_is_marked(
    asterisk: Asterisk, journal: Journal, dials: str
) -> None:
    server = f"{CITIZENS}:{asterisk.settings.sip_port}"
    async with phone(asterisk, CITIZENS) as citizen:
        call = citizen.call(dials, uri=f"sip:{dials}@{server}" if dials else f"sip:{server}")
        await call.until("ended")
    assert 200 in call.history
    await journal.tells("unknown_number:", "queue:hotline", "empty:")
