"""The fields of /readyz, which agent_api returns and `make run` waits for."""

from enum import StrEnum


class ReadyField(StrEnum):
    READY = "ready"  # true if all the others are
    ASTERISK = "asterisk"  # cti is connected to it
    SQL = "sql"  # it answers and accepts writes
    REDIS = "redis"
    DISK = "disk"  # there is space for the journal
    ROLES = "roles"  # by hotline.names.roles.RoleName: whether its heartbeat is recent
