"""Lengths of the announcements that a caller can interrupt.

Asterisk plays them as music on hold, which has no end, so the dialplan must know when they are over. It includes the
file that is written from this.
"""

import wave
from pathlib import Path

from hotline.domain.calls.line import LET_GO
from hotline.names.variables import SORRY_MS
from ivr.prompts.manifest import LANGUAGES

OFFER = "callback-offer"


def lengths(sounds: Path) -> str:
    """SORRY_MS_full and so on: the length in milliseconds, without those that cannot be read."""
    lines = ["; Made by ivr.prompts."]
    for reason in (mark.value for mark in LET_GO):
        parts = [_length_ms(sounds / LANGUAGES[0] / f"{name}.wav") for name in (f"sorry-{reason}", OFFER)]
        if all(parts):
            lines.append(f"{SORRY_MS}{reason} = {sum(parts)}")
    return "\n".join(lines) + "\n"


def _length_ms(path: Path) -> int:
    try:
        with wave.open(str(path)) as file:
            return int(file.getnframes() * 1000 // file.getframerate())
    except (OSError, EOFError, wave.Error, ZeroDivisionError):
        return 0
