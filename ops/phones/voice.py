"""Speech for a telephone: text spoken by espeak-ng into raw A-law, the format SIPp plays."""

import shutil
import subprocess
from pathlib import Path

_TIMEOUT_S = 30
_PAUSE_S = "1.5"  # between two repetitions


def speak(words: str, folder: Path) -> Path | None:
    """Write the speech to a file in `folder`; None (a silent telephone) if espeak-ng or sox is missing or fails."""
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
