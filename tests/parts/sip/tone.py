"""A prompt that a test can recognise by its pitch."""

import math
import wave
from array import array
from pathlib import Path


def record_tone(path: Path, pitch: int, seconds: float) -> None:
    """Write a WAV file in the format that Asterisk plays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (round(9000 * math.sin(2 * math.pi * pitch * n / 8000)) for n in range(round(8000 * seconds)))
        file.writeframes(array("h", samples).tobytes())
