"""What a telephone says: text spoken by espeak-ng into raw A-law, as SIPp plays it."""

import shutil
import subprocess
from pathlib import Path

_TIMEOUT_S = 30
_PAUSE_S = "1.5"  # between two times that it is said


def speak(words: str, folder: Path) -> Path | None:
    """A file in `folder`; None where espeak-ng or sox is missing or fails: that telephone is silent."""
    if shutil.which("espeak-ng") is None or shutil.which("sox") is None:
        return None
    spoken, raw = folder / "voice.wav", folder / "voice.alaw"
    steps = (
        ("espeak-ng", "-v", "cmn", "-w", str(spoken), words),
        ("sox", str(spoken), "-t", "al", "-r", "8000", "-c", "1", str(raw), "pad", "0", _PAUSE_S),
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=_TIMEOUT_S)
    except (subprocess.SubprocessError, OSError):
        return None
    return raw
