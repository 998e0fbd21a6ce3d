"""`make demo` as a test runs it: a hotline with citizens calling and agents answering, in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.asterisk import environment
from tests.parts.leftovers import processes_of
from tests.parts.programs import tail
from tests.parts.wait import until

_REPOSITORY = Path(__file__).parents[2]
_PASSWORD = "look but do not touch"
_OPEN_S = 120.0
_END_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A running demo: the API without a token, the admin's, and the log-in of an agent's desk."""

    api: Api
    admin: Api
    agent: tuple[str, str]

    @property
    def url(self) -> str:
        return f"http://{self.api.host}:{self.api.port}"

    @property
    def admin_password(self) -> str:
        return _PASSWORD


@contextmanager
def running_demo(folder: Path, ports: Ports) -> Iterator[Demo]:
    """Started in `folder`, until somebody talks; ended by Ctrl-C, after which nothing may be left."""
    contact = f"sip:127.0.0.4:{ports.free()}"
    config = (_REPOSITORY / "ops" / "demo.toml").read_text(encoding="utf-8")
    config = config.replace("sip:127.0.0.2:5070", contact).replace("127.0.0.2/32", "127.0.0.4/32")
    env = environment(folder, ports, config)
    console = folder / "console.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
    with console.open("wb") as output:
        demo = subprocess.Popen(
            ("setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "ops.demo"),
            env={**inherited, **env, "HOTLINE_ADMIN_PASSWORD": _PASSWORD},
            cwd=_REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        nobody = Api(host="127.0.0.1", port=int(env["HOTLINE_HTTP_PORT"]))

        def is_open() -> bool:
            assert demo.poll() is None, tail(console)
            return nobody.readiness()[0] == 200

        def somebody_talks() -> bool:
            wall = admin.get("/wall")
            return bool(wall["talking"] and wall["agents"]["ready"])

        until(is_open, "an open hotline", _OPEN_S)
        admin = nobody.login("admin", _PASSWORD)
        until(somebody_talks, "somebody talks", _OPEN_S)
        printed = re.search(r"(demo8001)\b.*?password: (\S+)", console.read_text(encoding="utf-8"))
        assert printed is not None, tail(console)
        yield Demo(api=nobody, admin=admin, agent=(printed[1], printed[2]))
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        status = demo.wait(_END_S)
    assert status == 0, tail(console)
    assert not processes_of(folder)
