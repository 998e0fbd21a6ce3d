"""The survey after a conversation (满意度)."""

from typing import Literal, get_args

from pydantic import BaseModel, Field, model_validator

from hotline.settings.values import Duration, Name

AnswerName = Literal["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"]
ANSWERS: tuple[AnswerName, ...] = get_args(AnswerName)
"""From the best to the worst."""


class Survey(BaseModel, extra="forbid", frozen=True):
    """`answers` are the keys 1, 2 …; `queues` [] means all. `callback_at`: this answer and worse ones open a follow-up,
    "" none does. `timeout_s`: how long to wait for a key after the question."""

    enabled: bool = False
    queues: list[Name] = []
    answers: list[AnswerName] = Field(default=list(ANSWERS), min_length=2, max_length=len(ANSWERS))
    timeout_s: Duration = Field(default=8, ge=1, le=60)
    callback_at: AnswerName | Literal[""] = "dissatisfied"

    @model_validator(mode="after")
    def _answers_are_unique(self) -> "Survey":
        if len(set(self.answers)) < len(self.answers):
            raise ValueError("answers: expected each once")
        return self

    def wants_follow_up(self, answer: str | None) -> bool:
        """Whether this answer is `callback_at` or worse."""
        if not self.callback_at or answer not in ANSWERS:
            return False
        return ANSWERS.index(answer) >= ANSWERS.index(self.callback_at)
