"""A chart of the open callbacks and the waiting citizens over time, with one line per variant.

SVG from a template that escapes all values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from callback.simulation.model import Played
from callback.simulation.scenario import Scenario
from hotline.domain.callbacks.hours import openings

WIDTH, LEFT, RIGHT = 960, 60, 24
PANEL_HEIGHT, PANEL_GAP, TOP, BOTTOM = 200, 64, 96, 44
_STYLES = ({"colour": "#1f5fbf", "dash": ""}, {"colour": "#d9480f", "dash": "6 4"})

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One diagram: `ticks` are (y, label), `lines` the points of each variant."""

    title: str
    top: int
    ticks: Sequence[tuple[float, str]]
    lines: Sequence[str]


def chart(variants: Sequence[tuple[str, Played]], word: Mapping[str, str]) -> str:
    scenario = variants[0][1].scenario
    return _templates.get_template("chart.svg.j2").render(
        word=word,
        width=WIDTH,
        left=LEFT,
        right=WIDTH - RIGHT,
        height=TOP + 2 * PANEL_HEIGHT + PANEL_GAP + BOTTOM,
        panel_height=PANEL_HEIGHT,
        panels=[
            _panel(word["chart_open"], TOP, scenario, [_series(played, "open") for _, played in variants]),
            _panel(
                word["chart_waiting"],
                TOP + PANEL_HEIGHT + PANEL_GAP,
                scenario,
                [_series(played, "waiting") for _, played in variants],
            ),
        ],
        closed=_closed(scenario),
        times=_times(scenario),
        styles=_STYLES,
        names=[name for name, _ in variants],
    )


def _series(played: Played, name: str) -> list[tuple[float, int]]:
    return [(0.0, 0), *((sample.at_s, getattr(sample, name)) for sample in played.tally.samples)]


def _panel(title: str, top: int, scenario: Scenario, series: Sequence[Sequence[tuple[float, int]]]) -> Panel:
    step = _step(max(value for line in series for _, value in line))
    highest = max(step, -(-max(value for line in series for _, value in line) // step) * step)

    def y(value: float) -> float:
        return round(top + PANEL_HEIGHT * (1 - value / highest), 1)

    return Panel(
        title=title,
        top=top,
        ticks=[(y(value), str(value)) for value in range(0, highest + 1, step)],
        lines=[" ".join(f"{_x(second, scenario)},{y(value)}" for second, value in line) for line in series],
    )


def _step(highest: int) -> int:
    """A round number that divides the axis into at most five parts."""
    step = 1
    while highest > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def _x(second: float, scenario: Scenario) -> float:
    return round(LEFT + (WIDTH - RIGHT - LEFT) * second / scenario.end_s, 1)


def _closed(scenario: Scenario) -> list[dict[str, Any]]:
    """The times outside the callback hours, as rectangles."""
    end = scenario.begin + timedelta(seconds=scenario.end_s)
    rectangles, since_s = [], 0.0
    for opens, closes in openings(scenario.hotline.callback, scenario.zone, scenario.begin, end):
        rectangles.append((since_s, min(scenario.seconds(opens), scenario.end_s)))
        since_s = max(since_s, min(scenario.seconds(closes), scenario.end_s))
    rectangles.append((since_s, scenario.end_s))
    return [
        {"x": _x(start, scenario), "width": round(_x(stop, scenario) - _x(start, scenario), 1)}
        for start, stop in rectangles
        if stop > start
    ]


def _times(scenario: Scenario) -> list[tuple[float, str]]:
    """Every second hour of a single day, or the midnights of several days."""
    if scenario.days == 1:
        hours = [(scenario.seconds(scenario.moment(0, hour * 60)), f"{hour:02}:00") for hour in range(0, 24, 2)]
        return [(_x(second, scenario), label) for second, label in [*hours, (scenario.end_s, "24:00")]]
    every = -(-scenario.days // 10)
    days = range(0, scenario.days + 1, every)
    return [
        (_x(scenario.seconds(scenario.moment(day, 0)), scenario), f"{scenario.first_day + timedelta(days=day):%m-%d}")
        for day in days
    ]
