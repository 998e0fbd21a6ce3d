"""What an agent is blocked for whom Asterisk has paused."""

from datetime import timedelta
from typing import cast

import pytest

from cti.queues.blocks import CUT
from cti.queues.members import Members
from cti.queues.paused import PausedByAsterisk
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.presence import MemberSeen
from hotline.domain.agents.agent import AgentBlock
from tests.parts.ami.asterisk_in_memory import AsteriskInMemory
from tests.parts.facts.stories import ARRIVAL, at

RANG = int(ARRIVAL.timestamp())


class Site:
    def __init__(self) -> None:
        self.notified = 0
        self.now = at(10)
        self.members = Members(cast(AmiConnection, AsteriskInMemory()), ["hotline"])
        self.paused = PausedByAsterisk(self.members, self.notify, lambda: self.now)

    def notify(self) -> None:
        self.notified += 1

    def pause(self, reason: str = "Auto-Pause", *, paused: bool = True) -> None:
        member = MemberSeen(
            queue="hotline", extension="1001", username="wang", paused=paused, reason=reason, penalty=0, at=at(9)
        )
        self.members.see(member)
        self.paused.see_member(member)

    def hangs_up(self, cause: str) -> None:
        headers = {"Channel": "PJSIP/1001-00000001", "Uniqueid": f"node1-{RANG}.2", "ChannelState": "5"}
        self.paused.see(AmiEvent("Hangup", headers | {"Cause": cause}, at(9.1)))

    def blocks(self) -> dict[str, AgentBlock]:
        return {username: one.block for username, one in self.paused.take()[0].items()}


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("pause_first", [True, False])
def test_a_telephone_that_declined_is_blocked_for_that_in_either_order(site: Site, pause_first: bool) -> None:
    if pause_first:
        site.pause()
    site.hangs_up("17")
    if not pause_first:
        site.pause()
    assert site.notified
    assert site.blocks() == {"wang": AgentBlock.DECLINED}
    assert site.blocks() == {}, "taken once"


def test_a_telephone_without_a_codec_of_ours_is_told(site: Site) -> None:
    site.pause()
    site.hangs_up("58")
    assert site.paused.take()[1] == {"1001"}
    assert site.paused.take()[1] == set()


def test_an_agents_own_pause_is_no_block(site: Site) -> None:
    site.pause("午餐")
    site.pause(paused=False)
    assert (site.notified, site.blocks()) == (0, {})


def test_a_pause_that_is_told_again_began_when_it_was_told_first(site: Site) -> None:
    """Whether Asterisk died at that moment depends on it."""
    site.pause()
    site.now = at(60)
    site.pause()
    assert [one.since for one in site.paused.take()[0].values()] == [at(10)]


def test_who_was_cut_off_as_asterisk_died_is_let_off(site: Site) -> None:
    site.pause()
    site.paused.let_off(at(10) - CUT - timedelta(seconds=9), at(9.9))
    assert site.blocks() == {"wang": AgentBlock.NO_ANSWER}
    site.pause()
    site.paused.let_off(at(10), at(11))
    assert site.blocks() == {}
