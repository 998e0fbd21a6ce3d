"""Answers to the survey, by the agent who spoke with the citizen last, or by the queue that counts the call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, func, select

from hotline.domain.calls.survey import satisfied_rate
from hotline.store.tables import calls

By = Literal["agent", "queue"]


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """`answers` by name; `asked` includes calls without an answer."""

    asked: int
    answers: Mapping[str, int]

    @property
    def answered(self) -> int:
        return sum(self.answers.values())

    @property
    def rate(self) -> float | None:
        return satisfied_rate(self.answers)

    def __add__(self, other: "Surveyed") -> "Surveyed":
        names = {*self.answers, *other.answers}
        both = {name: self.answers.get(name, 0) + other.answers.get(name, 0) for name in names}
        return Surveyed(asked=self.asked + other.asked, answers=both)


NOBODY = Surveyed(asked=0, answers={})


def surveyed(
    connection: Connection, by: By, since: datetime, until: datetime, agent: str | None = None
) -> dict[str, Surveyed]:
    """Those asked from `since` to before `until`, by agent ("" for nobody) or queue; of one agent if named."""
    column = func.coalesce(calls.c.agent if by == "agent" else calls.c.queue, "")
    within = and_(
        calls.c.survey_asked_at.is_not(None), calls.c.survey_asked_at >= since, calls.c.survey_asked_at < until
    )
    query = (
        select(column.label("whose"), calls.c.survey_answer.label("answer"), func.count().label("asked"))
        .where(within, *([] if agent is None else [calls.c.agent == agent]))
        .group_by(column, calls.c.survey_answer)
    )
    found: dict[str, Surveyed] = {}
    for row in connection.execute(query):
        one = Surveyed(asked=row.asked, answers={} if row.answer is None else {row.answer: row.asked})
        found[row.whose] = found.get(row.whose, NOBODY) + one
    return found
