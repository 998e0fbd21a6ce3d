"""The fields of /readyz, which agent_api answers with and `make run` waits by."""

from enum import StrEnum


class ReadyField(StrEnum):
    READY = "ready"  # all the rest is true
    ASTERISK = "asterisk"  # cti hears it
    SQL = "sql"  # it answers, and takes writes
    REDIS = "redis"
    DISK = "disk"  # there is room for the journal
    ROLES = "roles"  # by hotline.names.roles.RoleName: its heart beats
