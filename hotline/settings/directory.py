"""Entries of the directory, and the emergency numbers."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from hotline.settings.error import SettingsError
from hotline.settings.mistake import mistake
from hotline.settings.values import Code, Duration, HoursPart, Name, Number, Printable

EMERGENCY_NUMBERS = frozenset({"110", "119", "120", "122"})  # police, fire, ambulance, traffic police
_EMERGENCY = re.compile(r"(?:(?:(?:\+|00)86|0)0?(?:10|2\d|[3-9]\d\d)?)?(?:110|119|120|122)", re.ASCII)


def is_emergency(number: str) -> bool:
    """Whether an emergency desk answers there, here or in another city: 110, 0477110, 0086110."""
    return _EMERGENCY.fullmatch(number) is not None


class DirectoryEntry(BaseModel, extra="forbid", frozen=True):
    """`hours` [] means always. `code` is keyed on the telephone; without one, hotline.domain.transfers.directory
    assigns one.

    An entry with an emergency number is always an emergency desk.
    """

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


def written_entry(columns: Mapping[str, object]) -> DirectoryEntry:
    """An entry as somebody wrote it; raises SettingsError, which names the first mistake."""
    try:
        return DirectoryEntry.model_validate(columns)
    except ValidationError as error:
        raise SettingsError(mistake(error.errors()[0])) from None
