"""`python -m cti`: the role that reads Asterisk.

`python -m cti audit`: the proof that no call was lost. `python -m cti export NUMBER` and `erase NUMBER`: hands out or
deletes the data of one citizen.
"""

import asyncio
import sys
from datetime import UTC, datetime

from redis.asyncio import Redis

from asterisk_conf.secrets import load_secret
from cti.app import Service
from cti.security.guard import PACE
from cti.single_instance import single_instance
from cti.upkeep import citizens
from cti.upkeep.auditing import audit
from hotline.asterisk.ami.connection import DEFAULT_PACE, AmiConnection, Pace
from hotline.names.roles import GUARD, RoleName
from hotline.runtime.database import Database
from hotline.runtime.observe import setup_logging
from hotline.runtime.tasks import until_told
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from hotline.store.engine import open_engine


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    ami = _connection(settings, RoleName.CTI, DEFAULT_PACE)
    security = _connection(settings, GUARD, PACE)
    redis = Redis.from_url(settings.redis_url)
    database = Database(open_engine(settings.database_url))
    service = Service(
        settings=settings,
        database=database,
        redis=redis,
        ami=ami,
        security=security,
        clock=lambda: datetime.now(UTC),
    )
    async with single_instance(settings.state_dir / f"cti-{settings.node}.lock"):
        try:
            await service.load()
            await until_told(*service.works())
        finally:
            database.close()  # the last write is committed before the next process loads
            await redis.aclose()


def _connection(settings: Settings, name: str, pace: Pace) -> AmiConnection:
    secret = load_secret(settings.paths.secrets, name)
    return AmiConnection(
        host=settings.ami_host, port=settings.ami_port, username=name, secret=secret, events=True, pace=pace
    )


def main() -> int:
    setup_logging(RoleName.CTI)
    try:
        settings = load_settings()
        if sys.argv[1:2] in (["export"], ["erase"]):
            return citizens.main(settings, open_engine(settings.database_url), sys.argv[1:], datetime.now(UTC))
        if sys.argv[1:2] == ["audit"]:
            return audit(open_engine(settings.database_url), settings.hotline, sys.argv[2:], datetime.now(UTC))
        asyncio.run(serve(settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
