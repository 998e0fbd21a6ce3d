"""The hotline that is measured: a whole one, set up for load, with agents who are ready and have phones."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, make_url, select

from hotline.domain.calls.call import Outcome
from hotline.settings.environment import Settings, load_settings
from hotline.store.engine import open_engine, reading
from hotline.store.tables import calls
from ops.phones.agent import AgentPhones, Behaviour
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from ops.phones.sipp import Place, SippError
from tests.bench.progress import say, waited
from tests.bench.seed import ZONE, PastCall, past_of, plausible_calls
from tests.parts.api import Api
from tests.parts.asterisk import environment, run_module
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.wait import until

ROLES = ("cti", "ivr", "agent_api", "callback")
PROGRAMS = ("asterisk", *ROLES, "redis")
SEATS = 60
PASSWORD = "bench-password"
EARLIER = 6
TODAY = 10_000  # calls of the day before the first of ours: a prefecture's whole day
_READY_S = 30.0
_SETTLE_S = 10.0
_PATIENCE_S = 60.0  # for calls to end after the last has begun

# No greeting and no wrap-up: they would only make more calls stand at once, and cost no role anything. The rest is as
# shipped, recordings too.
CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
channels = 1000

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 0
max_waiting = 1000
"""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Calls a second, and how long each citizen stays on the line from its answer: ringing and talk."""

    rate: int
    stays_s: float


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One agent who is signed in."""

    username: str
    extension: str
    api: Api

    def be_ready(self) -> None:
        self.api.put("/agents/me/state", {"state": "ready"})


@dataclass(frozen=True, kw_only=True)
class CallCentre:
    """What a part of the benchmark needs of the hotline that runs."""

    hotline: Hotline
    admin: Api
    seats: Sequence[Seat]
    phones: AgentPhones

    @property
    def settings(self) -> Settings:
        return self.hotline.settings

    def pids(self) -> dict[str, int]:
        """Asterisk, Redis and the roles."""
        return {name: self.hotline.pid_of(name) for name in PROGRAMS}

    def usernames(self) -> dict[str, str]:
        """By extension."""
        return {seat.extension: seat.username for seat in self.seats}

    def call(self, callers: Sequence[str], load: Load) -> str:
        """All the calls, to their end; what the callers' telephones complained of, "" for nothing."""
        return call(self.settings, self.hotline.place("127.0.0.2"), callers, load)

    def settle(self) -> None:
        """Everybody is ready again, also whom an overload before has put on hold for not picking up."""
        if waited(self._all_are_ready, _SETTLE_S):
            return
        for agent in self.admin.all("/agents"):
            if agent["role"] == "agent" and agent["state"] != "ready":
                say(f"{agent['username']} is {agent['state']} {agent['reason']}: asked to be ready again")
                next(seat for seat in self.seats if seat.username == agent["username"]).be_ready()
        until(self._all_are_ready, f"{SEATS} agents ready", _READY_S)

    def _all_are_ready(self) -> bool:
        agents: dict[str, int] = self.admin.get("/wall")["agents"]
        return agents.get("ready") == SEATS


def call(settings: Settings, place: Place, callers: Sequence[str], load: Load) -> str:
    """One call from each caller."""
    fate = Fate(waits_s=30, stays_s=load.stays_s)
    diallings = [Dialling(caller=caller, fate=fate) for caller in callers]
    citizens = Citizens(place, ("127.0.0.1", settings.sip_port), diallings, rate=load.rate)
    try:
        citizens.wait(len(callers) / load.rate + _PATIENCE_S)
    except SippError as error:  # on a machine without time SIPp itself gives up; what it did until then counts
        return str(error)[:200]
    finally:
        citizens.stop()
    return ""


@contextmanager
def open_call_centre(folder: Path, ports: Ports, callers: Sequence[str]) -> Iterator[CallCentre]:
    """SEATS agents ready and registered, in the midst of a day; each of `callers` has rung EARLIER times before."""
    say("writing the callers' past")
    env = environment(folder, ports, CONFIG)
    run_module("hotline.store", env)
    _write_past(load_settings(env), callers)
    say("opening the hotline")
    with running_hotline(folder, ports, CONFIG) as hotline:
        say(f"signing in {SEATS} agents")
        admin = hotline.admin
        with ThreadPoolExecutor(8) as pool:
            seats = list(pool.map(lambda phone: _sign_in(hotline, admin, phone), extensions()))
        phones = agent_phones(hotline.settings, hotline.place("127.0.0.1"))
        try:
            centre = CallCentre(hotline=hotline, admin=admin, seats=seats, phones=phones)
            centre.settle()
            yield centre
        finally:
            phones.stop()


def _write_past(settings: Settings, callers: Sequence[str]) -> None:
    now = datetime.now(UTC)
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with past_of(Path(str(make_url(settings.database_url).database))) as past:
        for weeks in range(EARLIER, 0, -1):
            noon = midnight - timedelta(weeks=weeks) + timedelta(hours=12)
            past.add(PastCall(caller=caller, started_at=noon) for caller in callers)
        past.add(plausible_calls(TODAY, midnight, now))


def extensions() -> list[str]:
    return [str(2001 + number) for number in range(SEATS)]


def _secret(extension: str) -> str:
    return f"the-secret-of-{extension}"


def _sign_in(hotline: Hotline, admin: Api, extension: str) -> Seat:
    username = f"agent{extension}"
    user = {"username": username, "password": PASSWORD, "name": f"话务员{extension}", "role": "agent"}
    phone = {"extension": extension, "sip_secret": _secret(extension), "queues": ["hotline"]}
    admin.post("/agents", user | phone)
    api = hotline.api.login(username, PASSWORD)
    seat = Seat(username=username, extension=extension, api=api)
    seat.be_ready()
    return seat


def agent_phones(settings: Settings, place: Place) -> AgentPhones:
    """Everybody's softphone: it picks up after 0.1 s and talks until the citizen hangs up."""
    secrets = {extension: _secret(extension) for extension in extensions()}
    return AgentPhones(place, ("127.0.0.1", settings.sip_port), secrets, Behaviour(after_s=0.1))


@dataclass(frozen=True, kw_only=True)
class Filed:
    """Calls that SQL has as ended, and those of them that were answered."""

    ended: int
    answered: int


def in_sql(settings: Settings) -> Filed:
    """Counted over the whole database."""
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        with reading(engine) as connection:
            over = select(func.count()).select_from(calls).where(calls.c.ended_at.is_not(None))
            return Filed(
                ended=connection.execute(over).scalar_one(),
                answered=connection.execute(over.where(calls.c.outcome == Outcome.ANSWERED.value)).scalar_one(),
            )
    finally:
        engine.dispose()
