"""What a channel's name and id tell about it. The meaning of its context is in hotline.names.contexts."""

import re
import secrets
from datetime import datetime


def endpoint_of(channel_name: str) -> str:
    """The PJSIP endpoint of a channel (an agent's extension, or a trunk): PJSIP/1001-0000002a gives 1001, others ""."""
    technology, _, rest = channel_name.partition("/")
    return rest.rpartition("-")[0] if technology == "PJSIP" else ""


# Asterisk's own ids are NODE-EPOCH.NUMBER; ours have a letter before the number, for the purpose of the call.
_PLACED = re.compile(r"(?:^|-)\d{1,10}\.([co])\d+$")
CALLBACK_LETTER, OUTBOUND_LETTER = "c", "o"
SUPERVISION_LETTER = "s"  # a supervisor's channel: no call of its own
_SUPERVISION = re.compile(rf"(?:^|-)\d{{1,10}}\.{SUPERVISION_LETTER}\d+$")


def placed_id(node: str, letter: str, at: datetime, number: int) -> str:
    """The id of a call that we place, and of its first channel. `number` makes it unique within the second."""
    return f"{node}-{int(at.timestamp())}.{letter}{number}"


def new_placed_id(node: str, letter: str, at: datetime) -> str:
    """A unique id: other processes may place calls in the same second, so its number is random."""
    return placed_id(node, letter, at, secrets.randbelow(10**9))


def placed_letter(uniqueid: str) -> str:
    """The purpose of a channel that we created; "" for all other channels."""
    match = _PLACED.search(uniqueid)
    return match[1] if match else ""


def is_supervision(uniqueid: str) -> bool:
    """Whether it is the channel of a supervisor who listens to a call."""
    return _SUPERVISION.search(uniqueid) is not None
