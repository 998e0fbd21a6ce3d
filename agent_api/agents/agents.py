"""Agents: the people who log in. Admins make and change them, everybody sees themselves, agents say what they wish."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from sqlalchemy import Connection

from agent_api.agents.disabling import check_one_admin_stays, end_work, keep_an_admin
from agent_api.agents.sip_secret import SecretWish, SipSecret
from agent_api.http.route import Ask
from agent_api.login.new_password import NewPassword, hash_new
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, Body, Line, ListQuery, Matching, NotBlank, Query
from agent_api.protocol.moments import local
from agent_api.protocol.problem import Problem
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents import SetWish, existing_agent, set_wish
from hotline.domain.agents.agent import Agent, Wish
from hotline.domain.agents.desk import Left
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.calls.routing import routes
from hotline.domain.numbers.number import normalise
from hotline.settings.directory import EMERGENCY_NUMBERS, DirectoryEntry
from hotline.settings.hotline import Hotline
from hotline.store.agents import agent_list, agents, sessions
from hotline.store.callbacks import callback_desk
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access, AccessKind
from hotline.store.transfers import directory

NewUsername = Annotated[str, Matching("[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "1 to 32 letters, digits, . _ -")]
Extension = Annotated[str, Matching("[0-9]{2,6}", "2 to 6 digits")]
PersonName = Annotated[Line, NotBlank, StringConstraints(max_length=64)]
QueueName = Annotated[Line, StringConstraints(max_length=64)]
RoleName = Literal["agent", "supervisor", "admin", "auditor"]


class Skill(Body):
    """A queue that the agent serves; those with a lower penalty are rung first."""

    name: QueueName
    penalty: int = Field(default=0, ge=0, le=100)


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Skills = list[Annotated[Skill, BeforeValidator(_named, json_schema_input_type=str | Skill)]]


class NewAgent(Body):
    """`queues` are names, or names with a penalty; a name alone has penalty 0. An extension without a `sip_secret` gets
    one, which the answer shows."""

    username: NewUsername
    password: NewPassword
    name: PersonName
    role: RoleName
    extension: Extension | None = None
    sip_secret: SipSecret | None = None
    queues: Skills = Field(default=[])


class AgentPatch(Body):
    """What is not named stays. `extension` null takes the phone away. `new_sip_secret`: a telephone's secret is made,
    as it is for a new extension without one; the answer shows it. The old one is void at once. `disabled` true: no
    log-in, telephone or queue; what they did, their extension and its secret stay for when it is false again."""

    password: NewPassword | None = None
    name: PersonName | None = None
    role: RoleName | None = None
    extension: Extension | None = None
    sip_secret: SipSecret | None = None
    new_sip_secret: bool = False
    queues: Skills | None = None
    disabled: bool | None = None

    @model_validator(mode="after")
    def _null_means_no_phone_and_nothing_else(self) -> Self:
        nulls = {field for field in self.model_fields_set - {"extension"} if getattr(self, field) is None}
        if nulls:
            raise ValueError(f"a value, not null, in {', '.join(sorted(nulls))}")
        return self


class WantedState(Body):
    """`reason` is kept with paused."""

    state: Literal["ready", "paused", "offline"]
    reason: Annotated[Line, StringConstraints(max_length=64)] = ""


class StateView(Answer):
    """The agent's wish. `applied` says whether Asterisk has been told by now."""

    state: str
    reason: str
    since: datetime
    applied: bool


class AgentMade(AgentView):
    """`sip_secret` is the telephone's secret that was made with this change, and is shown this once; null when none
    was."""

    sip_secret: str | None


class AgentPage(Answer):
    items: list[AgentView]
    next: str | None


async def list_agents(ask: Ask[ListQuery, None]) -> AgentPage:
    after = decode(ask.query.cursor, (str,))
    found = await ask.services.database.read(agent_list.page_of, after=after, limit=ask.query.limit)
    seats = await ask.services.live.seats()
    items = [agent_view(agent, seats, ask.services.zone) for agent in found.agents]
    return AgentPage(items=items, next=encode(found.next))


