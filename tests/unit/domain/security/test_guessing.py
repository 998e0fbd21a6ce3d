"""Who guesses secrets, and which addresses are blocked for it."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain.security.blocking import MAX_BLOCKS, Blocks, trunk_networks
from hotline.domain.security.guessing import GUESSES, KNOCKS, QUIET, REMEMBERED, WITHIN, Guesser, Guessing
from hotline.domain.security.security import Door, RefusalReason, Refused
from hotline.settings.trunks import Trunk

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
BLOCK_FOR = timedelta(minutes=10)


def refused(
    after_s: float,
    address: str = "203.0.113.5",
    account: str = "1001",
    reason: RefusalReason = RefusalReason.WRONG_SECRET,
) -> Refused:
    at = NOW + timedelta(seconds=after_s)
    return Refused(door=Door.SIP, reason=reason, account=account, address=address, at=at)


def knock(after_s: float) -> Refused:
    return refused(after_s, reason=RefusalReason.SWITCHED_OFF)


def told(guessing: Guessing, refusals: list[Refused]) -> list[Guesser]:
    return [guesser for one in refusals if (guesser := guessing.count(one)) is not None]


def test_many_wrong_secrets_from_one_address_are_told_once() -> None:
    assert told(Guessing(), [refused(n / 10) for n in range(10 * GUESSES)]) == [Guesser(address="203.0.113.5")]


def test_a_mistyped_secret_is_no_guess() -> None:
    every_s = WITHIN.total_seconds() / (GUESSES - 2)
    assert told(Guessing(), [refused(n * every_s) for n in range(200)]) == []


def test_who_begins_again_after_a_quiet_time_is_told_again() -> None:
    guessing, later = Guessing(), QUIET.total_seconds() + 60
    first = told(guessing, [refused(n / 10) for n in range(GUESSES)])
    again = told(guessing, [refused(later + n / 10) for n in range(GUESSES)])
    assert first == again == [Guesser(address="203.0.113.5")]


def test_one_extension_from_many_addresses() -> None:
    refusals = [refused(n / 10, address=f"198.51.100.{n}") for n in range(2 * GUESSES)]
    assert told(Guessing(), refusals) == [Guesser(extension="1001")]


def test_many_names_from_one_address() -> None:
    refusals = [refused(n / 10, account=str(2000 + n)) for n in range(2 * GUESSES)]
    assert told(Guessing(), refusals) == [Guesser(address="203.0.113.5")]


def test_telephones_whose_extensions_are_switched_off_do_not_guess() -> None:
    every_s = WITHIN.total_seconds() / (KNOCKS - 2)
    assert told(Guessing(), [knock(n * every_s) for n in range(3 * KNOCKS)]) == []


def test_they_do_not_hide_a_guesser_at_their_address() -> None:
    knocks, guesses = [knock(n / 10) for n in range(GUESSES)], [refused(n / 10) for n in range(GUESSES)]
    assert told(Guessing(), [one for both in zip(knocks, guesses, strict=True) for one in both]) == [
        Guesser(address="203.0.113.5")
    ]


def test_who_tries_them_as_no_telephone_does_is_told_once() -> None:
    assert told(Guessing(), [knock(n / 100) for n in range(3 * KNOCKS)]) == [Guesser(address="203.0.113.5")]


@pytest.mark.parametrize("reason", [RefusalReason.WRONG_SECRET, RefusalReason.SWITCHED_OFF])
def test_memory_is_bounded(reason: RefusalReason) -> None:
    guessing = Guessing()
    for n in range(3 * REMEMBERED):
        address = f"10.{n // 65536}.{n // 256 % 256}.{n % 256}"
        guessing.count(refused(0, address=address, account=str(n), reason=reason))
    assert len(guessing._guesses) <= REMEMBERED
    assert len(guessing._knocks) <= REMEMBERED


def test_a_block_ends_by_itself() -> None:
    blocks = Blocks([], BLOCK_FOR)
    assert blocks.add("203.0.113.5", (), NOW)
    assert blocks.now == ["203.0.113.5"]
    assert not blocks.lapse(NOW + BLOCK_FOR - timedelta(seconds=1))
    assert blocks.lapse(NOW + BLOCK_FOR)
    assert blocks.now == []


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "10.1.2.77", "2001:db8::7", "127.0.0.1", "203.0.113.5", "nonsense", ""]
)
def test_some_are_never_blocked(address: str) -> None:
    blocks = Blocks(["10.1.2.0/24", "2001:db8::/32"], BLOCK_FOR)
    assert not blocks.add(address, {"203.0.113.5"}, NOW)
    assert blocks.now == []


def test_nobody_is_blocked_where_the_settings_say_so() -> None:
    assert not Blocks([], timedelta(0)).add("203.0.113.5", (), NOW)


def test_there_are_not_more_blocks_than_asterisk_bears() -> None:
    blocks = Blocks([], BLOCK_FOR)
    for n in range(2 * MAX_BLOCKS):
        blocks.add(f"10.0.{n // 256}.{n % 256}", (), NOW)
    assert len(blocks.now) == MAX_BLOCKS


def test_a_trunk_is_its_networks_and_where_its_calls_go() -> None:
    trunks = [
        Trunk(name="a", match=["10.1.2.0/24"], contact="sip:10.1.2.3:5060"),
        Trunk(name="b", match=["198.51.100.7/32"], contact="sip:user@198.51.100.9:5080;transport=udp"),
        Trunk(name="c", match=["2001:db8::1/128"], contact="sip:[2001:db8::2]:5060"),
        Trunk(name="d", match=["192.0.2.1/32"], contact="sip:sip.carrier.example"),
    ]
    assert trunk_networks(trunks) == [
        *("10.1.2.0/24", "198.51.100.7/32", "198.51.100.9", "2001:db8::1/128", "2001:db8::2", "192.0.2.1/32"),
    ]
