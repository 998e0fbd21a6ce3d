"""`python -m callback`: the callback role. `python -m callback simulate`: days of it, simulated in seconds."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from redis.asyncio import Redis

from asterisk_conf.secrets import load_secret
from callback.originator import ANSWER_S, Originator
from callback.service import Service
from callback.simulate import main as simulate
from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.names.roles import RoleName
from hotline.runtime.database import Database
from hotline.runtime.observe import heartbeat, setup_logging
from hotline.runtime.tasks import until_told
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from hotline.store.engine import open_engine


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    redis = Redis.from_url(settings.redis_url)
    database = Database(open_engine(settings.database_url, pool_size=2))
    connect = partial(
        AmiConnection,
        host=settings.ami_host,
        port=settings.ami_port,
        username=RoleName.CALLBACK,
        secret=load_secret(settings.paths.secrets, RoleName.CALLBACK),
        events=False,
    )
    ami = connect()
    service = Service(
        settings=settings,
        database=database,
        redis=redis,
        ami=ami,
        originator=Originator(partial(connect, pace=Pace(ping_every_s=2 * ANSWER_S))),
        clock=lambda: datetime.now(UTC),
    )
    try:
        await until_told(*service.works(), heartbeat(redis, RoleName.CALLBACK, service.as_json))
    finally:
        await ami.close()
        database.close()
        await redis.aclose()


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["simulate"]:
        return simulate(arguments[1:])
    if arguments:
        print("usage: python -m callback [simulate --help]", file=sys.stderr)
        return 2
    setup_logging(RoleName.CALLBACK)
    try:
        asyncio.run(serve(load_settings()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
