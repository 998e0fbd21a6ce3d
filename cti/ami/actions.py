"""Actions that the hotline sends, as plain fields: nothing is sent here.

Each docstring names the class that manager.conf's `write` must give. Text is refused, not mended, by the connection
when it holds control characters.
"""

from cti.ami.connection import ActionFields


def queue_add(queue: str, extension: str, username: str, *, paused: bool, reason: str) -> ActionFields:
    """Make an agent a member of a queue (class agent). A member already: refused with "Already there"."""
    fields = {
        "Action": "QueueAdd",
        "Queue": queue,
        "Interface": _phone(extension),
        "StateInterface": _phone(extension),
        "MemberName": username,
        "Paused": _yes(paused),
    }
    return fields | {"Reason": reason} if paused and reason else fields


def queue_remove(queue: str, extension: str) -> ActionFields:
    """Take an agent out of a queue (class agent). No member: refused with "Not there"."""
    return {"Action": "QueueRemove", "Queue": queue, "Interface": _phone(extension)}


def queue_pause(extension: str, *, paused: bool, reason: str, queue: str = "") -> ActionFields:
    """Pause or unpause an agent in one queue, or with queue="" in all (class agent). No member: refused with
    "Interface not found"."""
    fields = {"Action": "QueuePause", "Interface": _phone(extension), "Paused": _yes(paused)}
    if queue:
        fields["Queue"] = queue
    if paused and reason:
        fields["Reason"] = reason
    return fields


def hangup(channel: str, *, cause: int = 16) -> ActionFields:
    """Hang up one channel, by uniqueid or name (class call). `cause` is Q.850. Gone: refused with "No such channel"."""
    if channel.startswith("/"):  # Asterisk would take it for a pattern, and hang up all that match
        raise ValueError(f"expected a channel, got the pattern {channel!r}")
    return {"Action": "Hangup", "Channel": channel, "Cause": str(cause)}


def reload(module: str) -> ActionFields:
    """Read a module's configuration again, e.g. res_pjsip.so (class system). It answers when that is done."""
    return {"Action": "Reload", "Module": module}


def qualify(extension: str) -> ActionFields:
    """Ask a phone now whether it is there (classes system, reporting). No such endpoint: refused with "Unable to
    retrieve endpoint"."""
    return {"Action": "PJSIPQualify", "Endpoint": extension}


def _phone(extension: str) -> str:
    return f"PJSIP/{extension}"


def _yes(value: bool) -> str:
    return "true" if value else "false"
