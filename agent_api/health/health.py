"""Is it alive, is it ready, what does it count. No token: a watchdog has none, and no citizen's data is here."""

import asyncio
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from agent_api.http.route import Ask
from agent_api.http.services import Services
from agent_api.protocol.fields import Answer, Query
from agent_api.protocol.problem import Problem
from agent_api.protocol.remote import is_this_machine
from agent_api.runtime.live import ROLES
from agent_api.runtime.metrics import family, sample
from hotline.domain.space import DiskSpace
from hotline.store.reports import alarm_list, alarms
from hotline.store.reports.accounting import Accounting
from hotline.store.reports.alarms import AlarmKind

SQL_S = 2.0


class Health(Answer):
    status: str


class Readiness(Answer):
    """`ready` when all the rest is true. `asterisk` is what cti says of it; `sql` that it answers and takes writes;
    `disk` that there is room for the journal, as cti says."""

    ready: bool
    asterisk: bool
    sql: bool
    redis: bool
    disk: bool
    roles: dict[str, bool]


async def read_health(_: Ask[Query, None]) -> Health:
    return Health(status="ok")


async def read_readiness(ask: Ask[Query, None]) -> web.Response:
    live = ask.services.live
    sql, redis, *beats = await asyncio.gather(
        _sql_answers(ask.services), live.answers(), *(live.role(role) for role in ROLES)
    )
    roles = {role: beat is not None for role, beat in zip(ROLES, beats, strict=True)}
    cti = beats[ROLES.index("cti")] or {}
    asterisk = cti.get("asterisk") == "up"
    disk = cti.get("disk") != DiskSpace.FULL.value
    ready = bool(asterisk and sql and redis and disk and all(roles.values()))
    body = Readiness(ready=ready, asterisk=asterisk, sql=bool(sql), redis=bool(redis), disk=disk, roles=roles)
    return web.json_response(text=body.model_dump_json(), status=200 if ready else 503)


async def read_metrics(ask: Ask[Query, None]) -> web.Response:
    """Open to this machine; from elsewhere HOTLINE_METRICS_TOKEN is asked for, as a bearer token."""
    _let_scrape(ask)
    services = ask.services
    lines = [*services.metrics.lines(), *family("hotline_ws_clients", "gauge", "Open sockets.")]
    lines.append(sample("hotline_ws_clients", len(services.hub)))
    lines += _of_the_wall(services.wall.picture())
    try:
        async with asyncio.timeout(SQL_S):
            sounding = await services.database.read(alarm_list.count)
            lines += _of_the_day(await services.audit.last(ask.now), sounding)
            lines += _of_refusals(await services.database.read(alarms.counts, AlarmKind.NO_CODEC))
    except (SQLAlchemyError, TimeoutError):
        pass  # /readyz says that SQL is away; what is not known is not told
    text_body = "\n".join([*lines, ""])
    return web.Response(body=text_body.encode(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


def _let_scrape(ask: Ask[Query, None]) -> None:
    expected = ask.services.settings.metrics_token
    shown = ask.request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if expected and hmac.compare_digest(shown.encode(errors="replace"), expected.encode()):
        return
    if is_this_machine(ask.request, ask.address):
        return
    detail = "From elsewhere /metrics wants HOTLINE_METRICS_TOKEN: Authorization: Bearer …"
    raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


async def _sql_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(SQL_S):
            await services.database.read(_ask_one)
    except (SQLAlchemyError, TimeoutError):
        return False
    return await services.probe.writable()


def _ask_one(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))


def _of_the_day(counted: Accounting, alarms: int) -> Iterator[str]:
    yield from family("hotline_calls_today", "gauge", "Inbound calls that began today and are over, by outcome.")
    outcomes = {"answered": counted.answered, "missed": sum(counted.missed.values()), "unknown": counted.unknown}
    for outcome, count in outcomes.items():
        yield sample("hotline_calls_today", count, {"outcome": outcome})
    yield from family("hotline_missed_today", "gauge", "Missed calls of today, by where they were missed.")
    for where, count in counted.missed.items():
        yield sample("hotline_missed_today", count, {"missed_in": where})
    yield from family("hotline_calls_live", "gauge", "Inbound calls of today that are alive.")
    yield sample("hotline_calls_live", counted.live)
    yield from family("hotline_balanced", "gauge", "Whether today's accounting agrees.")
    yield sample("hotline_balanced", int(counted.balanced))
    yield from family("hotline_alarms", "gauge", "Alarms by kind and subject.")
    yield sample("hotline_alarms", alarms)


def _of_refusals(no_codec: Mapping[str, int]) -> Iterator[str]:
    yield from family("hotline_calls_rejected_total", "counter", "Calls that were refused, by trunk and reason.")
    for subject, count in no_codec.items():
        trunk, _, codec = subject.partition(" ")
        yield sample("hotline_calls_rejected_total", count, {"trunk": trunk, "reason": f"no_codec:{codec}"})


def _of_the_wall(wall: Mapping[str, Any]) -> Iterator[str]:
    yield from family("hotline_wall_fresh", "gauge", "Whether the wall can be trusted.")
    yield sample("hotline_wall_fresh", int(wall["fresh"]))
    for name in ("waiting", "longest_wait_s", "talking"):
        if wall.get(name) is not None:
            yield from family(f"hotline_wall_{name}", "gauge", "As the wall shows it.")
            yield sample(f"hotline_wall_{name}", wall[name])
    if wall["today"].get("to_person_s") is not None:
        yield from family(
            "hotline_to_person_seconds", "gauge", "Mean of today, from the arrival of a call to an agent."
        )
        yield sample("hotline_to_person_seconds", wall["today"]["to_person_s"])
    yield from family("hotline_wall_agents", "gauge", "Agents by state.")
    for state, count in wall["agents"].items():
        yield sample("hotline_wall_agents", count, {"state": state})
    if wall["callbacks"].get("owed") is not None:
        yield from family("hotline_callbacks_owed", "gauge", "Callbacks that are open.")
        yield sample("hotline_callbacks_owed", wall["callbacks"]["owed"])
