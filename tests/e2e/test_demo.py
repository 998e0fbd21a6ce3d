"""`make demo`: the wall lives by itself, and Ctrl-C ends all of it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from ops.phones.ports import Ports
from tests.parts.api import Api
from tests.parts.asterisk import environment
from tests.parts.leftovers import processes_of
from tests.parts.programs import tail
from tests.parts.wait import until

_REPOSITORY = Path(__file__).parents[2]
_PASSWORD = "look but do not touch"


def test_the_wall_lives_until_ctrl_c(workspace: Path, ports: Ports) -> None:
    folder = workspace / "demo"
    contact = f"sip:127.0.0.4:{ports.free()}"
    config = (_REPOSITORY / "hotline.toml").read_text(encoding="utf-8")
    env = environment(
        folder, ports, config.replace("sip:127.0.0.2:5070", contact).replace("127.0.0.2/32", "127.0.0.4/32")
    )
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

        until(is_open, "an open hotline", 60)
        admin = nobody.login("admin", _PASSWORD)
        until(somebody_talks, "somebody talks", 60)
        printed = re.search(r"(demo8001) to demo\d+, password: (\S+)", console.read_text(encoding="utf-8"))
        assert printed is not None
        assert nobody.login(printed[1], printed[2]).get("/agents/me")["wish"] == "ready"
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        status = demo.wait(40)
    assert status == 0, tail(console)
    assert not processes_of(folder)
