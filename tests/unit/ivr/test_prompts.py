"""What callers hear: nothing that Asterisk would play is missing, and only what changed is made again."""

import os
import re
import wave
from pathlib import Path

import pytest

from hotline.runtime.sounds import SoundError
from hotline.settings.paths import Paths
from ivr.prompts import build as module
from ivr.prompts.build import build
from ivr.prompts.manifest import LANGUAGES, load_prompts
from ivr.prompts.music import RATE, write_music

# what app_queue and Asterisk's counting play, by the names in their source
QUEUE = {"youarenext", "thereare", "callswaiting", "quantity1", "quantity2", "holdtime", "minute", "minutes", "seconds"}
QUEUE |= {"thankyou", "reporthold", "periodic-announce", "less-than"}
COUNTING = {
    "zh": {*map(str, range(10)), *map(str, range(10, 100, 10)), "hundred", "thousand", "wan", "yi", "minus"},
    "en": {*map(str, range(20)), *map(str, range(20, 100, 10)), "hundred", "thousand", "million", "minus"},
}

FAKE_ESPEAK = """#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = -w ] && target=$2; shift; done
echo "$1" > "$target"
echo "$1" >> "$SPOKEN"
"""
FAKE_SOX = """#!/bin/sh
for argument; do case $argument in *.wav) if [ -z "$from" ]; then from=$argument; else to=$argument; fi;; esac; done
cat "$from" > "$to"
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sound_that_asterisk_plays_has_a_text(language: str) -> None:
    names = {prompt.name for prompt in load_prompts(language)}
    dialplan = (Path(module.__file__).parents[2] / "asterisk_conf/templates/extensions.conf.j2").read_text()
    reasons = re.search(r"for reason in \(([^)]*)\)", dialplan)
    assert reasons is not None
    assert {f"sorry-{reason}" for reason in re.findall(r"\w+", reasons[1])} <= names
    assert {f"queue-{name}" for name in QUEUE} <= names
    assert {f"digits/{name}" for name in COUNTING[language]} <= names
    assert "welcome" in names


def test_both_languages_say_the_same_things() -> None:
    chinese, english = ({p.name for p in load_prompts(language) if "/" not in p.name} for language in LANGUAGES)
    assert chinese == english


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """An instance on a machine whose espeak-ng writes the text instead of the sound."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in (("espeak-ng", FAKE_ESPEAK), ("sox", FAKE_SOX)):
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("SPOKEN", str(tmp_path / "spoken"))
    monkeypatch.setattr(module, "write_music", lambda path: path.write_text("music"))
    return Paths(state_dir=tmp_path / "var")


def quietly(line: str) -> None:
    """Nobody watches."""


def test_a_second_start_makes_nothing(paths: Paths) -> None:
    assert build(paths, quietly) > 80
    assert (paths.sounds / "zh" / "digits" / "3.wav").read_text() == "三\n"
    assert build(paths, quietly) == 0


def test_a_prompt_that_is_gone_is_made_again(paths: Paths) -> None:
    build(paths, quietly)
    (paths.sounds / "zh" / "welcome.wav").unlink()
    assert build(paths, quietly) == 1
    assert "您好" in (paths.sounds / "zh" / "welcome.wav").read_text()


def test_a_recording_takes_the_place_of_the_text_and_gives_it_back(paths: Paths) -> None:
    build(paths, quietly)
    recording = paths.state_dir / "prompts" / "zh" / "welcome.wav"
    recording.parent.mkdir(parents=True)
    recording.write_text("a human voice")
    assert build(paths, quietly) == 1
    assert (paths.sounds / "zh" / "welcome.wav").read_text() == "a human voice"
    assert build(paths, quietly) == 0
    recording.write_text("another voice")
    assert build(paths, quietly) == 1
    recording.unlink()
    assert build(paths, quietly) == 1
    assert "您好" in (paths.sounds / "zh" / "welcome.wav").read_text()


def test_what_is_no_longer_said_is_removed(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    build(paths, quietly)
    prompts = {language: load_prompts(language)[1:] for language in LANGUAGES}
    monkeypatch.setattr(module, "load_prompts", lambda language: prompts[language])
    assert build(paths, quietly) == 0
    assert not (paths.sounds / "zh" / "welcome.wav").exists()


def test_a_prompt_that_fails_is_told_and_the_others_are_made(paths: Paths, tmp_path: Path) -> None:
    recording = paths.state_dir / "prompts" / "zh" / "welcome.wav"
    recording.parent.mkdir(parents=True)
    recording.write_text("no sound")
    (tmp_path / "bin" / "sox").write_text(
        FAKE_SOX + '[ -z "${from##*/prompts/*}" ] && echo "bad file" >&2 && exit 2\ntrue\n'
    )
    with pytest.raises(SoundError, match="bad file"):
        build(paths, quietly)
    assert not (paths.sounds / "zh" / "welcome.wav").exists()
    assert (paths.sounds / "zh" / "sorry-full.wav").exists()
    assert not list(paths.sounds.rglob(".new-*"))


def test_a_machine_without_espeak_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "write_music", lambda path: path.write_text("music"))
    with pytest.raises(SoundError, match="espeak-ng is not installed"):
        build(Paths(state_dir=tmp_path / "var"), quietly)


def test_progress_is_shown_when_there_is_something_to_make(paths: Paths) -> None:
    lines: list[str] = []
    build(paths, lines.append)
    assert lines[0].startswith("prompts: making ")
    assert len(lines) > 2
    lines.clear()
    build(paths, lines.append)
    assert lines == []


def test_the_music_is_quiet_never_silent_and_repeats_without_a_click(tmp_path: Path) -> None:
    write_music(tmp_path / "music.wav")
    with wave.open(str(tmp_path / "music.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert 60 < file.getnframes() / RATE < 120
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    assert max(map(abs, samples)) < 0.15 * 32768
    moment = RATE // 50
    loudness = [sum(map(abs, samples[at : at + moment])) / moment for at in range(0, len(samples) - moment, moment)]
    assert min(loudness) > 100
    assert abs(samples[0] - samples[-1]) < 200
