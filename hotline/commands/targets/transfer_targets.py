"""Where a transfer goes: a line of the directory, a number, or somebody inside. Refuses what cannot be, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from hotline.commands.dialling import dialled_number, refuse_extensions
from hotline.commands.errors import InvalidError, RefusedError
from hotline.domain.agents.agent import Agent
from hotline.domain.agents.inside import AGENT, QUEUE, SUPERVISOR, free_supervisor, has_anybody, is_inside, not_ready
from hotline.domain.agents.now import AgentNow
from hotline.domain.numbers.number import normalise
from hotline.domain.transfers.directory import is_open, wants_note
from hotline.domain.transfers.transfer import TransferMode
from hotline.settings.directory import DirectoryEntry, is_emergency
from hotline.settings.hotline import Hotline
from hotline.store.agents import agents
from hotline.store.transfers import directory

_RING_S = 30.0

States = Mapping[str, AgentNow]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The target of a transfer as an agent wrote it, with the mode and the note."""

    target: str
    mode: TransferMode | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """`key` is the entry's key, the number, or what the agent wrote for somebody inside; `numbers` are dialled in this
    order, extensions of colleagues if `inside`; `queue` is the queue that takes the citizen instead."""

    key: str
    name: str = ""
    numbers: Sequence[str] = ()
    entry: DirectoryEntry | None = None
    inside: bool = False
    queue: str = ""

    @property
    def ring_s(self) -> float:
        return self.entry.ring_s if self.entry else _RING_S

    @property
    def emergency(self) -> bool:
        if self.inside or self.queue:
            return False
        return self.entry.emergency if self.entry else any(map(is_emergency, self.numbers))


def find_target(
    connection: Connection, who: Agent, wanted: Wanted, states: States, hotline: Hotline, now: datetime
) -> Target:
    """The target, if it can be reached now; raises CommandError. `states` are those of all agents; empty if they are
    not known: then Asterisk decides alone."""
    if is_inside(wanted.target):
        return _inside(connection, who, wanted, states, hotline)
    target = _outside(connection, wanted.target, hotline)
    if target.entry is not None:
        _check(target.entry, wanted.note, hotline, now)
    refuse_extensions(connection, *target.numbers)
    return target


def _inside(connection: Connection, who: Agent, wanted: Wanted, states: States, hotline: Hotline) -> Target:
    if wanted.target == SUPERVISOR:
        return _supervisor(connection, who, states)
    if wanted.target.startswith(AGENT):
        return _colleague(connection, who, wanted.target, states)
    return _queue(connection, who, wanted, states, hotline)


def _colleague(connection: Connection, who: Agent, written: str, states: States) -> Target:
    username = written.removeprefix(AGENT)
    colleague = agents.get(connection, username)
    if colleague is None or colleague.disabled or colleague.extension is None:
        raise InvalidError.of("target", "an agent with a telephone")
    if username == who.username:
        raise InvalidError.of("target", "somebody else")
    why = not_ready(states.get(username, AgentNow())) if states else None
    if why is not None:
        raise RefusedError(f"{colleague.name} is not ready: {why}.")
    return Target(key=written, name=colleague.name, numbers=[colleague.extension], inside=True)


def _supervisor(connection: Connection, who: Agent, states: States) -> Target:
    found = free_supervisor(agents.load_all(connection), states, who.username)
    if found is None or found.extension is None:
        raise RefusedError("No supervisor with a telephone is free now.")
    return Target(key=SUPERVISOR, name=found.name, numbers=[found.extension], inside=True)


def _queue(connection: Connection, who: Agent, wanted: Wanted, states: States, hotline: Hotline) -> Target:
    name = wanted.target.removeprefix(QUEUE)
    if name not in {queue.name for queue in hotline.queues}:
        raise InvalidError.of("target", "a queue of the hotline")
    if wanted.mode not in (None, TransferMode.BLIND):
        raise InvalidError.of("mode", "blind: in a queue there is nobody whom you could talk to first")
    if states and not has_anybody(name, agents.load_all(connection), states, who.username):
        raise RefusedError(f"Nobody is signed in and not paused in the queue {name}.")
    return Target(key=wanted.target, name=name, queue=name)


def _outside(connection: Connection, written: str, hotline: Hotline) -> Target:
    entry = directory.get(connection, written)
    if entry is not None:
        return Target(key=entry.key, name=entry.name, numbers=entry.numbers, entry=entry)
    number = dialled_number(written, hotline).text
    area_code, entries = hotline.centre.area_code, directory.entries(connection)
    known = next((one for one in entries if number in (normalise(each, area_code).text for each in one.numbers)), None)
    return Target(key=number, name=known.name if known else "", numbers=[number], entry=known)


def _check(entry: DirectoryEntry, note: str, hotline: Hotline, now: datetime) -> None:
    """Check the entry's hours, and that a required note is given; raises CommandError."""
    if not is_open(entry, hotline.centre.zone, now):
        raise RefusedError(f"{entry.name} is closed now. It is open {', '.join(map(str, entry.hours))}.")
    if wants_note(entry) and not note.strip():
        raise InvalidError.of("note", f"what it is about: {entry.name} wants a note")
