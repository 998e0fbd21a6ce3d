"""The routes of health, and who may ask each."""

from agent_api.health import readiness, scrape
from agent_api.http.route import Route
from agent_api.protocol.who_may import PUBLIC

ROUTES = (
    Route(
        method="GET",
        path="/healthz",
        handler=readiness.read_health,
        roles=PUBLIC,
        summary="This process lives",
        answer=readiness.Health,
    ),
    Route(
        method="GET",
        path="/readyz",
        handler=readiness.read_readiness,
        roles=PUBLIC,
        summary="Asterisk, SQL, Redis and all four roles answer; 503 when not",
        answer=readiness.Readiness,
    ),
    Route(
        method="GET",
        path="/metrics",
        handler=scrape.read_metrics,
        roles=PUBLIC,
        summary="Figures in Prometheus' text form",
        answers_with="text/plain",
    ),
)
