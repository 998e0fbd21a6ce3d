"""The processes of an instance that are ours, and what they say of themselves in Redis (hotline.redis_keys)."""

from enum import StrEnum


class RoleName(StrEnum):
    """`python -m NAME`; also its program in `make run`, its heartbeat, its log and its user of AMI."""

    CTI = "cti"
    IVR = "ivr"
    CALLBACK = "callback"
    AGENT_API = "agent_api"


GUARD = "guard"  # cti's second user of AMI: security events come on a connection of their own


class Beat(StrEnum):
    """The fields of cti's heartbeat that other roles read."""

    ASTERISK = "asterisk"  # UP or DOWN: whether cti hears it
    DISK = "disk"  # hotline.domain.space.DiskSpace
    JOURNAL_BEHIND_BYTES = "journal_behind_bytes"  # how much of the journal is not filed yet


UP, DOWN = "up", "down"
