"""The actions that the hotline sends, as plain fields; nothing is sent here.

Each docstring names the class required in manager.conf's `write`. The connection refuses text with control characters.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from hotline.asterisk.ami.messages import ActionFields
from hotline.names.contexts import Context
from hotline.names.variables import Variable

AGENT_RING_S = 20  # how long an agent's phone rings in a call that we place
_DIALLED = re.compile(r"\+?[0-9]{2,20}", re.ASCII)


def queue_add(
    queue: str, extension: str, username: str, *, paused: bool, reason: str, penalty: int = 0
) -> ActionFields:
    """Make an agent a member of a queue (class agent). If it is a member: refused with "Already there"."""
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
    """Remove an agent from a queue (class agent). If it is not a member: refused with "Not there"."""
    return {"Action": "QueueRemove", "Queue": queue, "Interface": _phone(extension)}


def queue_penalty(queue: str, extension: str, penalty: int) -> ActionFields:
    """Set a member's penalty; lower ones are called first (class agent). If it is not a member: refused."""
    return {"Action": "QueuePenalty", "Queue": queue, "Interface": _phone(extension), "Penalty": str(penalty)}


def queue_pause(extension: str, *, paused: bool, reason: str, queue: str = "") -> ActionFields:
    """Pause or unpause an agent in one queue, or with queue="" in all (class agent). If it is not a member: refused
    with "Interface not found".
    """
    fields = {"Action": "QueuePause", "Interface": _phone(extension), "Paused": _yes(paused)}
    if queue:
        fields["Queue"] = queue
    if paused and reason:
        fields["Reason"] = reason
    return fields


def set_global(variable: Variable, value: str) -> ActionFields:
    """Set a global variable of the dialplan (class call)."""
    return {"Action": "Setvar", "Variable": variable.name, "Value": value}


def hangup(channel: str, *, cause: int = 16) -> ActionFields:
    """Hang up one channel, by uniqueid or name (class call). `cause` is Q.850. If it is gone: refused with "No such
    channel".
    """
    if channel.startswith("/"):  # Asterisk would take it for a pattern, and hang up all matches
        raise ValueError(f"expected a channel, got the pattern {channel!r}")
    return {"Action": "Hangup", "Channel": channel, "Cause": str(cause)}


def show_channels() -> ActionFields:
    """All channels, as a list of Status events with the account code of each (class call)."""
    return {"Action": "Status"}


def place_call(*, call: str, extension: str, number: str, until: datetime) -> ActionFields:
    """Call an agent's phone and, if it is answered before `until`, dial `number` (class originate).

    `call` becomes the id of the agent's channel and of the call. The agent's display shows the number. The response
    comes when the agent has answered or not, so the action needs its own connection: only a synchronous Originate lets
    hotline-leg check each channel that it creates. Events report the further course.
    """
    if not _DIALLED.fullmatch(number):
        raise ValueError("expected a number to dial, of digits")
    variables = {
        Variable.PLACED_NUMBER: number.replace("+", "00"),
        Variable.PLACED_UNTIL: str(int(until.timestamp())),
    }
    return {
        "Action": "Originate",
        "ActionID": call,
        "ChannelId": call,
        "Account": call,
        "Channel": _phone(extension),
        "Context": Context.PLACED,
        "Exten": "s",
        "Priority": "1",
        "Timeout": str(AGENT_RING_S * 1000),
        "Async": "false",
        "PreDialGoSub": f"{Context.LEG},s,1({call},{number})",
        "Variable": [f"{variable.name}={value}" for variable, value in variables.items()],
    }


def place_supervision(*, supervision: str, call: str, extension: str, on: str, mode: str, shown: str) -> ActionFields:
    """Call a supervisor's phone; when it is answered, it is in the call (class originate). `on` is the agent's channel,
    `shown` what the display shows. The channel's id is the supervision's; its account code is the call's, so that it
    ends with the call. As place_call, it needs its own connection.
    """
    variables = {Variable.S_ON: on, Variable.S_MODE: mode}
    return {
        "Action": "Originate",
        "ActionID": supervision,
        "ChannelId": supervision,
        "Account": call,
        "Channel": _phone(extension),
        "Context": Context.SUPERVISE,
        "Exten": "s",
        "Priority": "1",
        "Timeout": str(AGENT_RING_S * 1000),
        "Async": "false",
        "PreDialGoSub": f"{Context.LEG},s,1({supervision},{shown})",
        "Variable": [f"{variable.name}={_kept(variable, value)}" for variable, value in variables.items()],
    }


def ends_with(channel: str, supervision: str) -> ActionFields:
    """When this channel hangs up, the supervisor's channel does (class call). If it is gone: refused."""
    return set_variable(channel, "CHANNEL(hangup_handler_push)", f"{Context.SUPERVISED},over,1({supervision})")


def set_variable(channel: str, name: str, value: str) -> ActionFields:
    """Set a channel's variable; with __ before its name, also for channels that it dials (class call)."""
    return {"Action": "Setvar", "Channel": channel, "Variable": name, "Value": value}


def set_variables(channel: str, values: Mapping[Variable, str]) -> ActionFields:
    """Set several variables of a channel in one action, also for channels that it dials (class call).

    ARRAY splits the text at commas. So each value keeps only the characters that the dialplan's own filter of this
    variable allows; a comma is never one of them.
    """
    names = ",".join(f"__{one.name}" for one in values)
    return set_variable(channel, f"ARRAY({names})", ",".join(map(_kept, values.keys(), values.values())))


def _kept(variable: Variable, value: str) -> str:
    if variable.characters is None or "," in variable.characters:
        raise ValueError(f"{variable.name} cannot be set with others")
    return re.sub(f"[^{variable.characters}]", "", value)


def get_variable(channel: str, name: str) -> ActionFields:
    """Read a channel's variable: the response's Value (class call). If the channel is gone: refused."""
    return {"Action": "Getvar", "Channel": channel, "Variable": name}


def redirect(channel: str, context: Context, exten: str = "s") -> ActionFields:
    """Move a channel to another place in the dialplan (class call). If it is gone: refused."""
    return {"Action": "Redirect", "Channel": channel, "Context": context, "Exten": exten, "Priority": "1"}


def redirect_both(channel: str, context: Context, other: str, other_context: Context) -> ActionFields:
    """Move two connected channels to two places at once, so that neither leaves the call (class call)."""
    there = {"ExtraChannel": other, "ExtraContext": other_context, "ExtraExten": "s", "ExtraPriority": "1"}
    return {**redirect(channel, context), **there}


def blind_transfer(agent: str, context: Context) -> ActionFields:
    """Move the peer of the agent's channel to `context` and release the agent, so that the queue's statistics are
    closed (class call).
    """
    return {"Action": "BlindTransfer", "Channel": agent, "Context": context, "Exten": "s"}


def reload(module: str) -> ActionFields:
    """Reload a module's configuration, e.g. res_pjsip.so (class system). The response comes when that is done."""
    return {"Action": "Reload", "Module": module}


def qualify(extension: str) -> ActionFields:
    """Check a phone's reachability now (classes system, reporting). If there is no such endpoint: refused with "Unable
    to retrieve endpoint".
    """
    return {"Action": "PJSIPQualify", "Endpoint": extension}


def _phone(extension: str) -> str:
    return f"PJSIP/{extension}"


def _yes(value: bool) -> str:
    return "true" if value else "false"
