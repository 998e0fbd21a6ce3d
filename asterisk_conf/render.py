"""Asterisk's configuration as text: from settings, agents and secrets to file name → content. Deterministic."""

import re
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf import escape
from asterisk_conf.agents import AgentLine
from asterisk_conf.ami import AMI_ROLES
from asterisk_conf.given import filtered
from asterisk_conf.modules import UNUSED_MODULES
from asterisk_conf.notices import NoticeLine
from hotline.asterisk.journal.line import CEL_FIELDS
from hotline.domain.agents.agent import FORWARDED_REASON
from hotline.domain.agents.membership import RUNG_PENALTY
from hotline.domain.agents.outside import outside_numbers
from hotline.domain.agents.phone import SIP_REALM
from hotline.domain.calls.routing import agent_routes, origins, routes, switchboards
from hotline.domain.facts.channel import OUTBOUND_LETTER
from hotline.domain.facts.silence import DEAD_CAUSE
from hotline.domain.numbers.number import normalise
from hotline.domain.security.blocking import trunk_networks
from hotline.domain.transfers.directory import wants_note, with_codes
from hotline.domain.transfers.transfer import TransferMode
from hotline.settings.directory import EMERGENCY_NUMBERS, DirectoryEntry
from hotline.settings.environment import Settings
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline
from hotline.settings.trunks import Trunk
from hotline.settings.values import Hours

AGENTS_FILE = "pjsip_agents.conf"
BLOCKS_FILE = "acl.conf"
DIRECTORY_FILE = "extensions_directory.conf"
NOTICES_FILE = "extensions_notices.conf"
LANGUAGE = "zh"
_CONTROL_CHARACTERS = "/[[:cntrl:]]|%(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7[Ff])/"
CITIZEN_RING_S = 45
"""Seconds that a citizen's telephone rings in a call that we place."""
DESK_PRIORITY = 10
"""QUEUE_PRIO of calls from a desk such as 110; higher than any that ivr gives."""

RETURN_PRIORITY = 20
"""QUEUE_PRIO of citizens who come back from a transfer: in front of all others."""

KEYS = {
    "hotline_blind": ("*1", TransferMode.BLIND.value),
    "hotline_consult": ("*2", TransferMode.CONSULT.value),
    "hotline_three_way": ("*3", TransferMode.THREE_WAY.value),
    "hotline_back": ("*0", "back"),
    "hotline_complete": ("*9", "complete"),
}
"""Telephone keys of agents: feature name → (keys, extension in the dialplan)."""

UNKNOWN_KEYS = {f"hotline_unknown_{number}": (f"*{key}", "refused") for number, key in enumerate("45678*#")}
"""Keys after * without a function: they play a tone."""

KEY_S = 3
"""Seconds to wait for the next key, also for the next digit of a code. If the citizen hangs up meanwhile, the agent's
channel ends after it. Some telephones leave a second between two digits.
"""

NOTICE_KEY_S = 2
"""Seconds to wait for a key after a notice; every caller waits so long."""

SILENT_PHONE_S = 120
"""Asterisk hangs up an agent's telephone after so many seconds without RTP. Five minutes would be too late, because no
caller waits that long; one minute too early, because some healthy telephones send nothing for as long.
"""

REFER_RING_S = 30
"""Seconds that a number rings which a telephone's transfer button dials, as long as a number given to the API."""

AGAIN_AT_MOST = 3
"""How often a citizen who hears that nobody can take the call may go back to a queue because an agent is there now."""

RECORDING_NOTICE = "recording-notice"
"""The prompt that says that the call is recorded."""

HEARD_CODECS = ("alaw", "ulaw", "g722", "gsm", "g726")
"""Codecs accepted from citizens, in order of preference: Asterisk can translate each of these."""

UNHEARD_CODECS = ("g729", "g723", "ilbc", "amr", "amrwb", "opus", "silk8", "siren7", "siren14", "speex", "speex16")
"""Codecs that Asterisk knows by name and cannot translate (including those left out in asterisk_conf.modules)."""

