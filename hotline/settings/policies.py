"""Policies of a site: callbacks, recordings, telephones, desks, floods, retention."""

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    Field,
    model_validator,
)

from hotline.settings.values import Count, Duration, Hours, HoursPart, Network, Number


class CallbackPolicy(BaseModel, extra="forbid", frozen=True):
    """`weekdays` and `days` replace `hours` on a weekday (mon to sun) or on a single day, e.g. a holiday.

    A day takes precedence over a weekday; [] means that nobody is called.
    """

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


class Recording(BaseModel, extra="forbid", frozen=True):
    """`notice`: when callers are told of the recording: while an agent's phone rings, before any phone rings, or by the
    greeting itself ("none").
    """

    enabled: bool = True
    notice: Literal["ringing", "before", "none"] = "ringing"
    keep_days: Count = Field(default=180, ge=1)

    @property
    def notice_while_ringing(self) -> bool:
        return self.enabled and self.notice == "ringing"

    @property
    def notice_before(self) -> bool:
        return self.enabled and self.notice == "before"


class Phones(BaseModel, extra="forbid", frozen=True):
    """The agents' telephones. `networks` are those they may be in, [] allows all; `block_for` 0 disables blocking.

    The limits count all calls that a telephone places, except those to emergency numbers.
    """

    networks: list[Network] = []
    block_for: Duration = 600
    calls_at_once: Count = Field(default=2, ge=1)
    calls_a_day: Count = Field(default=300, ge=1)


class DeskPolicy(BaseModel, extra="forbid", frozen=True):
    """What happens to an agent whose desk has been closed for `closed_after`, or who logs out."""

    closed_after: Duration = Field(default=60, ge=1)
    closed_means: Literal["offline", "paused", "keep"] = "offline"


class Disk(BaseModel, extra="forbid", frozen=True):
    """Limits for the free space on the state folder's disk, in MB."""

    warn_mb: Annotated[float, Field(gt=0)] = 1000
    recordings_stop_mb: Annotated[float, Field(gt=0)] = 300

    @model_validator(mode="after")
    def _warned_before_recordings_stop(self) -> "Disk":
        if self.warn_mb < self.recordings_stop_mb:
            raise ValueError(f"warn_mb of at least recordings_stop_mb ({self.recordings_stop_mb:g})")
        return self


class LogIns(BaseModel, extra="forbid", frozen=True):
    """`idle`: a session ends when it has not been used for so long; an open page uses it. `codes_for`: roles that must
    log in with a one-time code as well.
    """

    idle: Duration = Field(default=8 * 3600.0, ge=60)
    codes_for: list[Literal["supervisor", "admin", "auditor"]] = []


class Floods(BaseModel, extra="forbid", frozen=True):
    """How much of the hotline one number may use, and what counts as a flood. A limit of 0 calls means no limit.

    `switchboards` are numbers shared by many people. Callers who hang up sooner than `given_up` gain no priority.
    """

    calls_of_number: Count = Field(default=2, ge=0)
    anonymous_calls: Count = Field(default=50, ge=0)
    switchboards: list[Number] = []
    given_up: Duration = 10
    number_alarm: Count = Field(default=10, ge=2)
    new_numbers: Count = Field(default=40, ge=1)
    slowed_every: Duration = Field(default=120, ge=1)


class LookPolicy(BaseModel, extra="forbid", frozen=True):
    """`numbers_per_hour`: how many different numbers unrelated to their work a user may look up."""

    numbers_per_hour: int = Field(default=60, ge=1)


class Retention(BaseModel, extra="forbid", frozen=True):
    """How long personal data are kept. Calls and tickets are kept for ever as counts, without people and content."""

    calls: Duration = Field(default=730 * 86400.0, ge=86400)
    tickets: Duration = Field(default=1095 * 86400.0, ge=86400)
    looks: Duration = Field(default=1095 * 86400.0, ge=86400)
    journals: Duration = Field(default=7 * 86400.0, ge=86400)


class Thresholds(BaseModel, extra="forbid", frozen=True):
    """What is told as too much or too little: the wall shows it in red. `waiting` callers in a queue or more, who waits
    for `wait_s` or longer; rates below `service_level` (today) and `connection_rate` (in any 24 hours)."""

    waiting: Count = Field(default=10, ge=1)
    wait_s: Duration = Field(default=60, ge=1)
    service_level: float = Field(default=0.8, ge=0, le=1)
    connection_rate: float = Field(default=0.95, ge=0, le=1)
