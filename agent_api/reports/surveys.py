"""How satisfied citizens are: asked, answered and the rate of satisfied answers, by agent or by queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from aiohttp import web
from pydantic import Field

from agent_api.http.export import export_rows, wants_file
from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, FileQuery
from agent_api.protocol.moments import local
from agent_api.protocol.table import Words, said
from agent_api.reports.accounting import PeriodQuery
from agent_api.views.words import SURVEY_ANSWER
from hotline.domain.calls.routing import queue_titles
from hotline.domain.midnight import midnight
from hotline.settings.survey import ANSWERS
from hotline.store.reports import figures, surveys
from hotline.store.reports.surveys import NOBODY, Surveyed

_TITLE: Words = ("满意度", "Survey")
_HEAD: tuple[Words, ...] = (
    ("姓名", "name"),
    ("已询问", "asked"),
    ("已评价", "answered"),
    ("满意率", "satisfied"),
)
_WHOSE: Mapping[str, Words] = {"agent": ("工号", "agent"), "queue": ("队列", "queue")}


class SurveyQuery(PeriodQuery, FileQuery):
    """By the time of the question; without `from`, today."""

    by: Literal["agent", "queue"] = "agent"


class SurveyTotals(Answer):
    """`asked` counts calls in which the question began, `answered` those with an answer, each by its name in
    `answers`. `rate`: satisfied or very satisfied, of those that were answered; null if none was."""

    asked: int
    answered: int
    answers: dict[str, int]
    rate: float | None


class SurveyRow(SurveyTotals):
    """`key` is the agent's username or the queue's name."""

    key: str
    name: str


class SurveyFigures(Answer):
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    by: str
    enabled: bool
    items: list[SurveyRow]
    totals: SurveyTotals


async def read_surveys(ask: Ask[SurveyQuery, None]) -> SurveyFigures | web.StreamResponse:
    query, zone = ask.query, ask.services.zone
    since, until = query.since or midnight(ask.now, zone), query.until or ask.now
    found = await ask.services.database.search(surveys.surveyed, query.by, since, until)
    names = await _names(ask)
    items = [
        SurveyRow.model_validate({"key": key, "name": names.get(key, ""), **fields_of(one)})
        for key, one in sorted(found.items(), key=lambda item: (-item[1].asked, item[0]))
    ]
    if wants_file(ask):
        words = [_WHOSE[query.by], *_HEAD, *(SURVEY_ANSWER[answer] for answer in ANSWERS)]
        head = [said(word, query.lang) for word in words]
        rows = [
            [one.key, one.name, one.asked, one.answered, one.rate, *(one.answers[name] for name in ANSWERS)]
            for one in items
        ]
        return await export_rows(ask, f"survey-by-{query.by}", _TITLE, head, rows)
    return SurveyFigures(
        since=local(since, zone),
        until=local(until, zone),
        by=query.by,
        enabled=ask.services.settings.hotline.survey.enabled,
        items=items,
        totals=SurveyTotals.model_validate(fields_of(sum(found.values(), NOBODY))),
    )


def fields_of(one: Surveyed) -> dict[str, object]:
    """The fields of SurveyTotals; every answer has its count."""
    answers = {name: one.answers.get(name, 0) for name in ANSWERS}
    return {"asked": one.asked, "answered": one.answered, "answers": answers, "rate": one.rate}


async def _names(ask: Ask[SurveyQuery, None]) -> Mapping[str, str]:
    if ask.query.by == "queue":
        return queue_titles(ask.services.settings.hotline)
    return await ask.services.database.search(figures.names)
