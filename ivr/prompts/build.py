"""Prompts on disk: STATE/sounds/LANGUAGE/NAME.wav, 8 kHz, 16 bits; made only when their sources have changed.

A recording in STATE/prompts/LANGUAGE/NAME.wav replaces the spoken text. The sources of each file are recorded in
.made.json beside them. Each file is replaced atomically, so that a running Asterisk never plays half of one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from hotline.runtime.sounds import SoundError, convert, replace, speak
from hotline.settings.paths import Paths
from ivr.prompts.lengths import lengths
from ivr.prompts.manifest import LANGUAGES, Prompt, load_prompts
from ivr.prompts.music import SEED, write_music, write_silence

_RECIPE = 1  # increase it to make all prompts again
_AT_ONCE = 2


@dataclass(frozen=True, kw_only=True)
class Job:
    """One sound file to make. `made_of` identifies everything that its content depends on."""

    target: Path
    made_of: str
    make: Callable[[Path], None]


def build(paths: Paths, say: Callable[[str], None]) -> int:
    """Make what is missing or out of date, and remove what is no longer wanted; returns the number of files made."""
    ledger_path = paths.sounds / ".made.json"
    ledger = _read_ledger(ledger_path)
    jobs = list(_jobs(paths))
    due = [job for job in jobs if not job.target.exists() or ledger.get(_key(paths, job.target)) != job.made_of]
    _remove_unwanted(paths, ledger, {_key(paths, job.target) for job in jobs})
    if due:
        say(f"prompts: making {len(due)}")
    failures = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = {pool.submit(_make, job): job for job in due}
        for count, future in enumerate(as_completed(futures), start=1):
            job = futures[future]
            try:
                future.result()
                ledger[_key(paths, job.target)] = job.made_of
            except SoundError as error:
                failures.append(error)
            if count % 20 == 0:
                say(f"prompts: {count} of {len(due)}")
    replace(ledger_path, lambda temporary: _write_ledger(temporary, ledger))
    replace(paths.sounds / "lengths.conf", lambda temporary: _write_text(temporary, lengths(paths.sounds)))
    if failures:
        raise failures[0]
    return len(due)


def _jobs(paths: Paths) -> Iterable[Job]:
    for language in LANGUAGES:
        for prompt in load_prompts(language):
            yield _prompt_job(paths, language, prompt)
    music = paths.sounds / "moh" / "evening.wav"
    yield Job(target=music, made_of=f"{_RECIPE} music {SEED}", make=write_music)
    yield Job(target=paths.sounds / "silence.wav", made_of=f"{_RECIPE} silence", make=write_silence)


def _prompt_job(paths: Paths, language: str, prompt: Prompt) -> Job:
    target = paths.sounds / language / f"{prompt.name}.wav"
    recording = paths.state_dir / "prompts" / language / f"{prompt.name}.wav"
    if recording.exists():
        made_of = f"{_RECIPE} {hashlib.sha256(recording.read_bytes()).hexdigest()}"
        return Job(target=target, made_of=made_of, make=lambda path: convert(recording, path))
    return Job(target=target, made_of=f"{_RECIPE} {astuple(prompt)}", make=partial(_speak, prompt))


def _speak(prompt: Prompt, target: Path) -> None:
    speak(prompt.text, prompt.voice, prompt.words_per_minute, target)


def _make(job: Job) -> None:
    job.target.parent.mkdir(parents=True, exist_ok=True)
    replace(job.target, job.make)


def _remove_unwanted(paths: Paths, ledger: dict[str, str], wanted: set[str]) -> None:
    for name in ledger.keys() - wanted:
        (paths.sounds / name).unlink(missing_ok=True)
        del ledger[name]


def _key(paths: Paths, target: Path) -> str:
    return str(target.relative_to(paths.sounds))


def _read_ledger(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}  # make everything again


def _write_ledger(path: Path, ledger: dict[str, str]) -> None:
    _write_text(path, json.dumps(ledger, ensure_ascii=False, indent=0, sort_keys=True))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
