"""Assembles the role: opens its services, registers the routes, starts the background tasks, and closes everything
again."""

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from aiohttp import web
from sqlalchemy import Engine

from agent_api.http.connection_limits import ConnectionLimits
from agent_api.http.guard import GuardedRunner
from agent_api.http.serve import handler_of, middleware_of
from agent_api.http.services import Services
from agent_api.login.activity import Activity
from agent_api.login.device import Devices
from agent_api.login.failed_log_ins import FailedLogIns
from agent_api.login.passwords import Passwords
from agent_api.login.places import Places
from agent_api.login.throttle import Throttle
from agent_api.pages.pages import add_pages
from agent_api.privacy.budget import Budget
from agent_api.privacy.look_log import LookLog
from agent_api.protocol.problem import BODY_LIMIT
from agent_api.routes import ROUTES
from agent_api.runtime.applied import Applied
from agent_api.runtime.desks import Desks
from agent_api.runtime.exports import Exports
from agent_api.runtime.hub import Hub
from agent_api.runtime.live import Live
from agent_api.runtime.metrics import Metrics
from agent_api.runtime.plays import Plays
from agent_api.runtime.shared_picture import SharedPicture
from agent_api.runtime.stream import StreamEvent, StreamTail
from agent_api.runtime.todays_audit import TodaysAudit
from agent_api.runtime.wall_watch import WallWatch
from agent_api.runtime.write_probe import WriteProbe
from agent_api.socket.pop import warm_up
from agent_api.views.room import UNKNOWN
from agent_api.views.room_now import room_now
from agent_api.views.wall import WallView
from asterisk_conf.secrets import load_secret
from hotline.asterisk.ami.connection import AmiConnection
from hotline.commands.telephone import Telephone
from hotline.names.roles import RoleName
from hotline.number_hash import load_number_hash
from hotline.runtime.database import SERVING, Database
from hotline.runtime.observe import heartbeat
from hotline.runtime.process_limits import raise_file_limit
from hotline.runtime.redis_link import open_link
from hotline.runtime.tasks import end
from hotline.settings.environment import Settings
from hotline.store.engine import open_engine
from hotline.store.reports.alarms import AlarmKind

STREAM_ANSWER_S = 5.0  # longer than the stream's blocking read
SQL_CLOSE_S = 2.0

SERVICES = web.AppKey("services", Services)
LIMITS = web.AppKey("connection_limits", ConnectionLimits)


def make_app(settings: Settings, engine: Engine | None = None) -> web.Application:
    """The application. It opens its own connections, and starts even if some of them do not answer."""
    redis = open_link(settings.redis_url)
    database = Database(engine or open_engine(settings.database_url, pool_size=SERVING.connections), SERVING)
    live = Live(redis)
    access = FailedLogIns(database, time.monotonic)
    limits = ConnectionLimits(
        files=raise_file_limit(),
        trusted=settings.trusted_proxies,
        clock=time.monotonic,
        flooded=lambda address: access.raise_alarm(AlarmKind.CONNECTION_FLOOD, address),
    )
    activity = Activity(database, settings.hotline.login.idle, lambda: hub.tokens())
    hub = Hub(database, activity.used_since)
    zone = settings.hotline.centre.zone

    def wall_changed() -> None:
        hub.changed("wall")
        room.note()

    def happened(event: StreamEvent) -> None:
        hub.deliver(event)
        room.note()

    metrics = Metrics(limits.refused)
    malformed = partial(metrics.malformed, "wall")
    wall = WallWatch(redis, zone, wall_changed, check=WallView.model_validate, malformed=malformed)
    room = SharedPicture(lambda: room_now(database, wall, zone), lambda: hub.changed("room"), UNKNOWN)
    services = Services(
        settings=settings,
        database=database,
        live=live,
        applied=Applied(database, live),
        look_log=LookLog(database),
        passwords=Passwords(),
        throttle=Throttle(time.monotonic),
        access=access,
        devices=Devices(time.time),
        places=Places(database, time.monotonic),
        activity=activity,
        hub=hub,
        desks=Desks(settings.hotline.desk, database, live),
        wall=wall,
        room=room,
        metrics=metrics,
        telephone=Telephone(_ami(settings)),
        budget=Budget(database, settings.hotline.looks.numbers_per_hour),
        number_hash=load_number_hash(settings.paths.looks_key),
        audit=TodaysAudit(database, settings.hotline.centre.zone, settings.hotline.callback.short_abandon_s),
        probe=WriteProbe(database),
        exports=Exports(),
        plays=Plays(time.monotonic),
    )

    async def running(_: web.Application) -> AsyncIterator[None]:
        events = open_link(settings.redis_url, answer_s=STREAM_ANSWER_S)
        tasks = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("looks", services.look_log.run()),
                ("access", services.access.run()),
                ("activity", activity.run()),
                ("wall", services.wall.run()),
                ("events", StreamTail(events, happened).run()),
                ("room", room.run()),
                ("sessions", hub.watch_sessions()),
                ("desks", services.desks.run()),
                ("heartbeat", heartbeat(redis, RoleName.AGENT_API)),
                ("warm-up", warm_up(database)),
                ("telephone", services.telephone.run()),
            )
        ]
        yield
        await services.telephone.close()
        await end(tasks)
        await services.desks.detach()
        await services.look_log.flush()
        await services.access.flush()
        await activity.flush()
        await events.aclose()
        await redis.aclose()
        services.passwords.close()
        await database.close_within(SQL_CLOSE_S)

    async def close_sockets(_: web.Application) -> None:
        hub.close()

    app = web.Application(middlewares=[middleware_of(services)], client_max_size=BODY_LIMIT)
    app[SERVICES] = services
    app[LIMITS] = limits
    for route in ROUTES:
        app.router.add_route(route.method, route.path, handler_of(route, services))
    add_pages(app, services)
    app.cleanup_ctx.append(running)
    app.on_shutdown.append(close_sockets)
    return app


def make_runner(settings: Settings, engine: Engine | None = None, **options: Any) -> web.AppRunner:
    """The application, served with connection limits."""
    app = make_app(settings, engine)
    return GuardedRunner(app, app[LIMITS], **options)


def _ami(settings: Settings) -> AmiConnection:
    return AmiConnection(
        host=settings.ami_host,
        port=settings.ami_port,
        username=RoleName.AGENT_API,
        secret=load_secret(settings.paths.secrets, RoleName.AGENT_API),
        events=False,
    )
