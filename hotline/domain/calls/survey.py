"""The survey of a call (满意度): asked by the dialplan after the agent has left, answered with a key.

The conversation is over when the question begins. So the call ends then: the question is neither talk nor wait, and it
keeps no agent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.facts.stays import Channel
from hotline.names.marks import Mark

SATISFIED = frozenset({"very_satisfied", "satisfied"})
"""The answers that count as satisfied (满意率)."""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """`answer` and its time `at` are None if no key came."""

    asked_at: datetime
    answer: str | None = None
    at: datetime | None = None


def survey_of(citizen: Channel) -> Survey | None:
    asked, answered = citizen.mark(Mark.SURVEY), citizen.mark(Mark.SURVEY_ANSWER)
    first = asked or answered  # the journal may bring the question after the answer
    if first is None:
        return None
    if answered is None:
        return Survey(asked_at=first.at)
    return Survey(asked_at=first.at, answer=answered.data.get("value") or None, at=answered.at)


def conversation_over_at(citizen: Channel, survey: Survey | None) -> datetime | None:
    """When the call is over: at the question, else with the citizen's channel."""
    return citizen.ended_at if survey is None else survey.asked_at


def satisfied_rate(answers: Mapping[str, int]) -> float | None:
    """Satisfied answers of all answers; None without an answer."""
    answered = sum(answers.values())
    return round(sum(answers.get(one, 0) for one in SATISFIED) / answered, 4) if answered else None
