"""Validated field types for requests, with helpful errors.

Text is refused rather than corrected: control characters would break log lines and pages, and PostgreSQL accepts no
NUL.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from agent_api.protocol.table import Format, Language

_A_TIME = 'a time such as "2026-11-21T08:00:00+08:00"'
PAGE_LIMIT = 100
INTEGER_LIMIT = 2**31 - 1  # PostgreSQL's integer, the type of ids

_BEYOND_TEXT = r"\ud800-\udfff\u202a-\u202e\u2066-\u2069"  # lone surrogates, bidirectional overrides
_CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BEYOND_TEXT}]")
_CONTROL_BUT_LINES = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BEYOND_TEXT}]")
_BARE_PLUS = re.compile(r" (?=\d\d:?\d\d$)")  # "+08:00" in a query with an unescaped plus


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("text in one line, without control characters")
    return value


def _lines(value: str) -> str:
    if _CONTROL_BUT_LINES.search(value):
        raise ValueError("text without control characters")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("some text")
    return value


def _zone(info: ValidationInfo) -> ZoneInfo:
    zone = (info.context or {}).get("zone")
    assert isinstance(zone, ZoneInfo)  # serve.py gives it to every query
    return zone


def _moment(value: Any, info: ValidationInfo) -> object:
    """A time in ISO 8601; without an offset it is in the centre's time zone."""
    if value is None or isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(_BARE_PLUS.sub("+", value))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_zone(info))
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_A_TIME) from None


def says_why(reason: str) -> bool:
    """Whether a reason has at least two letters or digits; invisible characters and signs do not count."""
    return sum(sign.isalnum() for sign in reason) >= 2


@dataclass(frozen=True)
class Matching:
    """Text that matches a pattern, described by `expected`."""

    pattern: str
    expected: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | {"pattern": f"^{self.pattern}$"}

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise ValueError(self.expected)
        return value


Line = Annotated[str, AfterValidator(_one_line)]
Lines = Annotated[str, AfterValidator(_lines)]
NotBlank = AfterValidator(_not_blank)
Moment = Annotated[datetime, BeforeValidator(_moment)]
Reason = Annotated[Line, StringConstraints(max_length=200)]
NumberText = Annotated[Line, StringConstraints(max_length=64)]
Username = Annotated[Line, StringConstraints(max_length=64)]


class Body(BaseModel):
    """A request's body: exactly these fields with exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Patch(Body):
    """Changes of something: a field that is not named stays. Null is for those of `MAY_BE_NULL` alone."""

    MAY_BE_NULL: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _a_value(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.field_name not in cls.MAY_BE_NULL:
            raise ValueError("a value other than null")
        return value


class Query(BaseModel):
    """A request's query parameters; unknown ones are errors, so that a misspelt filter does not return everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CitizenQuery(Query):
    """For routes that show citizens' data: `reason` is why the user looks (as in the header X-Reason, in
    percent-encoded UTF-8 if it is not ASCII)."""

    reason: Reason = ""


class ListQuery(Query):
    limit: int = Field(default=PAGE_LIMIT, ge=1, le=PAGE_LIMIT)
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None


class CitizenListQuery(ListQuery, CitizenQuery):
    pass


class FileQuery(Query):
    """For lists and reports that can be had as a file: `format` goes before the header Accept; `lang` is the language
    of its words. A file has everything that matches, whatever `limit` and `cursor` say."""

    format: Format | None = None
    lang: Language = "zh"


class Answer(BaseModel):
    """A response body. It is not validated again, because its values come from SQL."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Json = dict[str, Any]
