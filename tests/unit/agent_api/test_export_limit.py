"""Exports at once: one person cannot keep all of them, and all together are few."""

from contextlib import ExitStack

import pytest

from agent_api.protocol.problem import Problem
from agent_api.runtime.exports import AT_ONCE, OF_ONE_PERSON, Exports


def test_one_person_has_a_few_and_leaves_some_to_others() -> None:
    exports = Exports()
    with ExitStack() as running:
        for _ in range(OF_ONE_PERSON):
            running.enter_context(exports.one("anna"))
        with pytest.raises(Problem) as refused, exports.one("anna"):
            pass
        assert (refused.value.status, "Retry-After" in refused.value.headers) == (503, True)
        running.enter_context(exports.one("ben"))
    with exports.one("anna"):
        pass


def test_all_together_are_few() -> None:
    exports = Exports()
    with ExitStack() as running:
        for number in range(AT_ONCE):
            running.enter_context(exports.one(f"person {number}"))
        with pytest.raises(Problem), exports.one("one more"):
            pass
    with exports.one("one more"):
        pass
