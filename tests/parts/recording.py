"""The content of a recording: for how long each voice, a tone with its own pitch, can be heard."""

import math
import struct
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

_FRAME = 800  # samples: a tenth of a second
_A_PART = 0.05  # of the energy: the share of one voice when three speak at once


def voices_s(file: Path, pitches: Sequence[int]) -> dict[int, float]:
    """Seconds by pitch in Hz, in a mono WAV file."""
    with wave.open(str(file)) as recording:
        rate, sound = recording.getframerate(), recording.readframes(recording.getnframes())
    return _voices_s(struct.unpack(f"<{len(sound) // 2}h", sound), rate, pitches)


def voices_of_sides_s(file: Path, pitches: Sequence[int]) -> tuple[dict[int, float], dict[int, float]]:
    """The same, of the two sides of an Opus file: what the citizen says, and what they hear."""
    sound = subprocess.run(("opusdec", "--quiet", "--rate", "8000", file, "-"), check=True, capture_output=True).stdout
    samples = struct.unpack(f"<{(len(sound) - 44) // 2}h", sound[44:])
    return _voices_s(samples[0::2], 8000, pitches), _voices_s(samples[1::2], 8000, pitches)


def _voices_s(samples: Sequence[int], rate: int, pitches: Sequence[int]) -> dict[int, float]:
    frames = [samples[start : start + _FRAME] for start in range(0, len(samples) - _FRAME + 1, _FRAME)]
    counts = {pitch: sum(_has(frame, pitch, rate) for frame in frames) for pitch in pitches}
    return {pitch: count * _FRAME / rate for pitch, count in counts.items()}


def _has(samples: Sequence[int], pitch: int, rate: int) -> bool:
    """Whether the pitch has its share in the energy of the frame (Goertzel)."""
    energy = sum(sample * sample for sample in samples)
    if energy < 100 * 100 * len(samples):
        return False
    turn = 2 * math.cos(2 * math.pi * pitch / rate)
    one = two = 0.0
    for sample in samples:
        one, two = sample + turn * one - two, one
    return 2 * (one * one + two * two - turn * one * two) / len(samples) / energy > _A_PART
