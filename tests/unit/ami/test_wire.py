"""The bytes of AMI, however they are cut, and what may be sent."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.asterisk.ami.messages import AmiEvent
from hotline.asterisk.ami.wire import Answer, Unreadable, Wire, WireError, checked

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
BANNER = b"Asterisk Call Manager/11.0.0\r\n"
NAMED = "Event: Newchannel\r\nCallerIDName: 客户李先生\r\nUniqueid: node1-1.1\r\n\r\n".encode()
PONG = b"Response: Success\r\nActionID: 7\r\nPing: Pong\r\n\r\n"


def read(*pieces: bytes) -> list[AmiEvent | Answer]:
    wire = Wire(lambda: NOW)
    items = [item for piece in pieces for item in wire.receive(piece)]
    assert not [item for item in items if isinstance(item, Unreadable)]
    return [item for item in items if not isinstance(item, Unreadable)]


def told(items: Sequence[AmiEvent | Answer]) -> list[object]:
    return [dict(item.headers) if isinstance(item, AmiEvent) else item.text for item in items]


@given(st.lists(st.integers(0, len(BANNER + NAMED + PONG)), max_size=9).map(sorted))
def test_where_the_stream_is_cut_changes_nothing(cuts: list[int]) -> None:
    stream = BANNER + NAMED + PONG
    bounds = [0, *cuts, len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(bounds)]
    assert told(read(*pieces)) == told(read(stream))


def test_events_and_answers_come_in_their_order() -> None:
    event, answer = read(BANNER + NAMED + PONG)
    assert isinstance(event, AmiEvent)
    assert (event.name, event.headers["CallerIDName"], event.at) == ("Newchannel", "客户李先生", NOW)
    assert answer == Answer("Response: Success\r\nActionID: 7\r\nPing: Pong")


@given(st.binary(max_size=200))
def test_no_bytes_cost_the_frames_after_them(rubbish: bytes) -> None:
    items = read(BANNER, rubbish + b"\r\n\r\n" + NAMED)
    assert dict(items[-1].headers if isinstance(items[-1], AmiEvent) else {})["Uniqueid"] == "node1-1.1"


@pytest.mark.parametrize("stamp", ["", "soon", "1e300", "-1e17", "nan", "inf"])
def test_a_timestamp_that_is_none_gives_way_to_our_clock(stamp: str) -> None:
    (event,) = read(BANNER, f"Event: Hangup\r\nTimestamp: {stamp}\r\n\r\n".encode())
    assert isinstance(event, AmiEvent)
    assert event.at == NOW


def test_of_a_header_that_stands_twice_the_first_counts() -> None:
    (event,) = read(BANNER, b"Event: UserEvent\r\nUniqueid: own\r\nUniqueid: forged\r\n\r\n")
    assert isinstance(event, AmiEvent)
    assert event.headers["Uniqueid"] == "own"


@pytest.mark.parametrize("first", [b"SSH-2.0-OpenSSH\r\n", b"Asterisk Call Manager/" + b"1" * 100])
def test_another_service_is_found_out(first: bytes) -> None:
    with pytest.raises(WireError, match="no Asterisk"):
        read(first)


def test_a_frame_without_an_end_is_not_collected_for_ever() -> None:
    with pytest.raises(WireError, match="without an end"):
        read(BANNER, b"x" * (1 << 20), b"x")


@pytest.mark.parametrize("value", ["1\r\nAction: Originate", "1\n", "\x00", "\x85", "\ud800", "x" * 1000])
def test_what_asterisk_would_take_for_a_line_of_its_own_is_refused(value: str) -> None:
    for fields in ({"Channel": value}, {value: "1"}, {"Variable": ["good", value]}):
        with pytest.raises(ValueError, match="AMI"):
            checked(fields)


def test_a_header_with_several_values_stays_one() -> None:
    assert checked({"Variable": ("a=1", "b=2")}) == {"Variable": ["a=1", "b=2"]}
