"""What is in force, and where each value comes from: hotline.toml, the environment, or the default; no secrets.

pydantic keeps which fields of a model were given, so the file need not be read for it. It is read again to name what is
wrong in it, or what has been changed since the start.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from hotline.settings.environment import Settings
from hotline.settings.hotline import Hotline
from hotline.settings.mistake import SECRETS, mistake
from hotline.settings.values import Hours, parse_duration

_ELSEWHERE = frozenset({"directory"})  # hotline.toml is only its beginning; supervisors edit it
_NAMES = ("name", "key", "number")  # what an entry of an array is called by
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"))
_IN_URL = re.compile(r"(://[^:/@\s]*:)[^@\s]*@")
_IN_QUERY = re.compile(r"(?i)((?:password|passwd|token|secret)=)[^&\s]*")


class Source(Enum):
    FILE = "file"
    ENVIRONMENT = "environment"
    DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`value` is JSON; of a secret it only says whether there is one."""

    key: str
    value: Any
    source: Source
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class FileNow:
    """hotline.toml as it lies on the disk: its `mistakes`, or the keys whose values begin to hold after a restart."""

    mistakes: list[str]
    changed: list[str]


def of_file(hotline: Hotline) -> list[Setting]:
    return list(_walk("", hotline))


def of_environment(settings: Settings, env: Mapping[str, str]) -> list[Setting]:
    """The variables of docs/settings.md."""
    shown: dict[str, Any] = {
        "HOTLINE_CONFIG": str(settings.config_path),
        "HOTLINE_STATE_DIR": str(settings.state_dir),
        "HOTLINE_HTTP_HOST": settings.http_host,
        "HOTLINE_HTTP_PORT": settings.http_port,
        "HOTLINE_TRUSTED_PROXIES": [str(network) for network in settings.trusted_proxies],
        "HOTLINE_SIP_PORT": settings.sip_port,
        "HOTLINE_AMI_HOST": settings.ami_host,
        "HOTLINE_AMI_PORT": settings.ami_port,
        "HOTLINE_AGI_HOST": settings.agi_host,
        "HOTLINE_AGI_BIND": settings.agi_bind,
        "HOTLINE_AGI_PORT": settings.agi_port,
        "HOTLINE_RTP_PORTS": "-".join(map(str, settings.rtp_ports)),
        "HOTLINE_DATABASE_URL": without_password(settings.database_url),
        "HOTLINE_REDIS_URL": without_password(settings.redis_url),
        "HOTLINE_NODE": settings.node,
    }
    secrets = {
        "HOTLINE_METRICS_TOKEN": bool(settings.metrics_token),
        "HOTLINE_ADMIN_PASSWORD": settings.admin_password is not None,
    }
    found = [Setting(key=key, value=value, source=_source(key, env)) for key, value in shown.items()]
    return found + [
        Setting(key=key, value=is_set, source=_source(key, env), secret=True) for key, is_set in secrets.items()
    ]


def file_now(path: Path, in_force: Hotline) -> FileNow:
    """All mistakes, not only the first one, which stops a start."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        there = Hotline.model_validate(document)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return FileNow(mistakes=[f"expected TOML in UTF-8: {error}"], changed=[])
    except ValidationError as error:
        return FileNow(mistakes=[mistake(one) for one in error.errors(include_url=False)], changed=[])
    before, after = _by_key(in_force), _by_key(there)
    return FileNow(mistakes=[], changed=sorted(key for key in before | after if before.get(key) != after.get(key)))


def without_password(url: str) -> str:
    return _IN_QUERY.sub(r"\1***", _IN_URL.sub(r"\1***@", url))


def _by_key(hotline: Hotline) -> dict[str, Any]:
    """Secrets too: that one has been changed is no secret."""
    return {setting.key: setting.value for setting in _walk("", hotline, hides=False)}


def _walk(prefix: str, model: BaseModel, *, hides: bool = True) -> Iterator[Setting]:
    for name, field in type(model).model_fields.items():
        value, key = getattr(model, name), f"{prefix}{name}"
        if not prefix and name in _ELSEWHERE:
            continue
        if isinstance(value, BaseModel):
            yield from _walk(f"{key}.", value, hides=hides)
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            for one in value:
                yield from _walk(f"{key}[{_name(one)}].", one, hides=hides)
        else:
            source = Source.FILE if name in model.model_fields_set else Source.DEFAULT
            secret = name in SECRETS
            shown = bool(value) if secret and hides else _shown(value, field)
            yield Setting(key=key, value=shown, source=source, secret=secret)


def _name(entry: BaseModel) -> str:
    return next((str(getattr(entry, name)) for name in _NAMES if hasattr(entry, name)), "")


def _shown(value: Any, field: FieldInfo) -> Any:
    if isinstance(value, list):
        return [_shown(one, field) for one in value]
    if isinstance(value, dict):
        return {str(key): _shown(one, field) for key, one in value.items()}
    if isinstance(value, int | float) and _is_duration(field):
        return _duration(value)
    return str(value) if isinstance(value, Hours) else value


def _is_duration(field: FieldInfo) -> bool:
    inner = [one for part in get_args(field.annotation) for one in getattr(part, "__metadata__", ())]
    return any(getattr(one, "func", None) is parse_duration for one in [*field.metadata, *inner])


def _duration(seconds: float) -> str:
    """As it is written in the file: "10m"."""
    for unit_s, unit in _UNITS:
        if seconds and seconds % unit_s == 0:
            return f"{seconds / unit_s:g}{unit}"
    return f"{seconds:g}s"


def _source(key: str, env: Mapping[str, str]) -> Source:
    return Source.ENVIRONMENT if env.get(key) else Source.DEFAULT
