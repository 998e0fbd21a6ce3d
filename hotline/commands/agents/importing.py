"""Agents made from a list, all or none. Their passwords are made too, shown once, and changed at the first log-in."""

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from hotline.commands.agents.checks import check_extension
from hotline.commands.agents.passwords import Hasher
from hotline.commands.agents.sip_secrets import SecretWish
from hotline.commands.errors import InvalidError
from hotline.commands.resources import Resources
from hotline.domain.agents.phone import sip_ha1
from hotline.domain.agents.roster import Entry, Mistake, Roster, Rule, parse
from hotline.names.work import Work
from hotline.settings.hotline import Hotline
from hotline.store.agents import agent_list, agents
from hotline.store.agents.agents import NewUser
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access

_SIGNS = (
    "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another when it is typed
)
_PASSWORD_LENGTH = 14


@dataclass(frozen=True, kw_only=True)
class Hired:
    """An agent of the list; secrets only if they have been made."""

    entry: Entry
    password: str = ""
    sip_secret: str = ""


class MistakenRosterError(InvalidError):
    """Nothing was made: the list has mistakes."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"The list has {len(mistakes)} mistakes; nobody was made.")
        self.mistakes = mistakes


async def check_roster(at: Resources, text: str) -> Roster:
    """The list with every mistake in it; nothing is made."""
    roster = parse(text, [queue.name for queue in at.settings.hotline.queues])
    return await at.database.read(_checked, roster, at.settings.hotline)


async def import_roster(at: Resources, hasher: Hasher, text: str, entry: Callable[[Entry], Access]) -> list[Hired]:
    """Make all of them; `entry` is what is recorded of each. Raises MistakenRosterError, and then nobody is made."""
    roster = await check_roster(at, text)
    if roster.mistakes:
        raise MistakenRosterError(roster.mistakes)
    hired = [_hired(one) for one in roster.entries]
    hashes = await asyncio.gather(*(hasher.hash(one.password) for one in hired))
    users = [_user(one, hashed, entry(one.entry)) for one, hashed in zip(hired, hashes, strict=True)]
    records = [entry(one.entry) for one in hired]
    await at.database.write(_make, roster, users, records, at.settings.hotline)
    await at.live.notify(Work.AGENTS)
    return hired


def _hired(entry: Entry) -> Hired:
    password = "".join(secrets.choice(_SIGNS) for _ in range(_PASSWORD_LENGTH))
    return Hired(entry=entry, password=password, sip_secret=SecretWish().spare if entry.extension else "")


def _user(hired: Hired, password_hash: str, record: Access) -> NewUser:
    entry = hired.entry
    return NewUser(
        username=entry.username,
        name=entry.name,
        role=entry.role,
        extension=entry.extension,
        sip_ha1=sip_ha1(entry.extension, hired.sip_secret) if entry.extension else "",
        password_hash=password_hash,
        queues=list(entry.penalties),
        penalties={queue: penalty for queue, penalty in entry.penalties.items() if penalty},
        must_change_password=True,
        wish_since=record.at,
    )


def _make(
    connection: Connection, roster: Roster, users: Sequence[NewUser], records: Sequence[Access], hotline: Hotline
) -> None:
    mistakes = _checked(connection, roster, hotline).mistakes  # somebody may have taken a name meanwhile
    if mistakes:
        raise MistakenRosterError(mistakes)
    for user in users:
        agents.add(connection, user)
    access_log.record(connection, records)


def _checked(connection: Connection, roster: Roster, hotline: Hotline) -> Roster:
    found = [mistake for entry in roster.entries for mistake in _conflicts(connection, entry, hotline)]
    mistakes = sorted([*roster.mistakes, *found], key=lambda one: one.line)
    return Roster(entries=roster.entries, mistakes=mistakes)


def _conflicts(connection: Connection, entry: Entry, hotline: Hotline) -> Iterator[Mistake]:
    """With the users whom there are, and were, and with public numbers."""
    username, extension = entry.username, entry.extension
    if agent_list.username_taken(connection, username) or agent_list.username_was_taken(connection, username):
        yield Mistake(line=entry.line, column="username", rule=Rule.TAKEN, value=username)
    if extension is None:
        return
    if agent_list.extension_taken(connection, extension, username):
        yield Mistake(line=entry.line, column="extension", rule=Rule.TAKEN, value=extension)
    try:
        check_extension(connection, extension, hotline)
    except InvalidError:
        yield Mistake(line=entry.line, column="extension", rule=Rule.RESERVED, value=extension)
