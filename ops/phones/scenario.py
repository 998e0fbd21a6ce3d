"""SIPp scenarios from templates.

A scenario holds one block of steps for each way in which its calls differ (how long a citizen stays, what an agent
does), because SIPp takes timeouts only from the scenario's text.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

REFUSALS = (
    *(400, 401, 403, 404, 405, 406, 407, 408, 410, 413, 415, 416, 420, 421, 423, 480, 481, 482, 483, 484, 485, 486),
    *(487, 488, 491, 493, 500, 501, 502, 503, 504, 505, 513, 580, 600, 603, 604, 606),
)

_TEMPLATES = Environment(  # noqa: S701  (the input is our own, and SIP is not HTML)
    loader=FileSystemLoader(Path(__file__).with_name("scenarios")), undefined=StrictUndefined, trim_blocks=True
)


def render(template: str, **values: object) -> str:
    """The rendered scenario of that name under scenarios/."""
    return _TEMPLATES.get_template(template).render(refusals=REFUSALS, **values)


def literal(text: str | bytes) -> str:
    """Any bytes as SIPp escapes, so that brackets, quotes, line ends and invalid UTF-8 are sent unchanged."""
    raw = text.encode() if isinstance(text, str) else text
    return "".join(f"\\x{byte:02x}" for byte in raw)


def milliseconds(seconds: float | None) -> int | None:
    """Seconds in SIPp's unit; at least 1, because 0 means no timeout to SIPp."""
    return None if seconds is None else max(1, round(seconds * 1000))
