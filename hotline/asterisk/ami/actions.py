"""Actions that the hotline sends, as plain fields: nothing is sent here.

Each docstring names the class that manager.conf's `write` must give. Text is refused, not mended, by the connection
when it holds control characters.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from hotline.asterisk.ami.messages import ActionFields

AGENT_RING_S = 20  # how long an agent's phone rings for a call that we place
_SEPARATES = re.compile(r"[^-+._:*#/@0-9A-Za-z]")
_DIALLED = re.compile(r"\+?[0-9]{2,20}", re.ASCII)


def queue_add(
    queue: str, extension: str, username: str, *, paused: bool, reason: str, penalty: int = 0
) -> ActionFields:
    """Make an agent a member of a queue (class agent). A member already: refused with "Already there"."""
    fields = {
        "Action": "QueueAdd",
        "Queue": queue,
        "Interface": _phone(extension),
        "StateInterface": _phone(extension),
        "MemberName": username,
        "Penalty": str(penalty),
        "Paused": _yes(paused),
    }
    return fields | {"Reason": reason} if paused and reason else fields


def queue_remove(queue: str, extension: str) -> ActionFields:
    """Take an agent out of a queue (class agent). No member: refused with "Not there"."""
    return {"Action": "QueueRemove", "Queue": queue, "Interface": _phone(extension)}


def queue_penalty(queue: str, extension: str, penalty: int) -> ActionFields:
    """Who has less of it is rung first (class agent). No member: refused."""
    return {"Action": "QueuePenalty", "Queue": queue, "Interface": _phone(extension), "Penalty": str(penalty)}


def queue_pause(extension: str, *, paused: bool, reason: str, queue: str = "") -> ActionFields:
    """Pause or unpause an agent in one queue, or with queue="" in all (class agent). No member: refused with
    "Interface not found"."""
    fields = {"Action": "QueuePause", "Interface": _phone(extension), "Paused": _yes(paused)}
    if queue:
        fields["Queue"] = queue
    if paused and reason:
        fields["Reason"] = reason
    return fields


def set_global(name: str, value: str) -> ActionFields:
    """Set a global variable of the dialplan (class call)."""
    return {"Action": "Setvar", "Variable": name, "Value": value}


def hangup(channel: str, *, cause: int = 16) -> ActionFields:
    """Hang up one channel, by uniqueid or name (class call). `cause` is Q.850. Gone: refused with "No such channel"."""
    if channel.startswith("/"):  # Asterisk would take it for a pattern, and hang up all that match
        raise ValueError(f"expected a channel, got the pattern {channel!r}")
    return {"Action": "Hangup", "Channel": channel, "Cause": str(cause)}


def place_call(*, call: str, extension: str, number: str, until: datetime) -> ActionFields:
    """Ring an agent's phone and, when it is picked up before `until`, dial `number` (class originate).

    `call` becomes the id of the agent's channel and of the call. The agent's display shows the number. It is answered
    when the agent has picked up or not, so it wants a connection of its own: only an Originate that is waited for lets
    hotline-leg look at each channel that it makes. What comes of it is told by events.
    """
    if not _DIALLED.fullmatch(number):
        raise ValueError("expected a number to dial, of digits")
    variables = {
        "PLACED_NUMBER": number.replace("+", "00"),
        "PLACED_UNTIL": str(int(until.timestamp())),
    }
    return {
        "Action": "Originate",
        "ActionID": call,
        "ChannelId": call,
        "Account": call,
        "Channel": _phone(extension),
        "Context": "hotline-placed",
        "Exten": "s",
        "Priority": "1",
        "Timeout": str(AGENT_RING_S * 1000),
        "Async": "false",
        "PreDialGoSub": f"hotline-leg,s,1({call},{number})",
        "Variable": [f"{name}={value}" for name, value in variables.items()],
    }


def set_variable(channel: str, name: str, value: str) -> ActionFields:
    """Give a channel a variable; with __ before its name, those that the channel dials too (class call)."""
    return {"Action": "Setvar", "Channel": channel, "Variable": name, "Value": value}


def set_variables(channel: str, values: Mapping[str, str]) -> ActionFields:
    """Give a channel several variables in one action, and those that the channel dials too (class call).

    ARRAY splits the text at commas, so of each value only those characters are sent that the dialplan's own filters let
    through (asterisk_conf.given); none of them separates anything.
    """
    names = ",".join(f"__{name}" for name in values)
    return set_variable(channel, f"ARRAY({names})", ",".join(_SEPARATES.sub("", value) for value in values.values()))


def get_variable(channel: str, name: str) -> ActionFields:
    """Ask for a channel's variable: the answer's Value (class call). Gone: refused."""
    return {"Action": "Getvar", "Channel": channel, "Variable": name}


def redirect(channel: str, context: str, exten: str = "s") -> ActionFields:
    """Take a channel to another place in the dialplan (class call). Gone: refused."""
    return {"Action": "Redirect", "Channel": channel, "Context": context, "Exten": exten, "Priority": "1"}


def redirect_both(channel: str, context: str, other: str, other_context: str) -> ActionFields:
    """Take two channels that are together to two places at once, so that neither falls out of the call (class call)."""
    there = {"ExtraChannel": other, "ExtraContext": other_context, "ExtraExten": "s", "ExtraPriority": "1"}
    return {**redirect(channel, context), **there}


def blind_transfer(agent: str, context: str) -> ActionFields:
    """Take whoever is with the agent's channel to `context`, and let the agent go: the queue's books close
    (class call)."""
    return {"Action": "BlindTransfer", "Channel": agent, "Context": context, "Exten": "s"}


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
