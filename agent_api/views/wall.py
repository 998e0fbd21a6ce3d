"""The wall as shown on request and on the socket."""

from pydantic import ConfigDict

from agent_api.protocol.fields import Answer, Json


class QueueWall(Answer):
    model_config = ConfigDict(extra="allow")

    name: str
    title: str
    waiting: int
    longest_wait_s: float
    talking: int
    agents: dict[str, int]
    today: Json


class WallCurve(Answer):
    """Calls of each half hour from `since` on: `today` up to the present one, `usual` the mean of the same weekday of
    the last four weeks for the whole day, empty when nothing is known of these."""

    since: str
    step_s: int
    today: list[int]
    usual: list[float]


class WallThresholds(Answer):
    """From the settings: from how many waiting callers and how long a wait on, and below which rates, something is
    wrong."""

    waiting: int
    wait_s: float
    service_level: float
    connection_rate: float


class WallView(Answer):
    """The centre at this moment; null where nothing is known. `fresh` false: it may be outdated, and `as_of` says how
    old it is. `stalled`: calls cannot be filed because SQL accepts no writes (a full disk), so the latest ones are
    missing. A seat's `silent` is the side of its conversation that sends no sound, agent or citizen; null when both do.
    """

    model_config = ConfigDict(extra="allow")

    as_of: str | None
    fresh: bool
    stalled: bool
    nodes: list[Json]
    waiting: int | None
    longest_wait_s: float | None
    talking: int | None
    agents: dict[str, int]
    queues: list[QueueWall]
    callbacks: Json
    today: Json
    connection_rate_24h: float | None
    curve: WallCurve | None
    thresholds: WallThresholds | None
    waiting_calls: list[Json]
    seats: list[Json]
    alarms: list[Json]
