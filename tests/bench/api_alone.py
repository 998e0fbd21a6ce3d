"""agent_api alone, with SQL and Redis, asked over one kept connection as a browser does."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def asking(settings: Settings, env: Mapping[str, str], folder: Path) -> Iterator[Callable[[str], None]]:
    """Gives a function that asks for a path below /api/v1 as a supervisor, who may ask for anybody's history."""
    with (
        private_redis(settings.paths.redis),
        program((sys.executable, "-m", "agent_api"), folder / "agent_api.log", env=env, cwd=_REPOSITORY),
    ):
        nobody = Api(host=settings.http_host, port=settings.http_port)
        until(lambda: nobody.readiness()[0], "agent_api", _START_S)
        anna = {"username": "anna", "password": PASSWORD, "name": "Anna", "role": "supervisor"}
        nobody.login("admin", PASSWORD).post("/agents", anna)
        headers = {"Authorization": f"Bearer {nobody.login('anna', PASSWORD).token}"}
        connection = HTTPConnection(settings.http_host, settings.http_port, timeout=30)

        def ask(path: str) -> None:
            connection.request("GET", f"/api/v1{path}", headers=headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, f"GET {path}: {answer.status}"

        try:
            yield ask
        finally:
            connection.close()
