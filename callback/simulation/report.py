"""The printed tables: one by the hour, one of totals; two variants side by side."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from callback.simulation.model import Played
from callback.simulation.tally import Hour, percentile
from hotline.domain.callbacks.callback import OPEN, CallbackStatus

Words = Mapping[str, str]
Row = Sequence[str]

_BY_HOUR = ("answered", "missed", "p50", "p95", "open", "made", "reached", "idle")
_LETTERS = "AB"


def report(variants: Sequence[tuple[str, Played]], word: Words) -> str:
    """The whole report as text, of one or two named variants; with two, the cells read A | B."""
    played = [one for _, one in variants]
    letters = _LETTERS[: len(variants)]
    names = [f"{letter}: {name}" for letter, (name, _) in zip(letters, variants, strict=True)]
    hours = _table([word["hour"], word["arrivals"], *(word[name] for name in _BY_HOUR)], _hours(played, word))
    return "\n".join([*names, "", *hours, "", *_table(["", *letters], _whole(played, word))])


def _hours(played: Sequence[Played], word: Words) -> Iterator[Row]:
    by_label = [_by_label(one) for one in played]
    for label in by_label[0]:
        yield _row(label, [hours[label] for hours in by_label])
    yield _row(word["total"], [_together(one.tally.hours) for one in played])


def _row(label: str, variants: Sequence[Hour]) -> Row:
    """One row of the table by the hour. The variants differ in everything but their arrivals."""
    cells = [_cells(hour) for hour in variants]
    return [label, str(variants[0].arrivals), *(_beside([cell[name] for cell in cells]) for name in _BY_HOUR)]


def _beside(texts: Sequence[str]) -> str:
    first, *others = texts
    return " | ".join([first, *(text.rjust(4) for text in others)])


def _by_label(played: Played) -> dict[str, Hour]:
    """Totals by the hour of the day, over all days."""
    found: dict[str, list[Hour]] = {}
    scenario = played.scenario
    for number, hour in enumerate(played.tally.hours):
        local = (scenario.begin + timedelta(hours=number)).astimezone(scenario.zone)
        found.setdefault(f"{local:%H}:00", []).append(hour)
    return {label: _together(hours) for label, hours in sorted(found.items())}


def _together(hours: Sequence[Hour]) -> Hour:
    """The sums over several hours; open callbacks are those at the end of the last hour."""
    return Hour(
        arrivals=sum(hour.arrivals for hour in hours),
        answered=sum(hour.answered for hour in hours),
        missed=sum(hour.missed for hour in hours),
        made=sum(hour.made for hour in hours),
        reached=sum(hour.reached for hour in hours),
        waits_s=[wait for hour in hours for wait in hour.waits_s],
        open_at_end=hours[-1].open_at_end,
        idle_s=sum(hour.idle_s for hour in hours),
        present_s=sum(hour.present_s for hour in hours),
    )


def _cells(hour: Hour) -> dict[str, str]:
    return {
        "answered": str(hour.answered),
        "missed": str(hour.missed),
        "p50": _seconds(percentile(hour.waits_s, 0.5)),
        "p95": _seconds(percentile(hour.waits_s, 0.95)),
        "open": str(hour.open_at_end),
        "made": str(hour.made),
        "reached": str(hour.reached),
        "idle": f"{hour.idle_s / hour.present_s:.0%}" if hour.present_s else "-",
    }


def _whole(played: Sequence[Played], word: Words) -> Iterator[Row]:
    columns = [_totals(one) for one in played]
    for name in columns[0]:
        yield [word[name], *(column[name] for column in columns)]


def _totals(played: Played) -> dict[str, str]:
    figures, hour = played.figures(), _together(played.tally.hours)
    shown = figures.as_json(played.scenario.moment(played.scenario.days, 0))
    statuses = [owed.status for owed in played.owed]
    calls = figures.calls
    return {
        "arrivals": str(calls.offered),
        "answered": str(calls.answered),
        "missed": str(hour.missed),
        "exempt": str(played.exempt),
        "answer_rate": _percent(calls.answered / calls.offered if calls.offered else None),
        "broad_rate": _percent(shown["broad_rate"]),
        "callbacks": str(figures.duties.callbacks),
        "reached": str(figures.duties.reached),
        "exhausted": str(statuses.count(CallbackStatus.EXHAUSTED)),
        "invalid": str(statuses.count(CallbackStatus.INVALID)),
        "still_open": str(sum(status in OPEN for status in statuses)),
        "callback_rate": _percent(shown["callback_rate"]),
        "reach_rate": _percent(shown["reach_rate"]),
        "in_time_rate": _percent(shown["in_time_rate"]),
        "offers": str(len(played.tally.offers)),
        "attempts": str(len(played.tally.dialled_s)),
    }


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}s"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _table(header: Row, rows: Iterator[Row]) -> Iterator[str]:
    """Aligned: the first column to the left, the others to the right. A Chinese character is two columns wide."""
    every = [header, *rows]
    widths = [max(_width(row[column]) for row in every) for column in range(len(header))]
    for row in every:
        first, *others = (" " * (width - _width(cell)) + cell for cell, width in zip(row, widths, strict=True))
        yield "  ".join([first.strip() + " " * (widths[0] - _width(first.strip())), *others]).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
