"""Sound files for telephones, 8 kHz and 16 bits: spoken by espeak-ng, or converted from a recording by sox."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

_TIMEOUT_S = 60
_TELEPHONE = ("-r", "8000", "-b", "16", "-c", "1", "-e", "signed-integer")
_TRIM = ("silence", "1", "0.02", "0.2%", "reverse")  # twice, because the first reverses the sound: once for each end
_LOUDNESS = ("highpass", "120", "norm", "-3")


class SoundError(Exception):
    """Why a sound could not be made, in one line for the operator."""


def speak(text: str, voice: str, words_per_minute: int, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.wav"
        # the text comes after --: it is never an option
        _run("espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(spoken), "--", text)
        _run("sox", str(spoken), *_TELEPHONE, str(target), *_TRIM, *_TRIM, *_LOUDNESS)


def convert(recording: Path, target: Path) -> None:
    """Keep the recording as it is, converted to the telephone's rate; -G guards against clipping."""
    _run("sox", "-G", str(recording), *_TELEPHONE, str(target))


def replace(target: Path, make: Callable[[Path], None]) -> None:
    """Write to a temporary name first; it keeps the suffix because sox derives the format from it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-", suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        make(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise SoundError(f"{command[0]} is not installed, prompts need it") from None
    except subprocess.TimeoutExpired:
        raise SoundError(f"{command[0]} took longer than {_TIMEOUT_S} s") from None
    except subprocess.CalledProcessError as error:
        raise SoundError(f"{command[0]} failed: {error.stderr.decode(errors='replace').strip()[:300]}") from None
