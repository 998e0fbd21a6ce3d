"""A private Redis on a Unix socket, without persistence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.parts.programs import program, tail
from tests.parts.wait import until


@contextmanager
def private_redis(folder: Path) -> Iterator[str]:
    """Returns its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder / "redis.sock"
    log = folder / "redis.log"
    options = {"--port": "0", "--save": "", "--appendonly": "no", "--dir": str(folder), "--unixsocket": str(socket)}
    options["--unixsocketperm"] = "777"  # the hotline's programs run as another user
    with program(("redis-server", *(word for option in options.items() for word in option)), log) as process:

        def answers() -> bool:
            assert process.poll() is None, tail(log)
            try:
                with redis.Redis(unix_socket_path=str(socket)) as client:
                    return bool(client.ping())
            except redis.ConnectionError:
                return False

        until(answers, f"Redis on {socket}")
        yield f"unix://{socket}"
