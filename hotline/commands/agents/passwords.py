"""New passwords: checked against the rule, then hashed."""

from typing import Protocol

from hotline.commands.errors import InvalidError
from hotline.domain.agents.password import password_fault


class Hasher(Protocol):
    async def hash(self, password: str) -> str:
        """Slow by design, so it does not run on the event loop."""


async def hash_new(hasher: Hasher, password: str, *names: str, field: str = "password") -> str:
    """The hash of a password that follows the rule; else InvalidError, with the rule in words and by name for the
    pages.

    `names` are those of its owner.
    """
    fault = password_fault(password, names)
    if fault is not None:
        raise InvalidError.of(field, fault.words, rule=fault.value)
    return await hasher.hash(password)
