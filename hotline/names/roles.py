"""The processes of an instance that are ours, and their heartbeats in Redis (hotline.redis_keys)."""

from enum import StrEnum


class RoleName(StrEnum):
    """`python -m NAME`; also the name of its program in `make run`, its heartbeat, its log and its AMI user."""

    CTI = "cti"
    IVR = "ivr"
    CALLBACK = "callback"
    AGENT_API = "agent_api"


GUARD = "guard"  # cti's second AMI user: security events arrive on a connection of their own


class Beat(StrEnum):
    """The fields of cti's heartbeat that other roles read."""

    ASTERISK = "asterisk"  # UP or DOWN: whether cti is connected to it
    DISK = "disk"  # hotline.domain.space.DiskSpace
    JOURNAL_BEHIND_BYTES = "journal_behind_bytes"  # how much of the journal has not been filed yet


UP, DOWN = "up", "down"
