"""Setting a new password: checked against the rule, then hashed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agent_api.login.passwords import Passwords
from agent_api.protocol.fields import Lines
from agent_api.protocol.problem import Problem
from hotline.domain.agents.password import SHORTEST, password_fault

NewPassword = Annotated[
    Lines, StringConstraints(max_length=256), Field(json_schema_extra={"minLength": SHORTEST, "format": "password"})
]


async def hash_new(passwords: Passwords, password: str, *names: str, field: str = "password") -> str:
    """The hash of a password that follows the rule; otherwise 422, with the rule in words and by name (`rule`) for the
    pages.

    `names` are those of its owner.
    """
    fault = password_fault(password, names)
    if fault is not None:
        errors = [{"field": field, "expected": fault.words, "rule": fault.value}]
        raise Problem(422, f"body: {field}: expected {fault.words}", errors=errors)
    return await passwords.hash(password)
