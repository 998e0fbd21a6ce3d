"""`alive.py ROLE`: a role's health check. Exit status 0 while its heartbeat stands in Redis, where it soon fades.

It imports nothing of the roles: a check that runs every few seconds must cost little.
"""

import os
import sys

from redis import Redis
from redis.exceptions import RedisError


def main(role: str) -> int:
    redis = Redis.from_url(os.environ["HOTLINE_REDIS_URL"], socket_timeout=2, socket_connect_timeout=2)
    try:
        return 0 if redis.exists(f"hotline:role:{role}") else 1
    except (RedisError, OSError) as error:
        print(f"Redis does not answer: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
