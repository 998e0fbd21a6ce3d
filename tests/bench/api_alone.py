"""agent_api alone, with SQL and Redis, asked over one kept connection as a browser does."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from hotline.settings.environment import Settings
from tests.bench.call_centre import PASSWORD
from tests.parts.api import Api
from tests.parts.programs import program
from tests.parts.redis import private_redis
from tests.parts.wait import until

_START_S = 20.0
_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Alone:
    """The running role, and the log-in of a supervisor, who may ask for anybody's history."""

    settings: Settings
    pid: int
    token: str

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self.settings.http_host, self.settings.http_port, timeout=300)

    def ask(self, connection: HTTPConnection, path: str) -> int:
        """Ask for a path below /api/v1, and read the whole answer; returns its length in bytes."""
        connection.request("GET", f"/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"GET {path}: {answer.status}"
        return len(body)


@contextmanager
def serving(settings: Settings, env: Mapping[str, str], folder: Path) -> Iterator[Alone]:
    command = (sys.executable, "-m", "agent_api")
    with (
        private_redis(settings.paths.redis),
        program(command, folder / "agent_api.log", env=env, cwd=_REPOSITORY) as process,
    ):
        nobody = Api(host=settings.http_host, port=settings.http_port)
        until(lambda: nobody.readiness()[0], "agent_api", _START_S)
        anna = {"username": "anna", "password": PASSWORD, "name": "Anna", "role": "supervisor"}
        nobody.login("admin", PASSWORD).post("/agents", anna)
        yield Alone(settings=settings, pid=process.pid, token=nobody.login("anna", PASSWORD).token)


@contextmanager
def asking(settings: Settings, env: Mapping[str, str], folder: Path) -> Iterator[Callable[[str], None]]:
    """Gives a function that asks for a path below /api/v1."""
    with serving(settings, env, folder) as alone:
        connection = alone.connect()
        try:
            yield lambda path: _ask(alone, connection, path)
        finally:
            connection.close()


def _ask(alone: Alone, connection: HTTPConnection, path: str) -> None:
    alone.ask(connection, path)
