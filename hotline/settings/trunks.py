"""The centre and its trunks."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Field,
    model_validator,
)

from hotline.settings.values import Count, Name, Network, Number, Origin, Printable, SipUri, TimeZone, matching


class Centre(BaseModel, extra="forbid", frozen=True):
    name: Printable = "12345"
    area_code: Annotated[str, matching(r"0[0-9]{2,3}", 'an area code such as "0477"')] = "0477"
    timezone: TimeZone = "Asia/Shanghai"
    withheld_callers: Literal["show", "hide"] = "show"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


CITIZENS_ANSWERS = (404, 408, 410, 480, 484, 485, 486, 600, 603, 604)
"""SIP statuses that concern the citizen's telephone, not the carrier; a trunk's settings may change the list."""


class Trunk(BaseModel, extra="forbid", frozen=True):
    name: Name
    match: list[Network] = Field(min_length=1)
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
