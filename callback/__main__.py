"""`python -m callback`: the missed-call role."""

import asyncio
import sys
from datetime import UTC, datetime

from redis.asyncio import Redis

from callback.watch import Watch
from cti.observe import heartbeat, setup_logging
from cti.settings import Settings, SettingsError, load_settings
from cti.store.engine import open_engine
from cti.tasks import until_told


async def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    redis = Redis.from_url(settings.redis_url)
    engine = open_engine(settings.database_url, pool_size=1)
    watch = Watch(engine, lambda: datetime.now(UTC))
    try:
        await until_told(watch.run(), heartbeat(redis, "callback", watch.as_json))
    finally:
        engine.dispose()
        await redis.aclose()


def main() -> int:
    setup_logging("callback")
    try:
        asyncio.run(serve(load_settings()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
