"""A telephone's secret in the wrong hands: what it may do, and how it is taken away."""

from ops.phones.citizen import Fate
from tests.e2e.conftest import number_of
from tests.parts.room import Room
from tests.parts.wait import until


def test_a_changed_secret_ends_the_old_telephone_at_once(room: Room) -> None:
    agent = room.agent("busy")
    room.admin.patch(f"/agents/{agent.username}", {"new_sip_secret": True})
    citizen = room.new_number()
    room.citizen(number_of("busy"), caller=citizen, fate=Fate(stays_s=2))

    assert room.ended(citizen)["missed_in"] == "empty"
    assert not agent.calls
    agent.until_state("offline")


def test_a_citizen_who_rang_us_is_not_cut_off_by_it(room: Room) -> None:
    agent = room.agent("busy")
    citizen = room.new_number()
    telephone = room.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)
    room.admin.patch(f"/agents/{agent.username}", {"new_sip_secret": True})

    until(lambda: "sip:" not in room.hotline.asterisk.cli(f"database show registrar/contact/{agent.extension}"), "gone")
    assert room.call_in("talking", citizen)
    telephone.hang_up()
    assert room.ended(citizen)["outcome"] == "answered"
