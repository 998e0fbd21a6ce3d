"""/metrics: counters of this process, and the day's figures. Open on this machine without a token; it shows no
citizen's data."""

import asyncio
import hmac
from collections.abc import Iterator, Sequence

from aiohttp import web
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from agent_api.health.figures import of_refusals, of_sockets, of_the_day, of_the_wall
from agent_api.http.route import Ask
from agent_api.http.services import Services
from agent_api.protocol.fields import Query
from agent_api.protocol.problem import Problem
from agent_api.protocol.remote import is_this_machine
from hotline.store.reports import alarm_list, alarms
from hotline.store.reports.alarms import AlarmKind

SQL_S = 2.0


class _Scrape(Collector):
    """One scrape: the process's own registry, then the figures read for it."""

    def __init__(self, counted: Collector, read: Sequence[Metric]) -> None:
        self._counted = counted
        self._read = read

    def collect(self) -> Iterator[Metric]:
        yield from self._counted.collect()
        yield from self._read


async def read_metrics(ask: Ask[Query, None]) -> web.Response:
    """Open on this machine; from elsewhere HOTLINE_METRICS_TOKEN is required as a bearer token."""
    _let_scrape(ask)
    services = ask.services
    read = [*of_sockets(len(services.hub)), *of_the_wall(services.wall.picture()), *await _of_sql(ask)]
    text = generate_latest(_Scrape(services.metrics.registry, read))
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


async def _of_sql(ask: Ask[Query, None]) -> list[Metric]:
    """Nothing if SQL does not answer, because /readyz reports that."""
    services: Services = ask.services
    read: list[Metric] = []
    try:
        async with asyncio.timeout(SQL_S):
            alarm_count = await services.database.read(alarm_list.count)
            read += of_the_day(await services.audit.last(ask.now), alarm_count)
            read += of_refusals(await services.database.read(alarms.counts, AlarmKind.NO_CODEC))
    except (SQLAlchemyError, TimeoutError):
        pass
    return read


def _let_scrape(ask: Ask[Query, None]) -> None:
    expected = ask.services.settings.metrics_token
    shown = ask.request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if expected and hmac.compare_digest(shown.encode(errors="replace"), expected.encode()):
        return
    if is_this_machine(ask.request, ask.address):
        return
    detail = "From other machines /metrics requires HOTLINE_METRICS_TOKEN: Authorization: Bearer …"
    raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
