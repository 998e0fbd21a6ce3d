"""Liveness and readiness. They need no token, because watchdogs have none, and show no citizen's data."""

import asyncio

from aiohttp import web
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from agent_api.http.route import Ask
from agent_api.http.services import Services
from agent_api.protocol.fields import Answer, Query
from hotline.domain.space import DiskSpace
from hotline.names.roles import UP, Beat, RoleName

SQL_S = 2.0


class Health(Answer):
    status: str


class Readiness(Answer):
    """`ready` if all the others are true. `asterisk` is reported by cti; `sql`: it answers and accepts writes; `disk`:
    there is space for the journal, according to cti. The field names are those of hotline.names.readiness."""

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
        _sql_answers(ask.services), live.answers(), *(live.role(role) for role in RoleName)
    )
    roles = {role.value: beat is not None for role, beat in zip(RoleName, beats, strict=True)}
    cti = beats[list(RoleName).index(RoleName.CTI)] or {}
    asterisk = cti.get(Beat.ASTERISK) == UP
    disk = cti.get(Beat.DISK) != DiskSpace.FULL.value
    ready = bool(asterisk and sql and redis and disk and all(roles.values()))
    body = Readiness(ready=ready, asterisk=asterisk, sql=bool(sql), redis=bool(redis), disk=disk, roles=roles)
    return web.json_response(text=body.model_dump_json(), status=200 if ready else 503)


async def _sql_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(SQL_S):
            await services.database.read(_ask_one)
    except (SQLAlchemyError, TimeoutError):
        return False
    return await services.probe.writable()


def _ask_one(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))
