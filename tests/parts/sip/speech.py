"""Audio for telephones to send."""

import math
from pathlib import Path


def alaw_speech(folder: Path, seconds: float = 2.0, pitch: int = 440) -> str:
    """Path of a raw A-law file (8 kHz) with a tone of `pitch` Hz, which SIPp plays repeatedly."""
    path = folder / f"speech-{pitch}.alaw"
    samples = (round(8000 * math.sin(2 * math.pi * pitch * n / 8000)) for n in range(round(seconds * 8000)))
    path.write_bytes(bytes(map(_alaw, samples)))
    return str(path)


def alaw_tone(pitch: int, seconds: float) -> bytes:
    """A tone that can be repeated without a step if `pitch` is a whole number and so is `seconds`."""
    return bytes(_alaw(round(6000 * math.sin(2 * math.pi * pitch * n / 8000))) for n in range(round(8000 * seconds)))


def alaw_key(key: str, seconds: float = 0.2) -> bytes:
    """A key as DTMF tones."""
    row, column = divmod("123A456B789C*0#D".index(key), 4)
    low, high = (697, 770, 852, 941)[row], (1209, 1336, 1477, 1633)[column]
    angles = (2 * math.pi * n / 8000 for n in range(round(seconds * 8000)))
    return bytes(_alaw(round(6000 * (math.sin(low * a) + math.sin(high * a)))) for a in angles)


def _alaw(sample: int) -> int:
    """One 16-bit sample by G.711: sign, segment (the logarithm), four bits within it, every other bit inverted."""
    sign, magnitude = (0xD5, sample >> 3) if sample >= 0 else (0x55, (-sample - 1) >> 3)
    segment = max(0, magnitude.bit_length() - 5)
    return (segment << 4 | magnitude >> max(1, segment) & 0x0F) ^ sign
