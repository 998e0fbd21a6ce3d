"""How long the announcements are that can be broken off: Asterisk plays them as music, which has no end, so the
dialplan must know it. extensions.conf includes the file that is made of this.
"""

import wave
from pathlib import Path

from ivr.prompts.manifest import LANGUAGES

REASONS = ("full", "empty", "timeout")
OFFER = "callback-offer"


def lengths(sounds: Path) -> str:
    """SORRY_MS_full and so on: milliseconds from the first word to the last; nothing of those that cannot be read."""
    lines = ["; Made by ivr.prompts."]
    for reason in REASONS:
        parts = [_length_ms(sounds / LANGUAGES[0] / f"{name}.wav") for name in (f"sorry-{reason}", OFFER)]
        if all(parts):
            lines.append(f"SORRY_MS_{reason} = {sum(parts)}")
    return "\n".join(lines) + "\n"


def _length_ms(path: Path) -> int:
    try:
        with wave.open(str(path)) as file:
            return int(file.getnframes() * 1000 // file.getframerate())
    except (OSError, EOFError, wave.Error, ZeroDivisionError):
        return 0