_EMPTY_FILES = ("ccss", "pjproject", "queuerules", "stasis", "udptl")
_EMPTY = "; Made by asterisk_conf. Nothing is set here; without the file Asterisk complains at each start.\n"
_LOOPBACK = ("127.0.0.0/255.0.0.0",)
_PRIVATE = (*_LOOPBACK, "10.0.0.0/255.0.0.0", "172.16.0.0/255.240.0.0", "192.168.0.0/255.255.0.0")


def render(settings: Settings, agents: Sequence[AgentLine], secrets: Mapping[str, str]) -> dict[str, str]:
    """Every file of asterisk/etc; raises SettingsError for values that Asterisk's files cannot express."""
    _check_names(settings.hotline)
    context = _context(settings, secrets)
    names = sorted(name.removesuffix(".j2") for name in _ENVIRONMENT.list_templates())
    own = {
        AGENTS_FILE: agents_file(agents),
        BLOCKS_FILE: blocks_file(()),
        DIRECTORY_FILE: directory_file(settings.hotline, settings.hotline.directory, [one.extension for one in agents]),
        NOTICES_FILE: notices_file(settings.hotline, ()),
    }
    files = {name: _ENVIRONMENT.get_template(f"{name}.j2").render(context) for name in names if name not in own}
    empty = {f"{name}.conf": _EMPTY for name in _EMPTY_FILES}
    return {name: _dialplan(name, text) for name, text in (files | empty | own).items()}


def agents_file(agents: Sequence[AgentLine]) -> str:
    """The content of pjsip_agents.conf. After a change, Asterisk must reload res_pjsip.so."""
    ordered = sorted(agents, key=lambda agent: agent.extension)
    return _ENVIRONMENT.get_template(f"{AGENTS_FILE}.j2").render(agents=ordered)


def blocks_file(addresses: Sequence[str]) -> str:
    """The content of acl.conf. After a change, Asterisk must reload acl."""
    return _ENVIRONMENT.get_template(f"{BLOCKS_FILE}.j2").render(blocked=addresses)


def directory_file(hotline: Hotline, directory: Sequence[DirectoryEntry], extensions: Iterable[str]) -> str:
    """The content of extensions_directory.conf. After a change, Asterisk must reload pbx_config.so."""
    entries = [entry for entry in with_codes(directory) if not wants_note(entry)]
    text = _ENVIRONMENT.get_template(f"{DIRECTORY_FILE}.j2").render(
        entries=sorted(entries, key=lambda entry: str(entry.code)),
        beginnings=sorted(_beginnings([*(str(entry.code) for entry in entries), *extensions])),
        code_s=KEY_S,
        timezone=hotline.centre.timezone,
        emergencies=sorted(_emergencies(hotline, directory)),
    )
    return _dialplan(DIRECTORY_FILE, text)


def notices_file(hotline: Hotline, notices: Sequence[NoticeLine]) -> str:
    """The content of extensions_notices.conf. After a change, Asterisk must reload pbx_config.so."""
    text = _ENVIRONMENT.get_template(f"{NOTICES_FILE}.j2").render(
        desk_priority=DESK_PRIORITY,
        key_s=NOTICE_KEY_S,
        notices=notices,
        queues=[queue.name for queue in hotline.queues],
    )
    return _dialplan(NOTICES_FILE, text)


def _beginnings(texts: Iterable[str]) -> set[str]:
    """What a text may be before its last character is keyed."""
    return {text[:length] for text in texts for length in range(1, len(text))}


def _dialplan(name: str, text: str) -> str:
    return filtered(text) if name.startswith("extensions") else text


def _emergencies(hotline: Hotline, directory: Sequence[DirectoryEntry]) -> set[str]:
    """Numbers of emergency desks as they are dialled: the built-in ones and those of the directory."""
    area_code = hotline.centre.area_code
    known = {number for entry in directory if entry.emergency for number in entry.numbers}
    return {normalise(number, area_code).text.removeprefix("+") for number in known | EMERGENCY_NUMBERS}


