"""A real Asterisk with the product's configuration and without the roles: calls are handled as they are while our
processes are down.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline.settings.environment import Settings, load_settings
from ops.account import own_state, service_account
from ops.phones.ports import Ports
from tests.parts.programs import program, tail
from tests.parts.wait import until

_REPOSITORY = Path(__file__).parents[2]
_START_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Asterisk:
    """A running Asterisk."""

    settings: Settings
    pid: int

    def cli(self, command: str) -> str:
        """The output of a command on Asterisk's console."""
        done = subprocess.run(
            (str(_REPOSITORY / "ops" / "asterisk.sh"), str(self.settings.state_dir), "-rx", command),
            capture_output=True,
            check=False,
            timeout=60,
        )
        return (done.stdout + done.stderr).decode(errors="replace")

    @property
    def channels(self) -> list[str]:
        """The live channels, one line each, without surrogates (see decision 11), which Asterisk sometimes leaves
        behind.
        """
        lines = self.cli("core show channels concise").splitlines()
        return [line for line in lines if "!" in line and not line.startswith("Surrogate/")]


def environment(folder: Path, ports: Ports, config: str) -> dict[str, str]:
    """The environment of an instance in `folder` with its own ports and that hotline.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hotline.toml").write_text(config, encoding="utf-8")
    return {
        "HOTLINE_CONFIG": str(folder / "hotline.toml"),
        "HOTLINE_STATE_DIR": str(folder / "var"),
        "HOTLINE_HTTP_PORT": str(ports.free()),
        "HOTLINE_SIP_PORT": str(ports.free()),
        "HOTLINE_AMI_PORT": str(ports.free()),
        "HOTLINE_AGI_PORT": str(ports.free()),
        "HOTLINE_RTP_PORTS": f"{ports.rtp[0]}-{ports.rtp[1]}",
    }


@contextmanager
def private_asterisk(env: Mapping[str, str]) -> Iterator[Asterisk]:
    """Render the configuration for that environment and start Asterisk with it."""
    settings = load_settings(env)
    run_module("asterisk_conf", env)
    account = service_account()
    if account is not None:  # as ops.run does it
        settings.paths.log.mkdir(exist_ok=True)
        own_state(settings.state_dir, account)
    command = (str(_REPOSITORY / "ops" / "asterisk.sh"), str(settings.state_dir))
    log = settings.paths.log / "asterisk.log"
    with program(command, log, env=env, cwd=_REPOSITORY) as process:
        asterisk = Asterisk(settings=settings, pid=process.pid)

        def has_started() -> bool:
            assert process.poll() is None, tail(log)
            return "fully booted" in asterisk.cli("core waitfullybooted")

        until(has_started, "Asterisk", _START_S)
        yield asterisk


def run_module(module: str, env: Mapping[str, str]) -> str:
    """Run `python -m module` in that environment to its end; returns its output."""
    done = subprocess.run(
        (sys.executable, "-m", module), env={**_inherited(), **env}, cwd=_REPOSITORY, capture_output=True, check=False
    )
    assert done.returncode == 0, f"python -m {module}: {done.stderr.decode(errors='replace')}"
    return done.stdout.decode()


def _inherited() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_")}
