"""One Asterisk for the files that need no settings of their own, with none of the roles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from asterisk_conf.agents import AgentLine
from asterisk_conf.write import apply_agents
from hotline.domain.agents.phone import sip_ha1
from hotline.settings.environment import load_settings
from ops.phones.ports import Ports
from tests.parts import wait
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.dialplan import CONFIG, SECRET, Journal


@pytest.fixture(scope="package")
def carrier_port(ports: Ports) -> int:
    return ports.free()


@pytest.fixture(scope="package")
def asterisk(workspace: Path, ports: Ports, carrier_port: int) -> Iterator[Asterisk]:
    env = environment(workspace / "dialplan", ports, CONFIG.format(carrier=carrier_port))
    apply_agents(
        load_settings(env),
        [
            AgentLine(extension=extension, username=f"agent-{extension}", sip_ha1=sip_ha1(extension, SECRET))
            for extension in ("1001", "1002")
        ],
    )
    with private_asterisk(env) as running:
        yield running


@pytest.fixture
def journal(asterisk: Asterisk) -> "Journal":
    wait.until(lambda: not asterisk.channels, "the end of the last test's calls")
    return Journal(asterisk.settings.paths.asterisk / "log" / "cel-custom" / "Master.csv")
