"""An auditor's reason says something."""

import pytest

from agent_api.protocol.fields import says_why


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", False), ("\u200b", False), ("a\u200b", False), ("...", False), ("投诉", True), ("case 7", True)],
)
def test_a_reason_has_two_letters_or_digits(reason: str, says: bool) -> None:
    assert says_why(reason) is says
