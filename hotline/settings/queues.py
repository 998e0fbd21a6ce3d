"""The queues, and the merged hotlines that lead to them."""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    Field,
    model_validator,
)

from hotline.settings.values import Count, Duration, Name, Number, Printable, Title, matching

Strategy = Literal["leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "ringall", "linear"]


class Queue(BaseModel, extra="forbid", frozen=True):
    name: Name
    numbers: list[Number] = Field(min_length=1)
    strategy: Strategy = "leastrecent"
    greeting: Annotated[str, matching(r"[a-z0-9-]*", "the name of a prompt")] = "welcome"
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


class MergedHotline(BaseModel, extra="forbid", frozen=True):
    """A former hotline of the city, taken over as merged (整体并入), parallel (双号并行) or subcentre (设分中心).

    `queue` is where its calls go; without it the queue that lists the number, else the first one.
    """

    number: Number
    name: Title
    unit: Printable = ""
    mode: Literal["merged", "parallel", "subcentre"] = "merged"
    queue: str = ""
