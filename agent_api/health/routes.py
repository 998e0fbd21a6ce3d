"""Routes for health, with the roles that may use each."""

from agent_api.health import readiness, scrape
from agent_api.http.route import Route
from agent_api.protocol.who_may import PUBLIC

ROUTES = (
    Route(
        method="GET",
        path="/healthz",
        handler=readiness.read_health,
        roles=PUBLIC,
        summary="This process is running",
        answer=readiness.Health,
    ),
    Route(
        method="GET",
        path="/readyz",
        handler=readiness.read_readiness,
        roles=PUBLIC,
        summary="Whether Asterisk, SQL, Redis and all four roles answer; otherwise 503",
        answer=readiness.Readiness,
    ),
    Route(
        method="GET",
        path="/metrics",
        handler=scrape.read_metrics,
        roles=PUBLIC,
        summary="Metrics in Prometheus' text format",
        answers_with="text/plain",
    ),
)
