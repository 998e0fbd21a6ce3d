"""Counters of this process in Prometheus' text form."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _Histogram:
    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS_S) + 1)
        self.total_s = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS_S, seconds)] += 1
        self.total_s += seconds


class Metrics:
    """Requests by route and status, their durations by route, sockets dropped by reason; `refused` are connections."""

    def __init__(self, refused: Mapping[str, int]) -> None:
        self._refused = refused
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations: dict[tuple[str, str], _Histogram] = {}
        self._dropped: Counter[str] = Counter()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests[method, route, status] += 1
        self._durations.setdefault((method, route), _Histogram()).observe(seconds)

    def drop(self, reason: str) -> None:
        """A socket was given up because its client was too slow."""
        self._dropped[reason] += 1

    def lines(self) -> Iterator[str]:
        yield from family("hotline_http_requests_total", "counter", "HTTP requests by route and status.")
        for (method, route, status), count in sorted(self._requests.items()):
            labels = {"method": method, "route": route, "status": str(status)}
            yield sample("hotline_http_requests_total", count, labels)
        yield from family("hotline_http_request_duration_seconds", "histogram", "How long requests took, by route.")
        for (method, route), histogram in sorted(self._durations.items()):
            yield from _histogram(
                "hotline_http_request_duration_seconds", {"method": method, "route": route}, histogram
            )
        yield from family("hotline_ws_dropped_total", "counter", "Sockets closed because their client was too slow.")
        for reason, count in sorted(self._dropped.items()):
            yield sample("hotline_ws_dropped_total", count, {"reason": reason})
        yield from family(
            "hotline_http_refused_connections_total", "counter", "Connections refused or ended in silence."
        )
        for reason, count in sorted(self._refused.items()):
            yield sample("hotline_http_refused_connections_total", count, {"reason": reason})


def family(name: str, kind: str, help_text: str) -> Iterator[str]:
    """The two lines that stand over a family of samples."""
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def sample(name: str, value: float, labels: Mapping[str, str] | None = None) -> str:
    if not labels:
        return f"{name} {value}"
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inside}}} {value}"


def _histogram(name: str, labels: Mapping[str, str], histogram: _Histogram) -> Iterator[str]:
    seen = 0
    for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), histogram.counts, strict=True):
        seen += count
        yield sample(f"{name}_bucket", seen, {**labels, "le": bound})
    yield sample(f"{name}_sum", round(histogram.total_s, 6), labels)
    yield sample(f"{name}_count", seen, labels)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
