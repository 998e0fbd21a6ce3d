"""Take a citizen from an agent's telephone back to the head of the queue."""

import secrets

from hotline.asterisk.ami.actions import blind_transfer, set_variable
from hotline.asterisk.ami.connection import ActionFields

_PREFIX = "b"  # an id of a transfer is hex, or begins with a k or an r; that of a hold with an h


def bring_back(*, call: str, citizen: str, telephone: str, extension: str, queue: str) -> list[ActionFields]:
    """The commands (class call): `citizen` and `telephone` are channels that are together."""
    given = {
        "T_ID": _PREFIX + secrets.token_hex(4),
        "T_CALL": call,
        "T_CITIZEN": citizen,
        "T_AGENT": telephone,
        "T_EXT": extension,
        "T_QUEUE": queue,
    }
    known = [set_variable(citizen, f"__{name}", value) for name, value in given.items()]
    return [*known, blind_transfer(telephone, "hotline-brought-back")]
