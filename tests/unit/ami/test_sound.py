"""Asterisk is asked for the packets of many channels at once."""

from hotline.asterisk.ami.messages import AmiResponse
from hotline.asterisk.ami.sound import AT_ONCE, askable, count_packets, packets_of


def answer(value: str) -> AmiResponse:
    return AmiResponse(message="", headers={"Value": value})


def test_a_question_holds_so_many_channels_as_fit_into_a_line() -> None:
    channels = [f"node1-1795867932.o{10**9 - number}" for number in range(2 * AT_ONCE + 1)]
    asked = list(askable(channels))
    assert [channel for some in asked for channel in some] == channels
    assert [len(some) for some in asked] == [AT_ONCE, AT_ONCE, 1]
    assert max(len(f"Variable: {count_packets(some)['Variable']}") for some in asked) < 1000


def test_nothing_is_asked_of_what_is_no_channel() -> None:
    assert list(askable(["", "1,SHELL(id)", "n-1.2)}${SHELL(id)", "n-1.2"])) == [("n-1.2",)]


def test_channels_that_have_hung_up_are_left_out() -> None:
    assert packets_of(["a", "b", "c"], answer("12//0")) == {"a": 12, "c": 0}
    assert packets_of(["a", "b"], answer("")) == {}
