"""Maps command errors to HTTP problems; this is the only place that does."""

from collections.abc import Mapping

from agent_api.protocol.problem import Problem
from hotline.commands.errors import (
    CommandError,
    InvalidError,
    NotFoundError,
    NotYoursError,
    RefusedError,
    UnavailableError,
)

STATUS: Mapping[type[CommandError], int] = {
    NotFoundError: 404,
    NotYoursError: 403,
    RefusedError: 409,
    InvalidError: 422,
    UnavailableError: 503,
}


def problem_of(error: CommandError) -> Problem:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    if isinstance(error, InvalidError) and error.field:
        told = {"field": error.field, "expected": error.expected} | ({"rule": error.rule} if error.rule else {})
        return Problem(status, f"body: {error}", errors=[told])
    return Problem(status, str(error))
