"""The kinds of work that roles tell each other of on the channel hotline.redis_keys.NOTIFY."""

from enum import StrEnum


class Work(StrEnum):
    """What was written to SQL. It is found by polling as well, if the notification is lost."""

    AGENTS = "agents"  # users, their wishes and queues, the directory: cti tells Asterisk
    NOTICES = "notices"  # notices: cti makes them audible
    CALLBACKS = "callbacks"  # callbacks and calls to be placed: the callback role acts on them
