"""A call as shown alone, in a caller's history and in the screen pop."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Answer
from agent_api.protocol.moments import local, shown
from agent_api.views.supervision import SupervisionView, may_know, supervision_view
from agent_api.views.transfer import TriedNumber
from hotline.commands.possible import CallAction, possible
from hotline.store.calls.call_rows import CallRow
from hotline.store.transfers.transfers import TransferRow


class LegView(Answer):
    """An agent's part in a call. `dialling` is the progress of a call that we place: agent (their phone rings), number
    (it is being dialled), ringing (that phone rings); `on_hold` says that the agent's own phone holds the citizen.
    `picked_up_at` is for agents to whom a colleague transfers the citizen; until `answered_at` they talk with the
    colleague."""

    channel: str
    extension: str
    agent: str | None
    started_at: datetime
    picked_up_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float
    talk_s: float
    on_hold: bool
    dialling: str | None


class SentView(Answer):
    """A transfer in short, as part of its call; GET /transfers/{id} gives all of it."""

    id: str
    agent: str
    mode: str
    target: str
    name: str
    state: str
    reason: str
    answered_by: str
    tried: list[TriedNumber]
    wait_s: float | None
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


class ForcedEnd(Answer):
    """A supervisor ended the call for everybody: who, why, when."""

    by: str
    reason: str
    at: datetime


class SurveyView(Answer):
    """The citizen was asked how satisfied they are; `answer` and `at` are null if no key came."""

    asked_at: datetime
    answer: str | None
    at: datetime | None


class CallView(Answer):
    """A call. `called_name` is the city's hotline whose number was dialled, `origin` the desk that the call comes from;
    `queue` is the one that the dialled number belongs to and that counts the call, `overflowed_to` the one that the
    citizen moved on to, `sent_to` the one that an agent sent them to last. `legs` are the agents' parts, in the
    order in which their phones rang. `wait_s` counts from entering the queue, `to_person_s` from the arrival of the
    call until an agent answered. `forced_end` is null unless a supervisor ended the call for everybody. `notice` is the
    id of the notice that the caller said to ring about; it answered the call. `supervisions` are of supervisors who
    listened or spoke, and not shown to agents. `can` is what you can do with the call now, each named like the end of
    its address."""

    id: str
    direction: str
    caller: str
    called: str
    queue: str | None
    state: str
    outcome: str | None
    missed_in: str | None
    agent: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wait_s: float | None
    talk_s: float | None
    ticket: str | None
    callback: int | None
    recording: str | None
    legs: list[LegView]
    transfers: list[SentView]
    called_name: str
    origin: str
    overflowed_to: str | None
    sent_to: str | None
    to_person_s: float | None
    forced_end: ForcedEnd | None
    survey: SurveyView | None
    notice: int | None
    supervisions: list[SupervisionView]
    can: list[CallAction]


def call_view(row: CallRow, visibility: NumberVisibility, zone: ZoneInfo) -> CallView:
    """A call, with numbers as this user may see them."""
    caller, called = visibility.parties(row)
    legs = [LegView(**shown(leg, LegView, zone)) for leg in row.legs]
    sent = [_sent_view(visibility.transfer(one, theirs=visibility.is_theirs(row)), zone) for one in row.transfers]
    fields = shown(row, CallView, zone) | {"caller": caller, "called": called, "legs": legs, "transfers": sent}
    heard = [supervision_view(one, zone) for one in row.supervisions] if may_know(visibility.who) else []
    fields["supervisions"] = heard
    return CallView(
        **fields
        | {"forced_end": _forced_end(row, zone), "survey": _survey(row, zone), "can": possible(row, visibility.who)}
    )


def _survey(row: CallRow, zone: ZoneInfo) -> SurveyView | None:
    if row.survey_asked_at is None:
        return None
    at = local(row.survey_at, zone) if row.survey_at else None
    return SurveyView(asked_at=local(row.survey_asked_at, zone), answer=row.survey_answer, at=at)


def _forced_end(row: CallRow, zone: ZoneInfo) -> ForcedEnd | None:
    if not row.ended_by or row.end_asked_at is None:
        return None
    return ForcedEnd(by=row.ended_by, reason=row.end_reason, at=local(row.end_asked_at, zone))


def _sent_view(row: TransferRow, zone: ZoneInfo) -> SentView:
    tried = [TriedNumber(number=number, reason=reason) for number, reason in row.tried]
    return SentView(**shown(row, SentView, zone) | {"tried": tried})