async def read_me(ask: Ask[Query, None]) -> AgentView:
    return agent_view(ask.who, await ask.services.live.seats(), ask.services.zone)


async def read_agent(ask: Ask[Query, None]) -> AgentView:
    agent = await ask.services.database.read(existing_agent, ask.path("username"))
    return agent_view(agent, await ask.services.live.seats(), ask.services.zone)


async def add_agent(ask: Ask[Query, NewAgent]) -> AgentMade:
    """The extension can register at once: answered when Asterisk knows it."""
    new, hotline = ask.body, ask.services.settings.hotline
    skills = _skills(new.queues, hotline)
    if new.username.lower() == "me":
        raise _refused("username", "another name; this one means oneself")
    if new.extension is None and new.sip_secret is not None:
        raise _refused("extension", "an extension for the sip_secret")
    if new.extension is not None:
        _check_extension(new.extension, hotline, await ask.services.database.read(directory.entries))
    wish = SecretWish(given=new.sip_secret)
    secret = wish.secret(is_new=new.extension is not None)
    values = {
        "username": new.username,
        "name": new.name,
        "role": new.role,
        "extension": new.extension,
        "sip_ha1": sip_ha1(new.extension, secret) if new.extension and secret else "",
        "password_hash": await hash_new(ask.services.passwords, new.password, new.username, new.name),
        "wish_since": ask.now,
        **skills,
    }
    agent = await ask.services.database.write(
        _add, values, ask.access(AccessKind.AGENT_ADDED, new.username, role=new.role)
    )
    return await _told(ask, agent, wish, had_phone=False)


async def change_agent(ask: Ask[Query, AgentPatch]) -> AgentMade:
    sent, hotline, services = ask.body, ask.services.settings.hotline, ask.services
    if sent.extension is not None:
        _check_extension(sent.extension, hotline, await services.database.read(directory.entries))
    values = sent.model_dump(exclude_unset=True, exclude={"password", "sip_secret", "new_sip_secret"})
    if sent.queues is not None:
        values |= _skills(sent.queues, hotline)
    if sent.password is not None:
        known = await services.database.read(agents.get, ask.path("username"))
        names = (ask.path("username"), sent.name or "", known.name if known else "")
        values["password_hash"] = await hash_new(services.passwords, sent.password, *names)
    told = {"fields": sorted(sent.model_fields_set)} | sent.model_dump(include={"disabled"}, exclude_unset=True)
    entry = ask.access(AccessKind.AGENT_CHANGED, ask.path("username"), **told)
    wish = SecretWish(given=sent.sip_secret, anew=sent.new_sip_secret)
    before, agent = await services.database.write(_change, values, wish, entry)
    if sent.password is not None or before.role is not agent.role or agent.disabled:
        services.hub.close_user(agent.username)
    if sent.password is not None:
        await services.desks.leave(agent.username, Left.SESSION_ENDED)
    return await _told(ask, agent, wish, had_phone=before.extension is not None)


async def remove_agent(ask: Ask[Query, None]) -> None:
    username = ask.path("username")
    await ask.services.database.write(_remove, ask.access(AccessKind.AGENT_REMOVED, username))
    ask.services.hub.close_user(username)
    await ask.services.live.notify("agents")


async def wish_state(ask: Ask[Query, WantedState]) -> StateView:
    """Queue membership follows: answered when Asterisk has been told."""
    wanted = SetWish(state=Wish(ask.body.state), reason=ask.body.reason)
    agent = await set_wish(ask.services, ask.who, wanted, ask.now)
    applied = await ask.services.applied.told(agent.username, agent.rev)
    since = local(agent.wish_since, ask.services.zone)
    return StateView(state=agent.wish.value, reason=agent.wish_reason, since=since, applied=applied)


