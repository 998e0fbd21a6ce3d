"""Settings: the environment and hotline.toml, checked once at start.

A mistake is one clear line that names the key and what was expected (SettingsError); every role's main prints it and
exits with status 2, so that a wrong file never half-starts a hotline.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)


class SettingsError(Exception):
    """What is wrong with the settings, in one line for a person."""


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(value: object) -> float:
    """Seconds from "2s", "10m", "4h", "3d" or a plain number of seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a duration such as "2s", "10m", "4h" or "3d"')
    return float(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True)
class Hours:
    """A part of a day, from `start` to before `end`, in minutes after midnight (end may be 1440)."""

    start: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (self.start, self.end))


def parse_hours(value: object) -> Hours:
    """Hours from "HH:MM-HH:MM"; 24:00 is the end of the day."""
    match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", value) if isinstance(value, str) else None
    if match is not None:
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if int(match[2]) < 60 and int(match[4]) < 60 and start < end <= 1440:
            return Hours(start, end)
    raise ValueError('hours such as "08:00-21:00" (24:00 allowed), the start before the end')


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError:
        raise ValueError('an address or network such as "10.1.2.0/24"') from None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('a time zone such as "Asia/Shanghai"') from None
    return value


def _matching(pattern: str, expected: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return AfterValidator(check)


Duration = Annotated[float, BeforeValidator(parse_duration), Field(ge=0)]
HoursPart = Annotated[Hours, BeforeValidator(parse_hours)]
Name = Annotated[str, _matching(r"[A-Za-z][A-Za-z0-9_-]{0,30}", "a name of letters, digits, - and _, a letter first")]
Code = Annotated[str, _matching(r"[0-9]{1,4}", "1 to 4 digits")]
Number = Annotated[str, _matching(r"\+?[0-9]{2,20}", "a telephone number of 2 to 20 digits")]
SipUri = Annotated[str, _matching(r"sip:[A-Za-z0-9.\-\[\]:@_;=]+", 'an address such as "sip:10.1.2.3:5060"')]
Printable = Annotated[str, _matching(r"[^\x00-\x1f\x7f]*", "text without control characters")]
Origin = Annotated[str, _matching(r"[0-9A-Za-z\u4e00-\u9fff-]{0,16}", 'a short name of a desk such as "110"')]
Title = Annotated[str, _matching(r"[^\x00-\x1f\x7f]{1,64}", "1 to 64 characters without control characters")]
EMERGENCY_NUMBERS = frozenset({"110", "119", "120", "122"})  # police, fire, ambulance, traffic police
_EMERGENCY = re.compile(r"(?:(?:(?:\+|00)86|0)0?(?:10|2\d|[3-9]\d\d)?)?(?:110|119|120|122)", re.ASCII)
Strategy = Literal["leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "ringall", "linear"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Count = Annotated[int, Field(strict=True)]


class Centre(_Section):
    name: Printable = "12345"
    area_code: Annotated[str, _matching(r"0[0-9]{2,3}", 'an area code such as "0477"')] = "0477"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    withheld_callers: Literal["show", "hide"] = "show"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


CITIZENS_ANSWERS = (404, 408, 410, 480, 484, 485, 486, 600, 603, 604)
"""SIP's answers to our calls that speak of the citizen's telephone, unless a trunk's settings say otherwise."""


class Trunk(_Section):
    name: Name
    match: list[Annotated[str, AfterValidator(_network)]] = Field(min_length=1)
    contact: SipUri
    caller_id: Number = "12345"
    username: Printable = ""
    password: Printable = ""
    channels: Count = Field(default=60, ge=1)
    reserve_inbound: Count = Field(default=30, ge=0)
    citizens_answers: list[Annotated[int, Field(ge=400, le=699)]] = list(CITIZENS_ANSWERS)
    origin: Origin = ""
    origin_numbers: dict[Origin, list[Number]] = {}

    @model_validator(mode="after")
    def _reserve_is_part_of_channels(self) -> "Trunk":
        if self.reserve_inbound > self.channels:
            raise ValueError(f"reserve_inbound of at most channels ({self.channels})")
        return self


class Queue(_Section):
    name: Name
    numbers: list[Number] = Field(min_length=1)
    strategy: Strategy = "leastrecent"
    greeting: Annotated[str, _matching(r"[a-z0-9-]*", "the name of a prompt")] = "welcome"
    ring_s: Duration = Field(default=20, ge=1)
    no_answer: Literal["pause", "keep"] = "pause"
    max_waiting: Count = Field(default=100, ge=1)
    max_wait_s: Duration = Field(default=300, ge=1)
    service_level_s: Duration = 15
    wrapup_s: Duration = 5
    overflow_to: str = ""
    overflow_after_s: Duration = 20

    @model_validator(mode="after")
    def _overflows_while_the_citizen_waits(self) -> "Queue":
        if self.overflow_to and self.overflow_after_s >= self.max_wait_s:
            raise ValueError(f"overflow_after_s of less than max_wait_s ({self.max_wait_s:g})")
        return self


class MergedHotline(_Section):
    """An old number of the city that has come to us: merged (整体并入), parallel (双号并行) or subcentre (设分中心).

    `queue` is where its calls land: without it the queue that names the number, else the first one.
    """

    number: Number
    name: Title
    unit: Printable = ""
    mode: Literal["merged", "parallel", "subcentre"] = "merged"
    queue: str = ""


def is_emergency(number: str) -> bool:
    """Whether an emergency desk answers there, ours or that of another city: 110, 0477110, 0086110."""
    return _EMERGENCY.fullmatch(number) is not None


class DirectoryEntry(_Section):
    """`hours` [] is always. `code` is keyed on the telephone; without one cti.domain.directory gives one. Who has an
    emergency number is an emergency desk, whatever is said."""

    key: Name
    name: Annotated[Printable, Field(max_length=64)]
    numbers: list[Number] = Field(min_length=1)
    ring_s: Duration = Field(default=30, ge=1)
    emergency: bool = Field(default=False, validate_default=True)
    hours: list[HoursPart] = []
    note_required: bool = False
    code: Code | None = None

    @field_validator("emergency")
    @classmethod
    def _or_an_emergency_number(cls, said: bool, info: ValidationInfo) -> bool:
        return said or any(map(is_emergency, info.data.get("numbers", ())))


class CallbackPolicy(_Section):
    """`weekdays` and `days` give other hours than `hours` to a weekday (mon to sun) and to a single day, e.g. a
    holiday; the day stands before the weekday, and [] is nobody rung."""

    mode: Literal["preview", "auto"] = "preview"
    hours: list[HoursPart] = [Hours(480, 1260)]
    weekdays: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], list[HoursPart]] = {}
    days: dict[date, list[HoursPart]] = {}
    min_idle_s: Duration = 10
    keep_free: Count = Field(default=0, ge=0)
    retry_after: list[Duration] = Field(default=[600.0, 3600.0, 14400.0], min_length=1)
    max_attempts: Count = Field(default=4, ge=1)
    expire_after: Duration = Field(default=3 * 86400.0, ge=1)
    short_abandon_s: Duration = 0