def _context(settings: Settings, secrets: Mapping[str, str]) -> dict[str, Any]:
    hotline = settings.hotline
    ami_is_local = _is_loopback(settings.ami_host)
    return {
        "again_at_most": AGAIN_AT_MOST,
        "agent_routes": agent_routes(hotline),
        "agi_host": settings.agi_host,
        "agi_port": settings.agi_port,
        "ami_bind": "127.0.0.1" if ami_is_local else "0.0.0.0",  # noqa: S104 - other networks are denied
        "ami_networks": _LOOPBACK if ami_is_local else _PRIVATE,
        "ami_port": settings.ami_port,
        "ami_users": [
            {
                "name": role.name,
                "secret": secrets[role.name],
                "read": role.read,
                "write": role.write,
                "events": role.events,
            }
            for role in AMI_ROLES
        ],
        "cel_fields": tuple(CEL_FIELDS.values()),
        "citizen_ring_s": CITIZEN_RING_S,
        "control_characters": _CONTROL_CHARACTERS,
        "dead_cause": DEAD_CAUSE,
        "desk_priority": DESK_PRIORITY,
        "forwarded_reason": FORWARDED_REASON,
        "emergency_numbers": sorted(EMERGENCY_NUMBERS),
        "first_queue": hotline.queues[0].name,
        "hotline": hotline,
        "key_s": KEY_S,
        "keys": KEYS | UNKNOWN_KEYS,
        "heard_codecs": HEARD_CODECS,
        "language": LANGUAGE,
        "modes": [mode.value for mode in TransferMode],
        "node": settings.node,
        "notice": RECORDING_NOTICE,
        "outbound_letter": OUTBOUND_LETTER,
        "outgoing_lines": hotline.trunks[0].channels - hotline.trunks[0].reserve_inbound,
        "outside_numbers": outside_numbers(hotline.centre.area_code),
        "paths": settings.paths,
        "realm": SIP_REALM,
        "routes": routes(hotline),
        "refer_ring_s": REFER_RING_S,
        "return_priority": RETURN_PRIORITY,
        "return_ring_s": 15,
        "rtp_ports": settings.rtp_ports,
        "rung_penalty": RUNG_PENALTY,
        "silent_phone_s": SILENT_PHONE_S,
        "sip_port": settings.sip_port,
        "offer_s": 3,
        "origins": lambda trunk: origins(trunk, hotline.centre.area_code),
        "switchboards": [number.removeprefix("0") for number in switchboards(hotline)],
        "too_short_a_talk_s": 3,
        "unheard_codecs": UNHEARD_CODECS,
        "trunk_networks": trunk_networks(hotline.trunks),
        "unused_modules": UNUSED_MODULES,
    }


def _check_names(hotline: Hotline) -> None:
    """Rejects names that Asterisk reserves, and names that differ only in case."""
    for kind, names, reserved in (
        ("queues", [queue.name for queue in hotline.queues], {"general"}),
        ("trunks", [trunk.name for trunk in hotline.trunks], {"global", "system"}),
    ):
        lower = [name.lower() for name in names]
        for name in names:
            if name.lower() in reserved:
                raise SettingsError(
                    f"hotline.toml: {kind}: name: expected another than {name!r}, which is Asterisk's own"
                )
            if lower.count(name.lower()) > 1:
                raise SettingsError(
                    f"hotline.toml: {kind}: name: expected each once whatever its case, got {name!r} twice"
                )


def _client_uri(trunk: Trunk) -> str:
    """The URI to register with a carrier."""
    if not re.fullmatch(r"[\w.+-]+", trunk.username, re.ASCII):
        raise SettingsError(
            f"hotline.toml: trunks: username: expected letters, digits and . + - _, got {trunk.username!r}"
        )
    address = trunk.contact.removeprefix("sip:").rpartition("@")[2]
    return f"sip:{trunk.username}@{address}"


def _numbers(entry: DirectoryEntry) -> str:
    """All numbers of an entry in the form of T_NUMBERS."""
    return "-".join(number.removeprefix("+") for number in entry.numbers)


def _time_range(part: Hours) -> str:
    """For GotoIfTime, which includes the last minute."""
    return str(Hours(part.start, part.end - 1))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=False,  # noqa: S701 - not HTML; each file format has its own filter
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "value": escape.value,
        "arg": escape.arg,
        "seconds": escape.seconds,
        "client_uri": _client_uri,
        "numbers": _numbers,
        "time_range": _time_range,
    }
    return environment


_ENVIRONMENT = _environment()
