"""The benchmark's own arithmetic: what its tables say can be believed."""

import os
import time

import pytest

from tests.bench.cpu import Meter
from tests.bench.report import Part, Value, percentile, ratio, table


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    assert percentile([float(number) for number in reversed(range(1, 101))], share) == expected


def test_nothing_measured_has_no_percentile_and_no_ratio() -> None:
    assert percentile([], 0.5) is None
    assert ratio(None, 2.0) is None
    assert ratio(1.0, 0.0) is None


def test_a_table_has_a_heading_a_row_for_each_and_its_notes() -> None:
    rows: list[dict[str, Value]] = [
        {"what": "a", "p50_ms": 12.3456, "calls": 1234},
        {"what": "bb", "p50_ms": None, "calls": 5},
    ]
    text = table(Part(name="pops", title="delay", rows=rows, notes=["quiet machine"]))
    assert text.splitlines() == [
        "pops: delay",
        "what  p50_ms  calls",
        "----  ------  -----",
        "a       12.3  1,234",
        "bb         -      5",
        "  quiet machine",
    ]


def test_the_meter_sees_what_a_process_uses() -> None:
    meter = Meter({"us": os.getpid(), "nobody": 0})
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    usage = meter.read()
    assert 0.1 <= usage.cpu_s["us"] <= 0.4
    assert usage.cpu_s["nobody"] == 0.0
    assert usage.busy > 0.0
