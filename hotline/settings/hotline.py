"""hotline.toml as a whole, read and validated."""

import tomllib
from ipaddress import ip_network
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    model_validator,
)

from hotline.settings.alarms import AlarmPolicy
from hotline.settings.directory import DirectoryEntry
from hotline.settings.error import SettingsError
from hotline.settings.mistake import mistake
from hotline.settings.policies import (
    CallbackPolicy,
    DeskPolicy,
    Disk,
    Floods,
    LogIns,
    LookPolicy,
    Phones,
    Recording,
    Retention,
    Thresholds,
)
from hotline.settings.queues import MergedHotline, Queue
from hotline.settings.survey import Survey
from hotline.settings.trunks import Centre, Trunk


class Hotline(BaseModel, extra="forbid", frozen=True):
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
    thresholds: Thresholds = Thresholds()
    alarms: AlarmPolicy = AlarmPolicy()
    survey: Survey = Survey()

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
    def _the_survey_names_queues(self) -> "Hotline":
        unknown = sorted(set(self.survey.queues) - {queue.name for queue in self.queues})
        if unknown:
            raise ValueError(f"survey: queues: expected names of queues, got {unknown[0]!r}")
        return self

    @model_validator(mode="after")
    def _an_address_is_one_trunk(self) -> "Hotline":
        """Asterisk could choose either trunk, so a call from the 110 desk might appear as a citizen's."""
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


def load_hotline(path: Path) -> Hotline:
    """Read and validate hotline.toml; raises SettingsError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"HOTLINE_CONFIG: expected a file, {path} does not exist") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name}: expected TOML in UTF-8: {error}") from None
    return parse_hotline(document, path.name)


def parse_hotline(document: dict[str, Any], file_name: str = "hotline.toml") -> Hotline:
    """Validate a parsed hotline.toml; raises SettingsError, which names the key and what was expected."""
    try:
        return Hotline.model_validate(document)
    except ValidationError as error:
        raise SettingsError(f"{file_name}: {mistake(error.errors(include_url=False)[0])}") from None
