"""A variable that AMI, AGI or a channel can set is filtered wherever an application of the dialplan uses it.

Asterisk puts a variable's text into an argument as it is: a comma in it begins another argument (a command of
MixMonitor, an option of Dial), a quote ends a part of an expression, a bracket a Gosub's arguments. Templates name
variables plainly; this puts FILTER round each, with the characters that its meaning needs: no place is forgotten.
"""

import re

NUMBER = "0-9"
SIGNED = "-0-9"
IDENTITY = "0-9A-Za-z"
NAME = "-_0-9A-Za-z"
CHANNEL = "-._/@:0-9A-Za-z"  # by its id or its name; a ; would begin a comment
TEXT = "-+._:*#0-9A-Za-z"

FILTERED = (
    dict.fromkeys(("T_RING", "T_EXT", "T_BACK", "K_RING", "K_EMERGENCY", "K_ROOM", "COLLEAGUE", "OUTSIDE"), NUMBER)
    | dict.fromkeys(("QUEUE_PRIO", "WAITS_SINCE", "PATIENT_UNTIL", "REACHED_AT", "PLACED_UNTIL", "PLACE", "N"), NUMBER)
    | dict.fromkeys(("NUMBER", "HANGUPCAUSE", "LEFT_WITH", "BORN"), NUMBER)
    | dict.fromkeys(("T_NUMBERS", "K_NUMBERS", "LEAD"), SIGNED)
    | dict.fromkeys(("T_ID", "T_OFF", "T_ANSWERED", "T_GONE", "T_MET", "T_LEFT_agent", "T_LEFT_target"), IDENTITY)
    | dict.fromkeys(("T_QUEUE", "T_MODE", "HOTLINE_QUEUE", "BACK_TO", "QUEUE", "CONTEXT", "QUEUESTATUS"), NAME)
    | dict.fromkeys(("K_QUEUE", "K_CONTEXT", "K_MODE", "K_THERE", "K_TARGET", "K_CODE", "K_ENDPOINT", "K_PHONE"), NAME)
    | dict.fromkeys(("DIALSTATUS", "CHANNELREDIRECT_STATUS", "ANSWER"), NAME)
    | dict.fromkeys(("T_CALL", "T_CITIZEN", "T_AGENT", "T_TARGET", "TARGET", "AGENT", "OTHER", "BRIDGEPEER"), CHANNEL)
    | dict.fromkeys(("K_CITIZEN", "K_PEER", "K_WHO", "K_CALL", "CALL", "LEGS"), CHANNEL)
    | dict.fromkeys(("T_CALLER", "PLACED_NUMBER", "K_PLACED", "ARG1", "ARG2", "KEY", "SAID"), TEXT)
    | dict.fromkeys(
        ("J_EXT", "J_LATE", "R_EMERGENCY", "R_RING", "TODAY", "CALLER", "CALLS_OF_NUMBER", "RECORDING_OFF"), NUMBER
    )
    | dict.fromkeys(("R_NUMBERS", "DIALLED"), SIGNED)
    | dict.fromkeys(("J_AT", "J_PHONE", "LIMIT", "QUEUE_NOW", "R_WHY", "R_PHONE", "TURNED_AWAY", "CODEC"), NAME)
    | dict.fromkeys(("BLINDTRANSFER", "DIALEDPEERNAME", "OWN", "J_ACCOUNT", "J_AGENT", "J_ALL", "J_CALL"), CHANNEL)
    | dict.fromkeys(("J_CITIZEN", "J_OTHER", "J_WHO", "J_WITH"), CHANNEL)
    | dict.fromkeys(("ARG3", "ARG4"), NUMBER)
    | dict.fromkeys(("J_TOLD",), IDENTITY)
    | dict.fromkeys(("REASON", "FOUND", "QUEUE_FIRST", "MUSIC"), NAME)
    | dict.fromkeys(("AGAIN", "SAY_MS", "SAID_AT", "BEFORE"), NUMBER)
    | dict.fromkeys(("LEFT_MS",), SIGNED)
    | dict.fromkeys(("MEMBER", "MEMBERS", "LEG_CITIZEN"), CHANNEL)
    | dict.fromkeys(("J_NUMBER", "R_WANTED", "CITIZEN_NUM"), TEXT)
)
"""The characters that each variable may bring into an argument."""

OURS = frozenset({"EPOCH", "UNIQUEID", "EXTEN", "GOSUB_RETVAL", "IDENTITY", "PRIVACY"})
"""What Asterisk makes (EXTEN: matched digit by digit, or counted), what the step before has returned, and what is
filtered as soon as it is there (of headers)."""

_PLAIN = re.compile(r"([A-Za-z_]\w*)(?::-?\d+(?::-?\d+)?)?")
_CUT = re.compile(r"CUT\(([A-Za-z_]\w*),.*\)")
_IMPORTED = re.compile(r"IMPORT\(.*,([A-Za-z_]\w*)\)", re.DOTALL)
_ALREADY = re.compile(r"FILTER\([^,(){}]+,$")


def filtered(dialplan: str) -> str:
    """The same dialplan, with a FILTER round each variable of FILTERED."""
    text = ""
    position = 0
    while (begin := dialplan.find("${", position)) >= 0:
        end = _end(dialplan, begin)
        text += dialplan[position:begin]
        inner = filtered(dialplan[begin + 2 : end])
        characters = None if _ALREADY.search(text) else _characters(inner)
        text += f"${{{inner}}}" if characters is None else f"${{FILTER({characters},${{{inner}}})}}"
        position = end + 1
    return text + dialplan[position:]


def variable(inner: str) -> str | None:
    """The variable that `inner` of ${inner} is about, None for a function."""
    found = _PLAIN.fullmatch(inner) or _IMPORTED.fullmatch(inner) or _CUT.fullmatch(inner)
    return found[1] if found else None


def _characters(inner: str) -> str | None:
    name = variable(inner)
    return FILTERED.get(name) if name else None


def _end(text: str, begin: int) -> int:
    """Where the } of the ${ at `begin` is."""
    depth = 0
    for position in range(begin + 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"a dialplan with an open ${{: {text[begin : begin + 40]!r}")
