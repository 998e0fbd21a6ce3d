"""Admins create, change and remove agents. Who did so is recorded, and the agent's own records are kept.

Disabled users have no log-in, telephone or queues until an admin enables them again. Their records, extension and
secret are kept for that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from hotline.commands.agents.checks import (
    Skill,
    check_extension,
    keep_an_admin,
    refuse_taken_extension,
    refuse_taken_username,
    skills_of,
)
from hotline.commands.agents.passwords import Hasher, hash_new
from hotline.commands.agents.sip_secrets import SecretWish
from hotline.commands.agents.wishes import existing_agent
from hotline.commands.errors import InvalidError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Role, Wish
from hotline.domain.agents.phone import sip_ha1
from hotline.names.work import Work
from hotline.settings.hotline import Hotline
from hotline.store.agents import agents, sessions, usual_queues
from hotline.store.agents.agents import NewUser, UserChange
from hotline.store.callbacks import callback_desk
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access


@dataclass(frozen=True, kw_only=True)
class NewAgent:
    """An extension without a given secret gets one."""

    username: str
    password: str
    name: str
    role: Role
    extension: str | None
    secret: SecretWish
    skills: Sequence[Skill]


@dataclass(frozen=True, kw_only=True)
class AgentPatch:
    """None stays; `extension` None takes the telephone away when `changes_extension` is set."""

    secret: SecretWish
    password: str | None = None
    name: str | None = None
    role: Role | None = None
    changes_extension: bool = False
    extension: str | None = None
    skills: Sequence[Skill] | None = None
    disabled: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Changed:
    before: Agent
    after: Agent


async def add_agent(at: Resources, hasher: Hasher, new: NewAgent, entry: Access) -> Agent:
    """Raises CommandError, as all of these; `entry` is recorded with the change."""
    _check_new(new)
    await at.database.read(check_extension, new.extension, at.settings.hotline)
    skills = skills_of(new.skills, at.settings.hotline)
    secret = new.secret.secret(is_new=new.extension is not None)
    user = NewUser(
        username=new.username,
        name=new.name,
        role=new.role,
        extension=new.extension,
        sip_ha1=sip_ha1(new.extension, secret) if new.extension and secret else "",
        password_hash=await hash_new(hasher, new.password, new.username, new.name),
        queues=skills.queues,
        penalties=skills.penalties,
        must_change_password=True,
        wish_since=entry.at,
    )
    return await at.database.write(_add, user, entry)


async def change_agent(at: Resources, hasher: Hasher, username: str, patch: AgentPatch, entry: Access) -> Changed:
    hotline = at.settings.hotline
    known = await at.database.read(_check, username, patch, hotline)
    skills = skills_of(patch.skills, hotline) if patch.skills is not None else None
    names = (username, patch.name or "", known)
    change = UserChange(
        name=patch.name,
        role=patch.role,
        queues=skills.queues if skills else None,
        penalties=skills.penalties if skills else None,
        password_hash=await hash_new(hasher, patch.password, *names) if patch.password is not None else None,
        must_change_password=entry.actor != username if patch.password is not None else None,
        disabled=patch.disabled,
    )
    return await at.database.write(_change, username, patch, change, entry)


async def remove_agent(at: Resources, username: str, entry: Access) -> None:
    await at.database.write(_remove, username, entry)
    await at.live.notify(Work.AGENTS)


def _check_new(new: NewAgent) -> None:
    if new.username.lower() == "me":
        raise InvalidError.of("username", "a name other than me, which is reserved")
    if new.extension is None and new.secret.given is not None:
        raise InvalidError.of("extension", "an extension for the sip_secret")


def _check(connection: Connection, username: str, patch: AgentPatch, hotline: Hotline) -> str:
    """The person's name, which the password must not be."""
    check_extension(connection, patch.extension, hotline)
    known = agents.get(connection, username)
    return known.name if known is not None else ""


def _add(connection: Connection, user: NewUser, entry: Access) -> Agent:
    refuse_taken_username(connection, user.username)
    refuse_taken_extension(connection, user.username, user.extension)
    agents.add(connection, user)
    access_log.record(connection, [entry])
    return existing_agent(connection, user.username)


def _change(connection: Connection, username: str, patch: AgentPatch, change: UserChange, entry: Access) -> Changed:
    before = existing_agent(connection, username)
    extension = patch.extension if patch.changes_extension else before.extension
    _check_one_admin_stays(connection, before, patch)
    change = replace(change, sip_ha1=_new_ha1(before, extension, patch.secret))
    if extension != before.extension:
        refuse_taken_extension(connection, username, extension)
        callback_desk.release_agent(connection, username)
        agents.change_extension(connection, username, extension, entry.at)
    if patch.disabled:
        _end_work(connection, username)
    if patch.disabled or (extension is None and before.extension is not None):
        # a user who is enabled again, or has a telephone again, takes calls only after they say so
        change = replace(change, wish=Wish.OFFLINE, wish_reason="", wish_since=entry.at, wish_by="")
    if before.day is not None and change.queues is not None and change.penalties is not None:
        usual_queues.change(connection, username, change.queues, change.penalties)  # for when the day is over
        change = replace(change, queues=None, penalties=None)
    agents.change(connection, username, change)
    if patch.password is not None:
        sessions.close_all_of(connection, username)
    access_log.record(connection, [entry])
    return Changed(before=before, after=existing_agent(connection, username))


def _new_ha1(before: Agent, extension: str | None, wish: SecretWish) -> str | None:
    """The digest of the telephone's new secret, "" without a telephone; None: as before."""
    moved = extension != before.extension
    secret = wish.secret(is_new=extension is not None and moved)
    if extension is None:
        if secret is not None:
            raise InvalidError.of("extension", "an extension for the sip_secret")
        return "" if moved else None
    return sip_ha1(extension, secret) if secret is not None else None


def _check_one_admin_stays(connection: Connection, agent: Agent, patch: AgentPatch) -> None:
    stays = (patch.role or agent.role) is Role.ADMIN and not patch.disabled
    if not stays:
        keep_an_admin(connection, agent)


def _end_work(connection: Connection, username: str) -> None:
    """End the user's sessions and release the callback that they hold."""
    sessions.close_all_of(connection, username)
    callback_desk.release_agent(connection, username)


def _remove(connection: Connection, username: str, entry: Access) -> None:
    keep_an_admin(connection, existing_agent(connection, username))
    access_log.record(connection, [entry])
    callback_desk.release_agent(connection, username)
    agents.remove(connection, username, entry.at)
