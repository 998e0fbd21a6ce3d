"""Counters of this process, in a prometheus_client registry of their own, so that two applications in one process (as
in tests) do not add up."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

# They would double the number of series; the counters themselves show a restart.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client has no type here


class Metrics:
    """Requests by route and status, their durations by route, and dropped sockets by reason; `refused` are
    connections."""

    def __init__(self, refused: Mapping[str, int]) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "hotline_http_requests_total",
            "HTTP requests by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._durations = Histogram(
            "hotline_http_request_duration_seconds",
            "How long requests took, by route.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self._dropped = Counter(
            "hotline_ws_dropped_total",
            "Sockets closed because their client was too slow.",
            ("reason",),
            registry=self.registry,
        )
        self._malformed = Counter(
            "hotline_ws_malformed_total",
            "Events and walls that could not be shown, by type.",
            ("type",),
            registry=self.registry,
        )
        self.registry.register(_Refused(refused))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._durations.labels(method, route).observe(seconds)

    def drop(self, reason: str) -> None:
        """A socket was closed because its client was too slow."""
        self._dropped.labels(reason).inc()

    def malformed(self, kind: str) -> None:
        """An event or a wall could not be shown: it is left out, and the sockets stay open."""
        self._malformed.labels(kind).inc()


class _Refused(Collector):
    """Connections are counted where they are refused (agent_api/http/connection_limits.py), and read at each scrape."""

    def __init__(self, refused: Mapping[str, int]) -> None:
        self._refused = refused

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(
            "hotline_http_refused_connections_total",
            "Connections refused, or closed because they sent nothing.",
            labels=("reason",),
        )
        for reason, count in sorted(self._refused.items()):
            family.add_metric((reason,), count)
        yield family
