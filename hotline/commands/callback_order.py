"""A supervisor gives a callback to an agent, or puts one first. Both stand in the access log."""

from collections.abc import Mapping

from sqlalchemy import Connection

from hotline.commands.errors import NotFoundError, RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Role, Wish
from hotline.names.work import Work
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk, callback_list
from hotline.store.callbacks.callback_list import CallbackRow
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access


async def assign(at: Resources, callback: int, username: str | None, entry: Access) -> CallbackRow:
    """Reserve a pending callback for an agent at work, who is offered it before anything else; None: for nobody. It
    goes to others when they decline it or go home. Raises CommandError."""
    row = await at.database.write(_assign, callback, username, entry)
    await at.live.notify(Work.CALLBACKS)
    return row


async def put_first(at: Resources, callback: int, entry: Access) -> CallbackRow:
    """Make a pending callback due now, before all others. Raises CommandError."""
    row = await at.database.write(_put_first, callback, entry)
    await at.live.notify(Work.CALLBACKS)
    return row


def _assign(connection: Connection, callback: int, username: str | None, entry: Access) -> CallbackRow:
    row = _existing(connection, callback)
    if username is not None:
        _at_work(agents.get(connection, username), username)
    if not callback_desk.assign(connection, callback, username):
        raise _not_pending(row)
    access_log.record(connection, [entry])
    return _existing(connection, callback)


def _put_first(connection: Connection, callback: int, entry: Access) -> CallbackRow:
    row = _existing(connection, callback)
    if not callback_desk.put_first(connection, callback, entry.at):
        raise _not_pending(row)
    access_log.record(connection, [entry])
    return _existing(connection, callback)


def _at_work(agent: Agent | None, username: str) -> None:
    if agent is None or agent.role is Role.AUDITOR or agent.extension is None:
        raise RefusedError(f"{username} is no agent with a telephone.")
    if agent.disabled or agent.wish is Wish.OFFLINE:
        raise RefusedError(f"{username} is not at work, so the callback would go to others.")


_WORDS: Mapping[str, str] = {"offered": "offered to", "dialling": "being dialled by"}


def _not_pending(row: CallbackRow) -> RefusedError:
    if row.status in _WORDS:
        return RefusedError(f"This callback is {_WORDS[row.status]} {row.agent}.")
    return RefusedError(f"This callback is {row.status}.")


def _existing(connection: Connection, callback: int) -> CallbackRow:
    row = callback_list.get(connection, callback)
    if row is None:
        raise NotFoundError("callback")
    return row
