"""Prompts on disk: STATE/sounds/LANGUAGE/NAME.wav, 8 kHz, 16 bits; made only when their sources have changed.

A recording in STATE/prompts/LANGUAGE/NAME.wav replaces the spoken text. The sources of each file are recorded in
.made.json beside them. Each file is replaced atomically, so that a running Asterisk never plays half of one.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import astuple, dataclass
from pathlib import Path

from hotline.settings.paths import Paths
from ivr.prompts.lengths import lengths
from ivr.prompts.manifest import LANGUAGES, Prompt, load_prompts
from ivr.prompts.music import SEED, write_music, write_silence

_RECIPE = 1  # increase it to make all prompts again
_AT_ONCE = 2
_TIMEOUT_S = 60
_TELEPHONE = ("-r", "8000", "-b", "16", "-c", "1", "-e", "signed-integer")
_TRIM = ("silence", "1", "0.02", "0.2%", "reverse")  # twice, because the first reverses the sound: once for each end
_LOUDNESS = ("highpass", "120", "norm", "-3")


class PromptError(Exception):
    """Why a prompt could not be made, in one line for the operator."""


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
            except PromptError as error:
                failures.append(error)
            if count % 20 == 0:
                say(f"prompts: {count} of {len(due)}")
    _replace(ledger_path, lambda temporary: _write_ledger(temporary, ledger))
    _replace(paths.sounds / "lengths.conf", lambda temporary: _write_text(temporary, lengths(paths.sounds)))
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
        return Job(target=target, made_of=made_of, make=lambda path: _convert(recording, path))
    return Job(target=target, made_of=f"{_RECIPE} {astuple(prompt)}", make=lambda path: _speak(prompt, path))


def _make(job: Job) -> None:
    job.target.parent.mkdir(parents=True, exist_ok=True)
    _replace(job.target, job.make)


def _speak(prompt: Prompt, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.wav"
        _run("espeak-ng", "-v", prompt.voice, "-s", str(prompt.words_per_minute), "-w", str(spoken), prompt.text)
        _run("sox", str(spoken), *_TELEPHONE, str(target), *_TRIM, *_TRIM, *_LOUDNESS)


def _convert(recording: Path, target: Path) -> None:
    """Keep the recording as it is, converted to the telephone's rate; -G guards against clipping."""
    _run("sox", "-G", str(recording), *_TELEPHONE, str(target))


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise PromptError(f"{command[0]} is not installed, prompts need it") from None
    except subprocess.TimeoutExpired:
        raise PromptError(f"{command[0]} took longer than {_TIMEOUT_S} s") from None
    except subprocess.CalledProcessError as error:
        raise PromptError(f"{command[0]} failed: {error.stderr.decode(errors='replace').strip()[:300]}") from None


def _replace(target: Path, make: Callable[[Path], None]) -> None:
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
