"""Agents made from a list in CSV: first a preview with every mistake, then all of them or none."""

from typing import Annotated

from pydantic import StringConstraints

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Query
from agent_api.protocol.problem import Problem
from hotline.commands.agents.importing import Hired, MistakenRosterError, check_roster, import_roster
from hotline.domain.agents.roster import LONGEST_TEXT, Entry, Mistake, Rule
from hotline.store.privacy.access_log import Access, AccessKind


class RosterText(Body):
    """`text` is the file's content. Columns: username, name, role, extension, queues (用户名, 姓名, 角色, 分机, 队列);
    queues are separated by ; and may have a penalty: `hotline; expert:5`. With `preview` nobody is made."""

    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    preview: bool = False


class RosterMistake(Answer):
    """`rule` says what is wrong with a `column` of a `line` (counted from 1)."""

    line: int
    column: str
    rule: Rule
    value: str


class RosterAgent(Answer):
    """`password` and `sip_secret` were made and are shown this once; null in a preview."""

    line: int
    username: str
    name: str
    role: str
    extension: str | None
    queues: dict[str, int]
    password: str | None
    sip_secret: str | None


class RosterView(Answer):
    agents: list[RosterAgent]
    mistakes: list[RosterMistake]


async def import_agents(ask: Ask[Query, RosterText]) -> RosterView:
    """422 with each mistake, if there are any and it is no preview."""
    services, sent = ask.services, ask.body
    if sent.preview:
        roster = await check_roster(services, sent.text)
        shown = [_view(Hired(entry=entry)) for entry in roster.entries]
        return RosterView(agents=shown, mistakes=[_mistake(one) for one in roster.mistakes])

    def record(entry: Entry) -> Access:
        return ask.access(AccessKind.AGENT_ADDED, entry.username, role=entry.role.value, imported=True)

    try:
        hired = await import_roster(services, services.passwords, sent.text, record)
    except MistakenRosterError as error:
        raise Problem(422, str(error), errors=[_problem(one) for one in error.mistakes]) from None
    return RosterView(agents=[_view(one) for one in hired], mistakes=[])


def _problem(one: Mistake) -> dict[str, str]:
    return {"field": f"line {one.line}: {one.column}", "expected": f"no {one.value}", "rule": one.rule.value}


def _view(hired: Hired) -> RosterAgent:
    entry = hired.entry
    return RosterAgent(
        line=entry.line,
        username=entry.username,
        name=entry.name,
        role=entry.role.value,
        extension=entry.extension,
        queues=dict(entry.penalties),
        password=hired.password or None,
        sip_secret=hired.sip_secret or None,
    )


def _mistake(one: Mistake) -> RosterMistake:
    return RosterMistake(line=one.line, column=one.column, rule=one.rule, value=one.value)
