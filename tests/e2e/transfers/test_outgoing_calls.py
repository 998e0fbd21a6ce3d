"""An agent dials a citizen, and sends them on like any other."""

import pytest

from ops.phones.agent import Phones
from tests.parts.people import People
from tests.parts.transfers.outgoing import (
    Dial,
    OutgoingTalk,
    dial_on_the_phone,
    dial_on_the_phone_while_cti_is_dead,
    dial_on_the_screen,
    talking_at,
)
from tests.parts.wait import until


@pytest.mark.parametrize("dial", [dial_on_the_screen, dial_on_the_phone, dial_on_the_phone_while_cti_is_dead])
def test_an_agent_dials_out_and_it_is_a_call_with_a_ticket(people: People, lines: Phones, dial: Dial) -> None:
    seat, citizen, waiting = people.agent("hotline"), people.new_number(), people.new_number()
    dial(seat, citizen, people)
    line = until(lambda: talking_at(lines, citizen), "they talk")
    (call,) = until(lambda: people.admin.all("/calls", agent=seat.username, state="talking"), "they talk")
    assert (call["direction"], call["caller"], call["called"]) == ("outbound", "12345", citizen)
    seat.until_state("talking")
    people.citizen("12345", caller=waiting)
    people.call_in("queued", waiting)
    assert not seat.calls_from(waiting)
    lines.hang_up(line)
    seat.until_talking(waiting)
    call = until(lambda: (one := people.admin.get(f"/calls/{call['id']}"))["state"] == "ended" and one, "it is over")
    assert (call["outcome"], call["agent"], call["caller"], call["called"]) == (
        *("answered", seat.username),
        *("12345", citizen),
    )
    assert [ticket["number"] for ticket in people.admin.all("/tickets", caller=citizen)] == [call["ticket"]]
    assert (people.hotline.settings.paths.recordings / call["recording"]).exists()
    people.until_balanced()


@pytest.mark.parametrize(
    ("dial", "mode", "end"),
    [
        (dial_on_the_screen, "consult", "complete"),
        (dial_on_the_screen, "blind", "returned"),
        (dial_on_the_phone, "three_way", "cancel"),
        (dial_on_the_phone, "blind", "returned"),
        (dial_on_the_phone, "consult", "failed"),
    ],
)
def test_a_citizen_whom_an_agent_dialled_is_transferred_like_any_other(
    people: People, lines: Phones, dial: Dial, mode: str, end: str
) -> None:
    talk = OutgoingTalk(people, lines, dial)
    transfer = talk.transfer({"returned": "96301", "failed": "96302"}.get(end, "water"), mode)
    if end == "failed":  # the agent hangs up while it rings
        assert talk.dialled
        talk.rung()
        talk.dialled.hang_up()
    elif end in ("complete", "cancel"):
        talk.until(transfer, "talking")
        talk.seat.api.post(f"/transfers/{transfer}/{end}")
    talk.until(transfer, "returned", "completed", "cancelled", "failed")
    if end == "complete":
        until(talk.is_over_for_agent, "the agent is free")
    elif mode == "blind" or end == "failed":
        until(talk.is_with_agent, "the agent's phone brings the citizen back")
    talk.until_state("talking")
    assert talk.line.is_talking
    lines.hang_up(talk.line)
    call = talk.prove_over()
    assert (call["direction"], call["called"], call["agent"]) == ("outbound", talk.citizen, talk.seat.username)
    people.until_balanced()
