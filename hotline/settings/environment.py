"""The environment of a role, read and validated at start. docs/settings.md describes each variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from hotline.settings.error import SettingsError
from hotline.settings.hotline import Hotline, load_hotline
from hotline.settings.paths import Paths


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a role. docs/settings.md describes each environment variable."""

    config_path: Path
    paths: Paths
    http_host: str
    http_port: int
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    metrics_token: str
    sip_port: int
    ami_host: str
    ami_port: int
    agi_host: str
    agi_bind: str
    agi_port: int
    rtp_ports: tuple[int, int]
    database_url: str
    redis_url: str
    redis_embedded: bool
    admin_password: str | None
    node: str
    hotline: Hotline

    @property
    def state_dir(self) -> Path:
        return self.paths.state_dir


def load_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment and hotline.toml; raises SettingsError."""
    state_dir = Path(env.get("HOTLINE_STATE_DIR", "var")).absolute()
    paths = Paths(state_dir=state_dir)
    config_path = Path(env.get("HOTLINE_CONFIG", "hotline.toml")).absolute()
    redis_url = _redis_url(env.get("HOTLINE_REDIS_URL", ""))
    return Settings(
        config_path=config_path,
        paths=paths,
        http_host=env.get("HOTLINE_HTTP_HOST", "127.0.0.1"),
        http_port=_port(env, "HOTLINE_HTTP_PORT", 8080),
        trusted_proxies=_networks(env, "HOTLINE_TRUSTED_PROXIES"),
        metrics_token=_token(env, "HOTLINE_METRICS_TOKEN"),
        sip_port=_port(env, "HOTLINE_SIP_PORT", 5060),
        ami_host=env.get("HOTLINE_AMI_HOST", "127.0.0.1"),
        ami_port=_port(env, "HOTLINE_AMI_PORT", 5038),
        agi_host=env.get("HOTLINE_AGI_HOST", "127.0.0.1"),
        agi_bind=env.get("HOTLINE_AGI_BIND", "127.0.0.1"),
        agi_port=_port(env, "HOTLINE_AGI_PORT", 4573),
        rtp_ports=_port_range(env, "HOTLINE_RTP_PORTS", "10000-20000"),
        database_url=_database_url(env.get("HOTLINE_DATABASE_URL", ""), state_dir),
        redis_url=redis_url or f"unix://{paths.redis / 'redis.sock'}",
        redis_embedded=not redis_url,
        admin_password=env.get("HOTLINE_ADMIN_PASSWORD") or None,
        node=_node(env.get("HOTLINE_NODE", "node1")),
        hotline=load_hotline(config_path),
    )


def _port(env: Mapping[str, str], key: str, default: int) -> int:
    text = env.get(key, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingsError(f"{key}: expected a port from 1 to 65535, got {text!r}")
    return int(text)


def _networks(env: Mapping[str, str], key: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part) for part in re.split(r"[\s,]+", env.get(key, "")) if part)
    except ValueError as error:
        raise SettingsError(f'{key}: expected networks such as "10.0.0.5, 10.1.0.0/24": {error}') from None


def _token(env: Mapping[str, str], key: str) -> str:
    text = env.get(key, "")
    if text and not re.fullmatch(r"[!-~]{16,200}", text):
        raise SettingsError(f"{key}: expected 16 to 200 characters without spaces")
    return text


def _port_range(env: Mapping[str, str], key: str, default: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", env.get(key, default))
    if match is None or not 1 <= int(match[1]) < int(match[2]) <= 65535:
        raise SettingsError(f'{key}: expected a range of ports such as "10000-20000", got {env.get(key)!r}')
    return int(match[1]), int(match[2])


def _node(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]{0,15}", text):
        raise SettingsError(f'HOTLINE_NODE: expected a short name such as "node1", got {text!r}')
    return text


def _redis_url(text: str) -> str:
    if text and not re.match(r"(redis|rediss|unix)://.", text):
        raise SettingsError(
            f'HOTLINE_REDIS_URL: expected a URL such as "redis://host:6379/0" or "unix:///path/to.sock", got {text!r}'
        )
    return text


def _database_url(text: str, state_dir: Path) -> str:
    """A URL for SQLAlchemy; a bare postgresql:// gets the driver that we ship."""
    if not text:
        return f"sqlite:///{state_dir / 'hotline.db'}"
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise SettingsError('HOTLINE_DATABASE_URL: expected a URL such as "postgresql://user:password@host/name"')
    if scheme in ("postgresql", "postgres"):
        return f"postgresql+psycopg://{rest}"
    if scheme in ("sqlite", "postgresql+psycopg"):
        return text
    raise SettingsError(f"HOTLINE_DATABASE_URL: expected sqlite or postgresql, got {scheme!r}")