async def _told(ask: Ask[Any, Any], agent: Agent, wish: SecretWish, *, had_phone: bool) -> AgentMade:
    """An agent after a change. One who has and had no phone is none of Asterisk's business."""
    if agent.extension is not None or had_phone:
        await ask.services.applied.told(agent.username, agent.rev)
    view = agent_view(agent, await ask.services.live.seats(), ask.services.zone)
    return AgentMade(**view.model_dump(), sip_secret=wish.shown(agent))


def _add(connection: Connection, values: dict[str, Any], entry: Access) -> Agent:
    if agent_list.username_taken(connection, values["username"]):
        raise Problem(409, f"There is a user {values['username']} already.")
    if agent_list.username_was_taken(connection, values["username"]):
        taken = f"There was a user {values['username']}, and calls may be filed under that name: choose another one."
        raise Problem(409, taken)
    _refuse_taken_extension(connection, values["username"], values["extension"])
    agents.add(connection, values)
    access_log.record(connection, [entry])
    return existing_agent(connection, values["username"])


def _change(connection: Connection, values: dict[str, Any], wish: SecretWish, entry: Access) -> tuple[Agent, Agent]:
    """The agent before and after."""
    username, now = entry.username, entry.at
    before = existing_agent(connection, username)
    extension = values.get("extension", before.extension)
    if extension != before.extension:
        _refuse_taken_extension(connection, username, extension)
        callback_desk.release_agent(connection, username)
        if extension is None:
            values |= {"sip_ha1": "", "wish": Wish.OFFLINE.value, "wish_reason": "", "wish_since": now}
    secret = wish.secret(is_new=extension is not None and extension != before.extension)
    if secret is not None:
        if extension is None:
            raise _refused("extension", "an extension for the sip_secret")
        values["sip_ha1"] = sip_ha1(extension, secret)
    check_one_admin_stays(connection, before, values)
    if values.get("disabled"):
        values |= end_work(connection, before, entry)
    values.pop("extension", None)
    if extension != before.extension:
        agents.change_extension(connection, username, extension, now)
    if values:
        agents.change(connection, username, values)
    if "password_hash" in values:
        sessions.close_all_of(connection, username)
    access_log.record(connection, [entry])
    return before, existing_agent(connection, username)


def _remove(connection: Connection, entry: Access) -> None:
    username = entry.username
    keep_an_admin(connection, existing_agent(connection, username))
    access_log.record(connection, [entry])
    callback_desk.release_agent(connection, username)
    agents.remove(connection, username, entry.at)


def _refuse_taken_extension(connection: Connection, username: str, extension: str | None) -> None:
    if extension is not None and agent_list.extension_taken(connection, extension, username):
        raise Problem(409, f"The extension {extension} belongs to somebody else.")


def _skills(sent: Skills, hotline: Hotline) -> dict[str, Any]:
    """The columns `queues` and `penalties`; a queue that is named twice is taken as named last."""
    skills = {skill.name: skill for skill in sent}
    known = [queue.name for queue in hotline.queues]
    if not set(skills) <= set(known):
        raise _refused("queues", f"queues of the settings: {', '.join(known)}")
    return {
        "queues": list(skills),
        "penalties": {name: skill.penalty for name, skill in skills.items() if skill.penalty},
    }


def _check_extension(extension: str, hotline: Hotline, entries: Sequence[DirectoryEntry]) -> None:
    """An extension that is also a number of somebody would take calls that are not meant for it."""
    area_code = hotline.centre.area_code
    others = {normalise(number, area_code).text for entry in entries for number in entry.numbers}
    if extension in routes(hotline).keys() | others | EMERGENCY_NUMBERS:
        raise _refused("extension", "digits that are no hotline's and no emergency number")


def _refused(field: str, expected: str) -> Problem:
    return Problem(422, f"body: {field}: expected {expected}", errors=[{"field": field, "expected": expected}])
