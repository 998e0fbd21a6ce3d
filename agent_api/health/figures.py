"""Gauges of /metrics that are read at each scrape, from the wall and from SQL."""

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from hotline.store.reports.accounting import Accounting


def of_the_wall(wall: Mapping[str, Any]) -> Iterator[Metric]:
    """Figures that the wall does not know are omitted."""
    yield _gauge("hotline_wall_fresh", "Whether the wall is current.", int(wall["fresh"]))
    for name in ("waiting", "longest_wait_s", "talking"):
        if wall.get(name) is not None:
            yield _gauge(f"hotline_wall_{name}", "As the wall shows it.", wall[name])
    if wall["today"].get("to_person_s") is not None:
        meaning = "Mean time of today from a call's arrival to an agent's answer."
        yield _gauge("hotline_to_person_seconds", meaning, wall["today"]["to_person_s"])
    yield _gauges("hotline_wall_agents", "Agents by state.", "state", wall["agents"])
    if wall["callbacks"].get("owed") is not None:
        yield _gauge("hotline_callbacks_owed", "Callbacks that are open.", wall["callbacks"]["owed"])


def of_the_day(counted: Accounting, alarms: int) -> Iterator[Metric]:
    outcomes = {"answered": counted.answered, "missed": sum(counted.missed.values()), "unknown": counted.unknown}
    meaning = "Ended inbound calls of today, by outcome."
    yield _gauges("hotline_calls_today", meaning, "outcome", outcomes)
    yield _gauges(
        "hotline_missed_today", "Missed calls of today, by where they were missed.", "missed_in", counted.missed
    )
    yield _gauge("hotline_calls_live", "Inbound calls of today that have not ended.", counted.live)
    yield _gauge("hotline_balanced", "Whether today's accounting balances.", int(counted.balanced))
    yield _gauge("hotline_alarms", "Alarms by kind and subject.", alarms)


def of_refusals(no_codec: Mapping[str, int]) -> Iterator[Metric]:
    """`no_codec` counts by "TRUNK CODEC", the alarm's subject."""
    family = CounterMetricFamily(
        "hotline_calls_rejected_total", "Calls that were refused, by trunk and reason.", labels=("trunk", "reason")
    )
    for subject, count in no_codec.items():
        trunk, _, codec = subject.partition(" ")
        family.add_metric((trunk, f"no_codec:{codec}"), count)
    yield family


def of_sockets(count: int) -> Iterator[Metric]:
    yield _gauge("hotline_ws_clients", "Open sockets.", count)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _gauges(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
