"""Each agent's current state, from their wish in SQL, their telephone, and the live calls."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from cti.queues.blocks import Staff
from cti.queues.telephones import Telephones
from hotline.asterisk.ami.presence import ContactSeen, PhoneSeen
from hotline.domain.agents.agent import Activity, Agent, AgentState, shown_state
from hotline.domain.agents.now import PHONE_CLOSED
from hotline.domain.calls.call import Call, Leg
from hotline.domain.calls.events import Event, EventType
from hotline.domain.calls.owners import Owners
from hotline.domain.facts.silence import Side
from hotline.domain.reports.wall import Seat
from hotline.settings.directory import is_emergency
from hotline.settings.hotline import Hotline


@dataclass(frozen=True, kw_only=True)
class _Busy:
    """What an agent does in a call, and which side of it sends no RTP."""

    activity: Activity
    call: str | None
    silent: Side | None = None


@dataclass(frozen=True, kw_only=True)
class _Talk:
    """The end of an agent's last conversation, and the wrap-up time of its queue."""

    ended_at: datetime
    wrapup_s: float


_IDLE = _Busy(activity=Activity.IDLE, call=None)


class AgentStates:
    """Seats by username. `phones` are the extensions that can be called; it is None until the first snapshot, and
    agents have no state until then.
    """

    def __init__(self, hotline: Hotline) -> None:
        self._wrapup_s = {queue.name: queue.wrapup_s for queue in hotline.queues}
        self._talks: dict[str, _Talk] = {}
        self._seats: dict[str, Seat] = {}
        self.agents: dict[str, Agent] = {}
        self.emergency_numbers: frozenset[str] = frozenset()  # of the directory
        self._earlier: dict[str, tuple[str, datetime]] = {}
        self.phones: dict[str, bool] | None = None
        self.telephones = Telephones()
        self.desks: Mapping[str, bool | None] = {}
        self._silent: Mapping[str, Side] = {}
        self._owners = Owners()

    @property
    def usernames(self) -> dict[str, str]:
        """Usernames of the present owners, by extension."""
        return {agent.extension: agent.username for agent in self.agents.values() if agent.extension}

    @property
    def switched_off(self) -> Set[str]:
        """Extensions of people who are disabled or deleted, or have another one now: Asterisk knows none of them."""
        working = {agent.extension for agent in self.agents.values() if not agent.disabled}
        return self._owners.extensions - working

    @property
    def seats(self) -> list[Seat]:
        return list(self._seats.values())

    def load_staff(self, staff: Staff) -> None:
        """Load all agents from SQL."""
        self.load(staff.people, staff.owners)
        self.desks = staff.desks
        self.telephones.refusals = staff.refusals

    def load_phones(self, reachable: Iterable[str], contacts: Collection[ContactSeen]) -> None:
        """Load all phones, after a connect: the extensions that can be called, and the contacts."""
        self.phones = dict.fromkeys(reachable, True)
        self.telephones.load(contacts)

    def see_phone(self, phone: PhoneSeen) -> None:
        if self.phones is not None:
            self.phones[phone.extension] = phone.reachable

    def load_emergency_numbers(self, numbers: frozenset[str]) -> None:
        """The numbers of the directory's emergency desks."""
        self.emergency_numbers = numbers

    def is_reachable(self, extension: str) -> bool:
        return (self.phones or {}).get(extension, False)

    def load(self, agents: Iterable[Agent], owners: Owners) -> None:
        self.agents = {agent.username: agent for agent in agents}
        self._owners = owners

    def recall(self, seats: Mapping[str, Mapping[str, str]]) -> None:
        """Restore times from the seats that an earlier process published: agents in the same state have been in it
        since then.
        """
        self._earlier = {
            username: (seat["state"], datetime.fromisoformat(seat["since"])) for username, seat in seats.items()
        }

    def show_silence(self, sides: Mapping[str, Side]) -> None:
        """The silent side of each conversation that has one, by the channel of the agent's leg."""
        self._silent = sides

    def note_talks(self, calls: Iterable[Call]) -> None:
        """Remember ended conversations, for the wrap-up. There is none after an emergency."""
        for call in calls:
            if self._went_to_an_emergency(call):
                continue
            for leg in call.legs:
                username = self._owners.of_leg(leg)
                if username is None or leg.answered_at is None or leg.ended_at is None:
                    continue
                last = self._talks.get(username)
                if last is None or last.ended_at < leg.ended_at:
                    wrapup_s = self._wrapup_s.get(call.queue_of(leg) or "", 0.0)
                    self._talks[username] = _Talk(ended_at=leg.ended_at, wrapup_s=wrapup_s)

    def _went_to_an_emergency(self, call: Call) -> bool:
        last = call.transfers[-1] if call.transfers else None
        return last is not None and (is_emergency(last.answered_by) or last.answered_by in self.emergency_numbers)

    def refresh(self, live: Iterable[Call], now: datetime) -> list[Event]:
        """Compute the seats; returns an agent.state event for each one that changed."""
        if self.phones is None:
            return []
        busy = self._busy(live)
        seats, events = {}, []
        for agent in self.agents.values():
            does = busy.get(agent.username, _IDLE)
            # disabled agents may end their conversation
            if agent.extension is None or (agent.disabled and does is _IDLE):
                continue
            reachable = self.phones.get(agent.extension, False)
            seat = self._seat(agent, agent.extension, does, now, reachable=reachable)
            seats[agent.username] = seat
            if _differs(self._seats.get(agent.username), seat):
                events.append(_event(agent, seat, now))
        self._seats = seats
        return events

    def _seat(self, agent: Agent, extension: str, busy: _Busy, now: datetime, *, reachable: bool) -> Seat:
        talk = self._talks.get(agent.username)
        state = shown_state(
            agent,
            busy.activity,
            reachable=reachable,
            last_talk_ended=talk.ended_at if talk else None,
            wrapup_s=talk.wrapup_s if talk else 0.0,
            now=now,
        )
        return Seat(
            username=agent.username,
            name=agent.name,
            extension=extension,
            queues=agent.queues,
            state=state,
            since=self._since(agent.username, state, now),
            reason=_reason(agent, state, reachable=reachable),
            call=busy.call,
            desk=self.desks.get(agent.username, False),
            phone=self.telephones.state_of(extension, now, reachable=reachable),
            silent=busy.silent,
        )

    def _busy(self, live: Iterable[Call]) -> dict[str, _Busy]:
        """What each agent does, and in which call; talking takes precedence over ringing."""
        busy: dict[str, _Busy] = {}
        for call in live:
            for leg in call.legs:
                username = self._owners.of_leg(leg)
                if username is not None and leg.talking:
                    busy[username] = _Busy(activity=Activity.TALKING, call=call.id, silent=self._silent_side(call, leg))
                elif username is not None and leg.consulted:
                    busy[username] = _Busy(activity=Activity.TALKING, call=call.id)
                elif username is not None and leg.ringing:
                    busy.setdefault(username, _Busy(activity=Activity.RINGING, call=call.id))
        return busy

    def _silent_side(self, call: Call, leg: Leg) -> Side | None:
        """A hold ends the warning at once, before the next check."""
        return self._silent.get(leg.channel) if call.agents_talk and not leg.on_hold else None

    def _since(self, username: str, state: AgentState, now: datetime) -> datetime:
        """When the agent entered this state: now, unless they were in it before."""
        seat = self._seats.get(username)
        if seat is not None:
            return seat.since if seat.state is state else now
        earlier, since = self._earlier.get(username, ("", now))
        return since if earlier == state.value else now