class Recording(_Section):
    """`notice`: when callers are told of it: while the phone of an agent rings, before any phone rings, or by the
    greeting itself ("none")."""

    enabled: bool = True
    notice: Literal["ringing", "before", "none"] = "ringing"
    keep_days: Count = Field(default=180, ge=1)

    @property
    def notice_while_ringing(self) -> bool:
        return self.enabled and self.notice == "ringing"

    @property
    def notice_before(self) -> bool:
        return self.enabled and self.notice == "before"


class Phones(_Section):
    """The agents' telephones. `networks` are those they may be in, [] is all; `block_for` 0 blocks nobody. Of the calls
    that a telephone places only those to emergency numbers are not counted."""

    networks: list[Annotated[str, AfterValidator(_network)]] = []
    block_for: Duration = 600
    calls_at_once: Count = Field(default=2, ge=1)
    calls_a_day: Count = Field(default=300, ge=1)


class DeskPolicy(_Section):
    """What it means for an agent that their desk is closed for `closed_after`, or that they log out."""

    closed_after: Duration = Field(default=60, ge=1)
    closed_means: Literal["offline", "paused", "keep"] = "offline"


class Disk(_Section):
    """Room on the disk of the state folder, in MB that are free."""

    warn_mb: Annotated[float, Field(gt=0)] = 1000
    recordings_stop_mb: Annotated[float, Field(gt=0)] = 300

    @model_validator(mode="after")
    def _warned_before_recordings_stop(self) -> "Disk":
        if self.warn_mb < self.recordings_stop_mb:
            raise ValueError(f"warn_mb of at least recordings_stop_mb ({self.recordings_stop_mb:g})")
        return self


class LogIns(_Section):
    """`idle`: a log-in that has not been used for so long is over; an open page uses it. `codes_for`: roles that must
    log in with a one-time code as well."""

    idle: Duration = Field(default=8 * 3600.0, ge=60)
    codes_for: list[Literal["supervisor", "admin", "auditor"]] = []


class Floods(_Section):
    """How much of the hotline one number may take, and what is a flood. 0 calls: no limit. `switchboards` are numbers
    that many people share. Who hangs up sooner than `given_up` earns no place in the line."""

    calls_of_number: Count = Field(default=2, ge=0)
    anonymous_calls: Count = Field(default=50, ge=0)
    switchboards: list[Number] = []
    given_up: Duration = 10
    number_alarm: Count = Field(default=10, ge=2)
    new_numbers: Count = Field(default=40, ge=1)
    slowed_every: Duration = Field(default=120, ge=1)


class LookPolicy(_Section):
    """`numbers_per_hour`: how many different numbers a person may ask by that they have nothing to do with."""

    numbers_per_hour: int = Field(default=60, ge=1)


class Retention(_Section):
    """How long what is kept of citizens is kept. Calls and tickets stay countable for ever, without who and what."""

    calls: Duration = Field(default=730 * 86400.0, ge=86400)
    tickets: Duration = Field(default=1095 * 86400.0, ge=86400)
    looks: Duration = Field(default=1095 * 86400.0, ge=86400)
    journals: Duration = Field(default=7 * 86400.0, ge=86400)


