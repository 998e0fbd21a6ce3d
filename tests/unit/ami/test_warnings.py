"""What the dialplan says of calls that it refuses."""

from hotline.asterisk.ami.warnings import LimitReached, Unheard, warning_of
from tests.parts.ami.events import ami


def test_a_telephone_has_reached_its_limit() -> None:
    event = ami("UserEvent", UserEvent="HotlineLimit", Extension="1001", Limit="day")
    assert warning_of(event) == LimitReached(extension="1001")


def test_a_citizen_is_not_heard() -> None:
    event = ami("UserEvent", UserEvent="HotlineUnheard", Trunk="carrier", Codec="g729")
    assert warning_of(event) == Unheard(trunk="carrier", codec="g729")


def test_marks_are_no_warnings() -> None:
    assert warning_of(ami("UserEvent", UserEvent="HotlineMark", Mark="dials", Value="1001:110")) is None
