"""How many calls an agent may place."""

import pytest

from hotline.domain.agents.limits import Limit, over_limit
from hotline.settings.policies import Phones

PHONES = Phones(calls_at_once=2, calls_a_day=100)


@pytest.mark.parametrize(
    ("number", "live", "today", "limit"),
    [
        ("13812345678", 0, 0, None),
        ("13812345678", 1, 99, None),
        ("13812345678", 2, 2, Limit.ONCE),
        ("13812345678", 0, 100, Limit.DAY),
        ("110", 9, 900, None),
        ("0477119", 9, 900, None),
    ],
)
def test_a_call_is_over_a_limit_or_not(number: str, live: int, today: int, limit: Limit | None) -> None:
    assert over_limit(PHONES, number, live=live, today=today) is limit
