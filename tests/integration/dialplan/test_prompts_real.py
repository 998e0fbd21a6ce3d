"""The prompts as espeak-ng and sox really make them."""

import wave
from pathlib import Path

from hotline.settings.paths import Paths
from ivr.prompts.build import build


def _format(path: Path) -> tuple[int, int, int]:
    with wave.open(str(path)) as file:
        return file.getframerate(), file.getnchannels(), file.getsampwidth()


def _seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def _write_recording(path: Path) -> None:
    """Two seconds in stereo at 44.1 kHz, as a studio delivers."""
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(b"\x00\x10\x00\x10" * 88200)


def test_every_prompt_is_in_the_telephones_format_and_the_greeting_is_short(tmp_path: Path) -> None:
    paths = Paths(state_dir=tmp_path / "var")
    _write_recording(paths.state_dir / "prompts" / "zh" / "sorry-down.wav")
    assert build(paths, lambda line: None) > 80
    sounds = list(paths.sounds.rglob("*.wav"))
    assert {_format(path) for path in sounds} == {(8000, 1, 2)}
    assert min(map(_seconds, sounds)) > 0.1
    for language in ("zh", "en"):
        assert _seconds(paths.sounds / language / "welcome.wav") < 3
        assert _seconds(paths.sounds / language / "recording-notice.wav") < 1.5  # over before anybody picks up
    assert abs(_seconds(paths.sounds / "zh" / "sorry-down.wav") - 2) < 0.01
    assert build(paths, lambda line: None) == 0
