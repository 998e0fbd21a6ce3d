"""`python -m callback simulate`: plays calls and callbacks by the settings in hotline.toml. See docs/callbacks.md."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from callback.simulation import options
from callback.simulation.chart import chart
from callback.simulation.model import play
from callback.simulation.report import report
from callback.simulation.scenario import Scenario
from callback.simulation.words import words
from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline

T = TypeVar("T")

MOST_DAYS = 31


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status: 2 after a wrong option, which is reported in one line."""
    said = _parser().parse_args(arguments)
    try:
        variants = [(name, play(_scenario(said, hotline))) for name, hotline in _hotlines(said)]
        print(report(variants, words(said.lang)))
        if said.plot is not None:
            _write(said.plot, chart(variants, words(said.lang)))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m callback simulate",
        description="Plays days of calls, agents and callbacks by the rules of hotline.toml.",
    )
    add = parser.add_argument
    add("--config", type=Path, default=Path(os.environ.get("HOTLINE_CONFIG", "hotline.toml")), help="hotline.toml")
    add("--arrivals", type=_checked(options.arrivals), default="2300", help="calls a day, or a CSV: 08:30,120")
    add("--agents", type=_checked(options.agents), default="08:00-20:00=10,20:00-08:00=3", help="who is on duty")
    add("--talk", type=_checked(options.seconds), default="180s", help="mean length of a conversation")
    add("--patience", type=_checked(options.seconds), default="60s", help="mean time until a citizen gives up")
    add("--reach", type=_checked(_part), default="0.6", help="part of diallings that reach the citizen, 0 to 1")
    add("--seed", type=int, default=1, help="the same seed gives the same citizens")
    add("--days", type=_checked(_days), default="1", help=f"1 to {MOST_DAYS}")
    add("--date", type=_checked(options.first_day), help="the first day, for hours by weekday; today by default")
    add("--set", action="append", default=[], metavar="KEY=VALUE", help="another setting: callback.min_idle_s=5s")
    add("--compare", action="append", default=[], metavar="KEY=VALUE", help="a second variant beside the first")
    add("--plot", type=Path, metavar="FILE.svg", help="writes a chart")
    add("--lang", choices=["zh", "en"], default="zh")
    return parser


def _hotlines(said: argparse.Namespace) -> list[tuple[str, Hotline]]:
    """The variants with their names: one with the options of --set, and one with those of --compare added."""
    document = options.read_document(said.config)
    found = [(" ".join([said.config.name, *said.set]), options.with_settings(document, said.set, "--set"))]
    if said.compare:
        hotline = options.with_settings(document, [*said.set, *said.compare], "--compare")
        found.append((" ".join(["+", *said.compare]), hotline))
    return found


def _scenario(said: argparse.Namespace, hotline: Hotline) -> Scenario:
    return Scenario(
        hotline=hotline,
        arrivals=said.arrivals,
        agents=said.agents,
        talk_s=said.talk,
        patience_s=said.patience,
        reach=said.reach,
        first_day=said.date or datetime.now(hotline.centre.zone).date(),
        days=said.days,
        seed=said.seed,
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--plot: {path} cannot be written: {error.strerror}") from None


def _checked(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Wraps a parser for argparse, which prints what was expected and exits with status 2."""

    def checked(text: str) -> T:
        try:
            return parse(text)
        except (ValueError, OSError) as error:
            raise argparse.ArgumentTypeError(f"expected {error}") from None

    return checked


def _part(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError("a part from 0 to 1")
    return value


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
        raise ValueError(f"1 to {MOST_DAYS} days")
    return int(text)
