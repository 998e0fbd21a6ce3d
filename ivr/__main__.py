"""`python -m ivr`: the FastAGI server."""

import asyncio
import signal
import sys
from datetime import UTC, datetime

from redis.asyncio import Redis

from hotline.names.roles import RoleName
from hotline.runtime.observe import heartbeat, setup_logging
from hotline.runtime.process_limits import raise_file_limit
from hotline.runtime.tasks import end
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from hotline.store.engine import open_engine
from ivr.arrival import Arrival
from ivr.lookup import WORKERS, Lookup
from ivr.peers import Peers
from ivr.server import Server


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    engine = open_engine(settings.database_url, pool_size=WORKERS)
    lookup = Lookup(engine, lambda: datetime.now(UTC), settings.hotline.floods.given_up)
    raise_file_limit()
    peers = Peers(settings.ami_host)
    answer = Arrival(settings.hotline, lookup.standing)
    server = Server(settings.agi_bind, settings.agi_port, answer, knows=peers.knows)
    redis = Redis.from_url(settings.redis_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    beat = asyncio.create_task(
        heartbeat(redis, RoleName.IVR, lambda: {"calls": server.calls, "refused": server.refused})
    )
    try:
        await asyncio.to_thread(server.run)
    finally:
        await end([beat])
        lookup.close()
        engine.dispose()
        await redis.aclose()


def main() -> int:
    setup_logging(RoleName.IVR)
    try:
        asyncio.run(serve(load_settings()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
