"""How alarms begin and end. What is too much or too little is in `thresholds`."""

from pydantic import BaseModel, Field

from hotline.settings.values import Count, Duration


class AlarmPolicy(BaseModel, extra="forbid", frozen=True):
    """`settle` is how long a condition holds before its alarm begins, and is over before it ends. Rates count from
    `least_calls` calls on. An alarm of something that happens, such as guessed passwords, ends when it has not happened
    for `quiet`.
    """

    settle: Duration = Field(default=60, ge=1)
    service_level_over: Duration = Field(default=1800, ge=60)
    least_calls: Count = Field(default=20, ge=1)
    quiet: Duration = Field(default=3600, ge=60)