def _reason(agent: Agent, state: AgentState, *, reachable: bool) -> str:
    """Why an agent gets no calls: their own reason, how they left, a block, or a closed phone."""
    if state is AgentState.OFFLINE:
        return agent.wish_reason if reachable else PHONE_CLOSED
    if state is AgentState.PAUSED:
        return agent.wish_reason or min((block.value for block in agent.blocks), default="")
    return ""


def _differs(before: Seat | None, after: Seat) -> bool:
    if before is None:
        return True
    return _told(before) != _told(after)


def _told(seat: Seat) -> tuple[object, ...]:
    return seat.state, seat.reason, seat.call, seat.phone, seat.silent


def _event(agent: Agent, seat: Seat, now: datetime) -> Event:
    payload = {
        "state": seat.state.value,
        "reason": seat.reason,
        "since": seat.since.isoformat(),
        "wish": agent.wish.value,
        "wish_reason": agent.wish_reason,
        "wish_by": agent.wish_by or None,
        "wish_by_name": agent.wish_by_name or None,
        "phone": seat.phone.as_json() if seat.phone else None,
        "silent": seat.silent.value if seat.silent else None,
        "holds": sorted(block.value for block in agent.blocks),
    }
    return Event(type=EventType.AGENT_STATE, at=now, agent=agent.username, call=seat.call or "", payload=payload)
