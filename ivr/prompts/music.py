"""Music on hold: a quiet plucked melody in the five-tone scale, generated, so that it needs no licence.

It is soft and slow because callers hear it over a telephone while they listen for an agent. A drone lies under the
melody, so that its rests do not sound like a dead line. What still sounds at the end is mixed into the beginning, so
that it loops without a click.
"""

import cmath
import math
import random
import wave
from array import array
from pathlib import Path

RATE = 8000
SEED = 12345
_BEAT_S = 0.6
_BEATS = 128
_NOTE_S = 2.4
_LOUDNESS = 0.12  # of full scale, at the loudest
_SCALE = (0, 2, 4, 7, 9)  # gong, shang, jue, zhi, yu: semitones above the first
_LOWEST_HZ = 261.6
_PARTIALS = ((1, 1.0, 2.2), (2, 0.35, 3.5), (3, 0.12, 5.0))  # multiple of the tone, strength, decay per second
_DRONE = ((0, 0.11), (3, 0.05))  # step of the scale, strength as a part of the loudest note


def write_music(path: Path) -> None:
    """Write a WAV file of some 77 s, 8 kHz, 16 bits, mono."""
    samples = [0.0] * int((_BEATS * _BEAT_S + _NOTE_S) * RATE)
    tune = _tune()
    tones = {step: _pluck(step) for _, step, _ in tune}
    for beat, step, strength in tune:
        part = slice(int(beat * _BEAT_S * RATE), int(beat * _BEAT_S * RATE) + len(tones[step]))
        samples[part] = [before + strength * height for before, height in zip(samples[part], tones[step], strict=True)]
    length = int(_BEATS * _BEAT_S * RATE)
    for index, rest in enumerate(samples[length:]):
        samples[index] += rest
    peak = max(map(abs, samples))
    samples = [value + peak * low for value, low in zip(samples, _drone(length), strict=False)]
    _write(path, array("h", (int(value / peak * _LOUDNESS * 32767) for value in samples)))


def write_silence(path: Path) -> None:
    """Write a WAV file of 10 s, for what is played as music on hold and must not loop too often."""
    _write(path, array("h", bytes(2 * 10 * RATE)))


def _write(path: Path, samples: "array[int]") -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def _tune() -> list[tuple[int, int, float]]:
    """Beat, step of the scale and strength of each note: a melody in small steps over a slow bass."""
    chance = random.Random(SEED)
    notes, step = [], 5
    for beat in range(_BEATS):
        if beat % 8 == 0:
            notes.append((beat, chance.choice((0, 2, 3)), 0.7))
        if beat % 8 == 7 or chance.random() < 0.25:
            continue  # a rest
        step = min(11, max(3, step + chance.choice((-2, -1, -1, 1, 1, 2))))
        notes.append((beat, step, 1.0 if beat % 4 == 0 else 0.6))
    return notes


def _drone(length: int) -> list[float]:
    """Sustained tones with a whole number of periods, so that the end fits the beginning."""
    turns = [(round(_hertz(step) * length / RATE), strength) for step, strength in _DRONE]
    return [
        sum(strength * math.sin(math.tau * count * index / length) for count, strength in turns)
        for index in range(length)
    ]


def _hertz(step: int) -> float:
    octave, tone = divmod(step, len(_SCALE))
    return float(_LOWEST_HZ * 2 ** (octave + _SCALE[tone] / 12))


def _pluck(step: int) -> list[float]:
    """One plucked string: each partial decays, the higher ones faster."""
    hertz = _hertz(step)
    fade_in, length = int(0.008 * RATE), int(_NOTE_S * RATE)
    sound = [0.0] * length
    for multiple, strength, decay in _PARTIALS:
        swing = complex(strength)  # turns once per period and shrinks; its imaginary part is the partial
        turn = cmath.exp(complex(-decay, math.tau * hertz * multiple) / RATE)
        for index in range(length):
            sound[index] += swing.imag
            swing *= turn
    return [min(1.0, index / fade_in) * (1 - index / length) * height for index, height in enumerate(sound)]
