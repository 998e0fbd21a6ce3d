"""Who comes first in the queue, and in which: the menu's table."""

from dataclasses import dataclass

import pytest

from hotline.domain.calls.routing import known_queue_for, queue_for, routes
from hotline.domain.numbers.number import Number, NumberKind
from hotline.settings.hotline import Hotline, parse_hotline
from ivr.agi import Conversation
from ivr.arrival import Arrival
from ivr.decide import decide


@dataclass(frozen=True, kw_only=True)
class Standing:
    open_callback: bool = False
    calls_recently: int = 0
    earnest_recently: int = 0


HOTLINE: Hotline = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [
            {"name": "hotline", "numbers": ["12345"]},
            {"name": "heating", "numbers": ["8330000", "12319"]},
        ],
    }
)


@pytest.mark.parametrize(
    ("standing", "given", "priority"),
    [
        (None, 0, 0),
        (Standing(), 0, 0),
        (Standing(calls_recently=2), 0, 0),
        (Standing(calls_recently=9), 0, 0),
        (Standing(calls_recently=2, earnest_recently=1), 0, 3),
        (Standing(calls_recently=11, earnest_recently=10), 0, 0),
        (Standing(open_callback=True), 0, 5),
        (Standing(open_callback=True, calls_recently=99, earnest_recently=9), 0, 5),
        (Standing(open_callback=True), 10, 10),
        (None, 10, 10),
    ],
)
def test_who_waited_in_vain_comes_before_others_and_the_desk_before_all(
    standing: Standing | None, given: int, priority: int
) -> None:
    assert decide(HOTLINE, "12345", standing, given).priority == priority


@pytest.mark.parametrize("calls_now", [2, 3])
def test_one_call_of_a_number_comes_first_and_not_the_next_one_too(calls_now: int) -> None:
    owed = Standing(open_callback=True, earnest_recently=1)
    assert decide(HOTLINE, "12345", owed, 0, calls_now).priority == 0
    assert decide(HOTLINE, "12345", owed, 10, calls_now).priority == 10


@pytest.mark.parametrize(
    ("called", "queue"),
    [
        ("12345", "hotline"),
        ("+8647712345", "hotline"),
        ("047712345", "hotline"),
        ("12319", "heating"),
        ("8330000", "heating"),
        ("04778330000", "heating"),
        ("+86 477 833 0000", "heating"),
        ("96300", None),
        ("", None),
        ("s", None),
        ("${QUEUE}", None),
        ("\ud800" * 300, None),
    ],
)
def test_a_dialled_number_leads_to_its_queue_and_any_other_to_the_first(called: str, queue: str | None) -> None:
    assert known_queue_for(HOTLINE, called) == queue
    assert queue_for(HOTLINE, called) == (queue or "hotline")
    assert decide(HOTLINE, called, None, 0).queue == queue


def test_every_spelling_in_the_dialplan_leads_where_the_menu_says() -> None:
    assert all(queue_for(HOTLINE, spelling) == queue for spelling, queue in routes(HOTLINE).items())


def test_a_number_as_it_is_written_wins_over_another_ones_spelling() -> None:
    other = parse_hotline(
        {
            "trunks": [{"name": "carrier", "match": ["127.0.0.2"], "contact": "sip:127.0.0.2:5070"}],
            "queues": [{"name": "a", "numbers": ["12345"]}, {"name": "b", "numbers": ["047712345"]}],
        }
    )
    assert routes(other)["12345"] == "a"
    assert routes(other)["047712345"] == "b"


class FakeCall(Conversation):
    """A conversation that remembers what it was told."""

    def __init__(self, **env: str) -> None:
        self.env = {f"agi_{name}": value for name, value in env.items()}
        self.variables: dict[str, object] = {}

    def set_variable(self, name: str, value: object) -> None:
        self.variables[name] = value


def arrive(standing: Standing | None, **env: str) -> tuple[dict[str, object], list[Number]]:
    asked: list[Number] = []

    def ask(number: Number) -> Standing | None:
        asked.append(number)
        return standing

    call = FakeCall(**env)
    Arrival(HOTLINE, ask)(call)
    return call.variables, asked


def test_a_citizen_who_is_owed_a_callback_is_moved_up() -> None:
    variables, asked = arrive(Standing(open_callback=True), callerid="+8613812345678", dnid="12345", arg_1="")
    assert variables == {"QUEUE_PRIO": 5, "HOTLINE_QUEUE": "hotline"}
    assert asked == [Number(text="13812345678", kind=NumberKind.MOBILE)]


def test_a_call_from_the_desk_keeps_its_place() -> None:
    variables, _ = arrive(Standing(open_callback=True), callerid="110", dnid="12345", arg_1="10")
    assert variables == {"HOTLINE_QUEUE": "hotline"}


def test_an_unknown_number_leaves_the_dialplans_choice() -> None:
    variables, _ = arrive(None, callerid="unknown", dnid="999", arg_1="")
    assert variables == {}


@pytest.mark.parametrize("argument", ["-1", "1e9", "9999", "²", "x\n", "${QUEUE_PRIO}"])
def test_a_strange_argument_is_no_priority(argument: str) -> None:
    variables, _ = arrive(
        Standing(calls_recently=2, earnest_recently=1), callerid="13812345678", dnid="12345", arg_1=argument
    )
    assert variables["QUEUE_PRIO"] == 3


def test_what_the_caller_sent_is_never_sent_back() -> None:
    hostile = '"; System(reboot)\r\nHANGUP'
    variables, asked = arrive(Standing(), callerid=hostile, dnid=hostile, calleridname=hostile, arg_1="")
    assert variables == {}
    assert not asked[0].diallable