class Hotline(_Section):
    """hotline.toml."""

    centre: Centre = Centre()
    trunks: list[Trunk] = Field(min_length=1)
    queues: list[Queue] = Field(min_length=1)
    hotlines: list[MergedHotline] = []
    directory: list[DirectoryEntry] = []
    callback: CallbackPolicy = CallbackPolicy()
    recording: Recording = Recording()
    floods: Floods = Floods()
    phones: Phones = Phones()
    desk: DeskPolicy = DeskPolicy()
    login: LogIns = LogIns()
    disk: Disk = Disk()
    looks: LookPolicy = LookPolicy()
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Hotline":
        for what, names in (
            ("trunks: name", [trunk.name for trunk in self.trunks]),
            ("queues: name", [queue.name for queue in self.queues]),
            ("queues: numbers", [number for queue in self.queues for number in queue.numbers]),
            ("hotlines: number", [entry.number for entry in self.hotlines]),
            ("directory: key", [entry.key for entry in self.directory]),
            ("directory: code", [entry.code for entry in self.directory if entry.code]),
        ):
            doubles = {name for name in names if names.count(name) > 1}
            if doubles:
                raise ValueError(f"{what}: expected each once, {', '.join(sorted(doubles))} stands twice")
        return self

    @model_validator(mode="after")
    def _an_address_is_one_trunk(self) -> "Hotline":
        """Asterisk would take either trunk: a call from the 110 desk could come as anybody's."""
        networks = [(ip_network(text), trunk.name) for trunk in self.trunks for text in trunk.match]
        for (one, its_trunk), (other, other_trunk) in combinations(networks, 2):
            if its_trunk != other_trunk and one.version == other.version and one.overlaps(other):
                raise ValueError(
                    f"trunks: match: expected each address in one trunk, {other} of {other_trunk} is in {its_trunk} too"
                )
        return self

    @model_validator(mode="after")
    def _overflow_ends_in_a_queue_that_keeps_its_citizens(self) -> "Hotline":
        keeping = {queue.name for queue in self.queues if not queue.overflow_to}
        for queue in self.queues:
            if queue.overflow_to and queue.overflow_to not in keeping:
                raise ValueError(
                    f"queues: overflow_to: expected a queue that does not overflow itself, got {queue.overflow_to!r}"
                )
        return self

    @model_validator(mode="after")
    def _hotlines_land_in_queues(self) -> "Hotline":
        for entry in self.hotlines:
            named = next((queue.name for queue in self.queues if entry.number in queue.numbers), None)
            expected = {queue.name for queue in self.queues} if named is None else {named}
            if entry.queue and entry.queue not in expected:
                raise ValueError(
                    f"hotlines: {entry.number}: queue: expected {' or '.join(sorted(expected))}, got {entry.queue!r}"
                )
            if entry.mode == "parallel" and (entry.queue or named or self.queues[0].name) == self.queues[0].name:
                raise ValueError(f"hotlines: {entry.number}: queue: expected one of its own, since it is parallel")
        return self


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Where things lie under the state folder. Everything that an instance writes is below it."""

    state_dir: Path

    @property
    def secrets(self) -> Path:
        """A file for each role."""
        return self.state_dir / "secrets"

    @property
    def looks_key(self) -> Path:
        """The key of the hashes of numbers in the log of looks."""
        return self.state_dir / "looks.key"

    @property
    def asterisk(self) -> Path:
        return self.state_dir / "asterisk"

    @property
    def asterisk_etc(self) -> Path:
        return self.asterisk / "etc"

    @property
    def journal(self) -> Path:
        """Where Asterisk writes what happened, whoever listens."""
        return self.asterisk_log / "cel-custom"

    @property
    def asterisk_log(self) -> Path:
        return self.asterisk / "log"

    @property
    def redis(self) -> Path:
        return self.state_dir / "redis"

    @property
    def recordings(self) -> Path:
        return self.state_dir / "recordings"

    @property
    def sounds(self) -> Path:
        return self.state_dir / "sounds"

    @property
    def log(self) -> Path:
        return self.state_dir / "log"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that a role is told. See the contract of each environment variable in docs/settings.md."""

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


def load_hotline(path: Path) -> Hotline:
    """Read and check hotline.toml; raises SettingsError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"HOTLINE_CONFIG: expected a file, {path} does not exist") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name}: expected TOML in UTF-8: {error}") from None
    return parse_hotline(document, path.name)


def parse_hotline(document: dict[str, Any], file_name: str = "hotline.toml") -> Hotline:
    """Check a hotline.toml that has been read; raises SettingsError that names the key and what was expected."""
    try:
        return Hotline.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        expected = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            expected = "no such key; see docs/settings.md for those there are"
        if first["type"] == "value_error" and key:
            expected = f"expected {expected}" + (
                "" if isinstance(first["input"], dict) else f", got {first['input']!r}"
            )
        raise SettingsError(f"{file_name}: {key + ': ' if key else ''}{expected}") from None


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
    """SQLAlchemy's URL; a bare postgresql:// gets the driver that we ship."""
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
