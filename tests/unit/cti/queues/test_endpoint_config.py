"""The agents' phones in Asterisk's configuration, and what ends with a secret."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from cti.queues.endpoint_config import EndpointConfig, placed_by
from hotline.asterisk.ami.connection import AmiConnection
from hotline.asterisk.ami.messages import AmiLost
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.calls.call import Call
from tests.parts.ami.asterisk_in_memory import GONE, AsteriskInMemory
from tests.parts.conf import settings
from tests.parts.facts import placed as story
from tests.parts.facts.people import agent
from tests.parts.facts.stories import CITIZEN, arrived, joins, queued, rings

TALKING = story.call(arrived(), queued(), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN), of=CITIZEN)
DIALLED = story.call(story.placed(channel=story.OUTBOUND), of=story.OUTBOUND)
RUNG_BACK = story.call(story.placed())


def with_phone(secret: str, extension: str = "1001") -> Agent:
    return replace(agent(extension), sip_ha1=sip_ha1(extension, secret))


class Site:
    def __init__(self, folder: Path) -> None:
        self.asterisk = AsteriskInMemory()
        self.live: list[Call] = []
        self.config = EndpointConfig(settings(folder), cast(AmiConnection, self.asterisk), lambda: self.live)

    async def agree(self, *agents: Agent) -> tuple[bool, list[str]]:
        """Whether Asterisk has the newest, and what it was told for it."""
        self.asterisk.told.clear()
        return await self.config.agree(agents), self.asterisk.names()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def test_asterisk_reads_what_changed_and_only_then(site: Site) -> None:
    assert await site.agree(with_phone("first")) == (True, ["Reload"])
    assert await site.agree(with_phone("first")) == (True, [])
    assert await site.agree(with_phone("first"), with_phone("other", "1002")) == (True, ["Reload"])


async def test_after_a_connect_it_is_told_again(site: Site) -> None:
    await site.agree(with_phone("first"))
    site.config.mark_stale(restarted=False)
    assert await site.agree(with_phone("first")) == (True, ["Reload"])


async def test_an_asterisk_that_was_started_again_asks_each_phone_once(site: Site) -> None:
    await site.agree(with_phone("first"))
    site.config.mark_stale(restarted=True)
    site.asterisk.fails["PJSIPQualify"] = GONE  # not registered
    assert await site.agree(with_phone("first"), with_phone("other", "1002")) == (
        True,
        ["Reload", "PJSIPQualify", "PJSIPQualify"],
    )
    site.config.mark_stale(restarted=False)
    assert await site.agree(with_phone("first"), with_phone("other", "1002")) == (True, ["Reload"])


async def test_what_asterisk_could_not_be_told_is_told_the_next_time(site: Site) -> None:
    site.asterisk.fails["Reload"] = AmiLost("gone")
    assert await site.agree(with_phone("first")) == (False, ["Reload"])
    site.asterisk.fails.clear()
    assert await site.agree(with_phone("first")) == (True, ["Reload"])


async def test_a_new_secret_ends_the_calls_that_the_old_one_placed_and_no_citizens_call(site: Site) -> None:
    await site.agree(with_phone("stolen"))
    site.live = [TALKING, DIALLED, RUNG_BACK]
    assert await site.agree(with_phone("new")) == (True, ["Reload", "Hangup"])
    assert site.asterisk.told[-1]["Channel"] == story.OUTBOUND
    assert await site.agree(with_phone("new")) == (True, [])


def test_only_calls_that_the_telephone_itself_placed_are_its_own() -> None:
    assert [call.id for call in placed_by([TALKING, DIALLED, RUNG_BACK], {"1001"})] == [story.OUTBOUND]
    assert list(placed_by([DIALLED], {"1002"})) == []
