"""A conversation with Asterisk, on a socket whose other end the test plays, badly where it can."""

import socket
import threading
from collections.abc import Iterator

import pytest

from ivr.agi import AGIError, AGIHangup, Conversation

VARIABLES = b"agi_network: yes\nagi_callerid: 13812345678\nagi_dnid: 12345\nagi_arg_1: \n\n"


class Wire:
    """Asterisk's end."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.near.settimeout(20)
        self.far.settimeout(20)

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.far.sendall(piece)

    def say_in_single_bytes(self, data: bytes) -> threading.Thread:
        thread = threading.Thread(target=self.say, args=[bytes([byte]) for byte in data])
        thread.start()
        return thread

    def heard(self) -> bytes:
        return self.far.recv(4096)

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.close()


@pytest.fixture
def call(wire: Wire) -> Iterator[Conversation]:
    wire.say(VARIABLES)
    conversation = Conversation(wire.near)
    yield conversation
    conversation.close()


def test_the_variables_are_read_and_a_command_gets_its_answer(wire: Wire, call: Conversation) -> None:
    assert call.env["agi_dnid"] == "12345"
    wire.say(b"200 result=1\n")
    call.set_variable("QUEUE_PRIO", 5)
    assert wire.heard() == b'SET VARIABLE "QUEUE_PRIO" "5"\n'


def test_nothing_of_the_caller_reaches_standard_error(
    wire: Wire, call: Conversation, capfd: pytest.CaptureFixture[str]
) -> None:
    wire.say(b"200 result=1\n")
    call.set_variable("QUEUE_PRIO", 5)
    assert capfd.readouterr() == ("", "")


def test_a_conversation_can_begin_in_any_thread(wire: Wire) -> None:
    wire.say(VARIABLES)
    seen: list[str] = []

    def converse() -> None:
        conversation = Conversation(wire.near)
        seen.append(conversation.env["agi_dnid"])
        conversation.close()

    thread = threading.Thread(target=converse)
    thread.start()
    thread.join()
    assert seen == ["12345"]


def test_characters_split_between_packets_are_whole(wire: Wire) -> None:
    thread = wire.say_in_single_bytes("agi_calleridname: 客户李先生\n\n200 result=1\n".encode())
    conversation = Conversation(wire.near)
    assert conversation.env["agi_calleridname"] == "客户李先生"
    assert conversation.get_result()["result"] == ("1", "")
    thread.join()
    conversation.close()


def test_a_name_in_gbk_does_not_end_the_call(wire: Wire) -> None:
    wire.say(b"agi_calleridname: " + "李先生".encode("gbk") + b"\nagi_dnid: 12345\n\n")
    conversation = Conversation(wire.near)
    assert conversation.env["agi_dnid"] == "12345"
    conversation.close()


@pytest.mark.parametrize("farewell", [b"HANGUP\n", b""])
def test_a_caller_who_hangs_up_ends_the_conversation(wire: Wire, call: Conversation, farewell: bytes) -> None:
    wire.say(farewell)
    wire.far.shutdown(socket.SHUT_WR)
    with pytest.raises(AGIHangup):
        call.set_variable("QUEUE_PRIO", 5)


def test_after_a_hangup_no_command_is_sent(wire: Wire, call: Conversation) -> None:
    wire.say(b"HANGUP\n200 result=1\n")
    with pytest.raises(AGIHangup):
        call.set_variable("QUEUE_PRIO", 5)
    wire.heard()
    with pytest.raises(AGIHangup):
        call.set_variable("HOTLINE_QUEUE", "hotline")
    wire.far.settimeout(0.05)
    with pytest.raises(TimeoutError):
        wire.heard()


def test_somebody_who_connects_and_goes_is_a_hangup(wire: Wire) -> None:
    wire.far.close()
    with pytest.raises(AGIHangup):
        Conversation(wire.near)


@pytest.mark.parametrize(
    "answer",
    [
        b"520-Invalid command syntax.  Proper usage follows:\nUsage: SET VARIABLE\n520 End of proper usage.\n",
        b"520 Invalid command syntax.\n510 Invalid or unknown command\n",
        b"510 Invalid or unknown command\n",
        b"511 Command Not Permitted on a dead channel\n",
        b"\n",
        b"hello\n",
        b"x" * 5000 + b"\n",
        b"520-" + b"usage\n" * 300,
    ],
)
def test_an_answer_that_is_none_gives_the_call_back(wire: Wire, call: Conversation, answer: bytes) -> None:
    wire.say(answer)
    wire.far.shutdown(socket.SHUT_WR)
    with pytest.raises(AGIError):
        call.set_variable("QUEUE_PRIO", 5)


def test_an_explanation_that_breaks_off_does_not_wait_for_ever(wire: Wire, call: Conversation) -> None:
    wire.say(b"520-Invalid command syntax.\nUsage: ")
    wire.far.shutdown(socket.SHUT_WR)
    with pytest.raises(AGIError):
        call.set_variable("QUEUE_PRIO", 5)


def test_after_an_explanation_the_next_answer_is_the_right_one(wire: Wire, call: Conversation) -> None:
    wire.say(b"520-Invalid command syntax.\nUsage\n520 End of proper usage.\n200 result=1 (yes)\n")
    with pytest.raises(AGIError):
        call.set_variable("QUEUE_PRIO", 5)
    assert call.get_variable("QUEUE_PRIO") == "yes"


@pytest.mark.parametrize("endless", [b"agi_a: b\n" * 300, b"x" * 20_000])
def test_variables_that_do_not_end_are_refused(wire: Wire, endless: bytes) -> None:
    wire.say(endless)
    with pytest.raises(AGIError):
        Conversation(wire.near)


@pytest.mark.parametrize("value", ["1\nHANGUP", "1\r", "\x00", "\x7f"])
def test_a_value_with_a_line_end_is_never_sent(wire: Wire, call: Conversation, value: str) -> None:
    with pytest.raises(AGIError):
        call.set_variable("QUEUE_PRIO", value)
    wire.far.settimeout(0.05)
    with pytest.raises(TimeoutError):
        wire.heard()


def test_quotes_in_a_value_stay_inside_it(wire: Wire, call: Conversation) -> None:
    wire.say(b"200 result=1\n200 result=0 endpos=0\n")
    call.set_variable("NAME", 'a" "b\\')
    call.stream_file("welcome other", "")
    assert wire.heard() == b'SET VARIABLE "NAME" "a\\" \\"b\\\\"\nSTREAM FILE "welcome other" "" 0\n'


def test_a_silent_asterisk_is_waited_for_only_so_long(wire: Wire, call: Conversation) -> None:
    wire.near.settimeout(0.05)
    with pytest.raises(TimeoutError):
        call.set_variable("QUEUE_PRIO", 5)
