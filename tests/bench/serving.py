"""What agent_api spends on those who watch and export: processor time of each wall viewer with two hundred seats, and
how long others wait while a great list leaves as a file. Only agent_api, SQL and Redis run.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event, Thread

import aiohttp
import orjson
from redis.asyncio import Redis

from hotline.domain.agents.agent import AgentState
from hotline.domain.reports.wall import Seat, Today, wall
from hotline.redis_keys import WALL
from hotline.runtime.tasks import end
from hotline.settings.environment import load_settings
from hotline.store.engine import open_engine
from ops.phones.ports import Ports
from tests.bench.api_alone import Alone, serving
from tests.bench.call_centre import CONFIG, PASSWORD
from tests.bench.cpu import Meter
from tests.bench.progress import say
from tests.bench.report import Part, Value, milliseconds, percentile
from tests.bench.seed import past_of, plausible_calls
from tests.parts.asterisk import environment, run_module

SEATS = 200
VIEWERS = (0, 1, 2, 10)
WATCH_S = 30.0
EVERY_S = 0.25  # how often cti publishes at most
CALLS = 100_000
PROBE_EVERY_S = 0.01
QUIET_S = 10.0


def measure(folder: Path, ports: Ports) -> Part:
    env = environment(folder, ports, CONFIG) | {"HOTLINE_ADMIN_PASSWORD": PASSWORD}
    settings = load_settings(env)
    run_module("hotline.store", env)
    engine = open_engine(settings.database_url)
    engine.dispose()
    now = datetime.now(UTC)
    say(f"serving: writing {CALLS:,} calls")
    with past_of(Path(str(engine.url.database))) as past:
        past.add_many(plausible_calls(CALLS, now - timedelta(days=30), now))
    with serving(settings, env, folder) as alone:
        shares = asyncio.run(_viewers(alone))
        waits = {"nobody exports": _probed(alone, None)}
        waits |= {f"{form} of {CALLS:,} calls": _probed(alone, form) for form in ("csv", "xlsx")}
    return Part(
        name="serving",
        title="agent_api: wall viewers and exports",
        rows=[_viewer_row(count, shares) for count in VIEWERS] + [_wait_row(what, *one) for what, one in waits.items()],
        notes=[
            f"wall: {SEATS} seats, {1 / EVERY_S:.0f} changes a second; core_percent: of one core, by agent_api",
            "more_percent: for each viewer more than in the line before",
            "export: a small request (GET /agents/me) every hundredth of a second meanwhile: how long it took",
        ],
    )


def _viewer_row(count: int, shares: dict[int, float]) -> dict[str, Value]:
    before = max((one for one in VIEWERS if one < count), default=None)
    more = None if before is None else (shares[count] - shares[before]) / (count - before)
    return _row(f"{count} viewers", core_percent=shares[count], more_percent=more)


def _wait_row(what: str, took_s: float, probes: Sequence[float]) -> dict[str, Value]:
    return _row(
        what,
        took_s=took_s,
        p50_ms=milliseconds(percentile(probes, 0.5)),
        p99_ms=milliseconds(percentile(probes, 0.99)),
        most_ms=milliseconds(max(probes)),
    )


def _row(what: str, **values: Value) -> dict[str, Value]:
    empty: dict[str, Value] = dict.fromkeys(("core_percent", "more_percent", "took_s", "p50_ms", "p99_ms", "most_ms"))
    return {"what": what, **empty, **values}


async def _viewers(alone: Alone) -> dict[int, float]:
    """Percent of a core that agent_api uses, by how many watch the wall; by changes and not by time, because a busy
    machine makes fewer of them."""
    redis = Redis.from_url(alone.settings.redis_url)
    changes = count()
    publishing = asyncio.create_task(_publish(redis, changes))
    shares = {}
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        sockets: list[asyncio.Task[None]] = []
        for viewers in VIEWERS:
            say(f"serving: {viewers} wall viewers")
            while len(sockets) < viewers:
                sockets.append(asyncio.create_task(_watch(session, alone)))
            await asyncio.sleep(2)
            meter, before = Meter({"agent_api": alone.pid}), next(changes)
            await asyncio.sleep(WATCH_S)
            made = next(changes) - before - 1
            shares[viewers] = 100 * meter.read().cpu_s["agent_api"] / (made * EVERY_S)
        await end([publishing, *sockets])  # redis-py may swallow a cancellation
    await redis.aclose()
    return shares


async def _watch(session: aiohttp.ClientSession, alone: Alone) -> None:
    url = f"http://{alone.settings.http_host}:{alone.settings.http_port}/api/v1/ws"
    async with session.ws_connect(url, max_msg_size=0) as socket:
        await socket.send_str(orjson.dumps({"type": "auth", "token": alone.token, "topics": ["wall"]}).decode())
        async for _ in socket:
            pass


async def _publish(redis: Redis, changes: Iterator[int]) -> None:
    began = datetime.now(UTC)
    for turn in changes:
        await redis.set(WALL, orjson.dumps({**_wall(turn, began), "beat": time.time()}))
        await redis.publish(WALL, "changed")
        await asyncio.sleep(EVERY_S)


def _wall(turn: int, began: datetime) -> dict[str, object]:
    """Two hundred seats, one of which has changed since the turn before."""
    now = datetime.now(UTC)
    seats = [
        Seat(
            username=f"agent{number}",
            name="王小明",
            extension=str(2000 + number),
            queues=("hotline",),
            state=AgentState.TALKING if number <= turn % SEATS else AgentState.READY,
            since=began + timedelta(seconds=number + (turn if number == turn % SEATS else 0)),
            reason="",
            call=f"node1-1763686800.{number}",
        )
        for number in range(SEATS)
    ]
    shown = wall(
        calls=(),
        queue_of={},
        seats=seats,
        queues={"hotline": "12345"},
        today={},
        today_all=Today(offered=turn),
        now=now,
    )
    return {**shown, "nodes": [{"name": "node1", "up": True, "corrections": 0}], "stalled": False}


def _probed(alone: Alone, form: str | None) -> tuple[float, list[float]]:
    """How long an export took (or the quiet time), and how long each small request took meanwhile."""
    say(f"serving: {form or 'no'} export")
    with _probing(alone) as probes, closing(alone.connect()) as connection:
        began = time.perf_counter()
        if form is None:
            time.sleep(QUIET_S)
        else:
            alone.ask(connection, f"/calls?format={form}")
        return time.perf_counter() - began, probes


@contextmanager
def _probing(alone: Alone) -> Iterator[list[float]]:
    over, probes = Event(), list[float]()

    def probe() -> None:
        with closing(alone.connect()) as connection:
            while not over.wait(PROBE_EVERY_S):
                began = time.perf_counter()
                alone.ask(connection, "/agents/me")
                probes.append(time.perf_counter() - began)

    thread = Thread(target=probe)
    thread.start()
    try:
        yield probes
    finally:
        over.set()
        thread.join()
