"""`make demo`: the wall lives by itself, and Ctrl-C ends all of it."""

from pathlib import Path

from ops.phones.ports import Ports
from tests.parts.demo import running_demo


def test_the_wall_lives_until_ctrl_c(workspace: Path, ports: Ports) -> None:
    with running_demo(workspace / "demo", ports) as demo:
        username, password = demo.agent
        assert demo.api.login(username, password).get("/agents/me")["wish"] == "ready"
