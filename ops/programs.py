"""The programs of an instance, with the user and the environment that each of them runs with."""

import os
import sys
from collections.abc import Mapping, Sequence

from hotline.names.roles import RoleName
from hotline.settings.environment import Settings
from ops.account import CHECKOUT, NAME, Account, needs_low_ports, reached_paths
from ops.plan import Program, Stage


class Surroundings:
    """The user and the environment that programs are started with."""

    def __init__(self, settings: Settings, account: Account | None) -> None:
        self._settings = settings
        self._account = account

    def command(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The command line that runs `argv` as the service user."""
        return tuple(argv) if self._account is None else self._account.command(argv, reached_paths(self._settings))

    def env(self, *low_ports: int) -> dict[str, str]:
        """The supervisor's environment, with HOME and the user names changed to the service user's."""
        if self._account is None:
            return dict(os.environ)
        env = dict(os.environ) | {"HOME": str(self._settings.state_dir), "USER": NAME, "LOGNAME": NAME}
        return env | {"LOW_PORTS": "yes"} if needs_low_ports(low_ports) else env


def programs(settings: Settings, around: Surroundings) -> list[Program]:
    """All programs of an instance. Asterisk and Redis get no secrets from the environment."""
    secret = ("HOTLINE_ADMIN_PASSWORD",)
    listens = {RoleName.AGENT_API: settings.http_port, RoleName.IVR: settings.agi_port}
    roles = [
        Program(
            name=role.value,
            argv=around.command((sys.executable, "-m", role.value)),
            stage=Stage.ROLE,
            env=_without(around.env(listens.get(role, 65535)), secret),
        )
        for role in RoleName
    ]
    asterisk = Program(
        name="asterisk",
        # it drops root's rights by itself, after mounting its private root
        argv=(str(CHECKOUT / "ops" / "asterisk.sh"), str(settings.state_dir)),
        stage=Stage.SWITCH,
        env=_little(around.env(settings.sip_port, settings.ami_port))
        | {"HOME": os.environ.get("HOME", "/root"), "TZ": settings.hotline.centre.timezone},
        ask_again=True,
    )
    if not settings.redis_embedded:
        return [asterisk, *roles]
    folder = settings.paths.redis
    # no TCP port and no persistence: Redis holds only the live view and notifications, SQL is the truth
    options = {"--port": "0", "--save": "", "--appendonly": "no", "--dir": str(folder)}
    options |= {"--unixsocket": str(folder / "redis.sock"), "--unixsocketperm": "700"}
    argv = around.command(("redis-server", *(word for option in options.items() for word in option)))
    return [Program(name="redis", argv=argv, stage=Stage.REDIS, env=_little(around.env())), asterisk, *roles]


def _without(env: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {key: value for key, value in env.items() if key not in names}


def _little(env: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in env.items() if key in ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "LOW_PORTS")}
