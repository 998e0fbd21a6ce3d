"""What HTTP says of a command that was not done."""

import pytest

from agent_api.http.command_problems import STATUS, problem_of
from hotline.commands.errors import (
    CommandError,
    InvalidError,
    NotFoundError,
    NotYoursError,
    RefusedError,
    SwitchAwayError,
    SwitchRefusedError,
    SwitchSilentError,
)


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (NotFoundError("call"), 404, "There is no such call."),
        (NotYoursError("This call is not yours."), 403, "This call is not yours."),
        (RefusedError("This call is over."), 409, "This call is over."),
        (SwitchRefusedError("No such channel"), 409, "The telephone system refused: No such channel."),
        (InvalidError("That is the hotline's own number."), 422, "That is the hotline's own number."),
        (SwitchAwayError(), 503, "The telephone system does not answer now. Look at the call before you try again."),
        (SwitchSilentError(), 503, "The telephone system does not answer now. Look at the call before you try again."),
    ],
)
def test_each_kind_of_error_has_its_status(error: CommandError, status: int, detail: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.detail, list(problem.errors)) == (status, detail, [])


def test_a_field_that_is_wrong_is_named() -> None:
    problem = problem_of(InvalidError.of("note", "a note"))
    assert problem.detail == "body: note: expected a note"
    assert list(problem.errors) == [{"field": "note", "expected": "a note"}]


def test_a_broken_rule_is_named_for_the_pages() -> None:
    problem = problem_of(InvalidError.of("new", "at least 12 characters", rule="short"))
    assert list(problem.errors) == [{"field": "new", "expected": "at least 12 characters", "rule": "short"}]


def test_no_kind_of_error_is_without_a_status() -> None:
    assert set(CommandError.__subclasses__()) == set(STATUS)
