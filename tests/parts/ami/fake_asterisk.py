"""A hand-written Asterisk that speaks AMI over a real socket, and misbehaves on request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from hotline.asterisk.ami.connection import AmiConnection, Pace
from hotline.asterisk.ami.messages import AmiEvent, Connected, InboxItem

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
SECRET = "s3cret"
WITHIN_S = 20.0

# Retries short enough for tests, and no ping: its answer would come in the midst of what a test writes.
QUICK = Pace(
    connect_s=10.0,
    boot_s=10.0,
    ping_every_s=600.0,
    pong_within_s=10.0,
    retry_first_s=0.01,
    retry_most_s=0.05,
    retry_refused_s=0.05,
    inbox_limit=100,
)

# For tests of the pings themselves.
PINGING = replace(QUICK, ping_every_s=0.05, pong_within_s=0.5)

Action = dict[str, str]


def frame(**headers: str) -> bytes:
    return "".join(f"{key}: {value}\r\n" for key, value in headers.items()).encode() + b"\r\n"


def event(name: str, **headers: str) -> bytes:
    return frame(Event=name, **headers)


class Session:
    """One client of the fake."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer

    def say(self, data: bytes) -> None:
        self.writer.write(data)

    def answer(self, action: Action, response: str = "Success", **headers: str) -> None:
        self.say(frame(Response=response, ActionID=action["ActionID"], **headers))

    def drop(self) -> None:
        self.writer.close()


class FakeAsterisk:
    """Logs in clients with the secret, answers Ping, and passes every other action to `on_action`."""

    def __init__(self) -> None:
        self.on_action: Callable[[Session, Action], None] = lambda session, action: session.answer(action)
        self.banner = BANNER
        self.boots = True  # sends FullyBooted after a login
        self.silent = False  # reads and never answers, like a hung process
        self.actions: list[Action] = []
        self.logins = 0
        self.sessions: asyncio.Queue[Session] = asyncio.Queue()  # those that have logged in
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Event()

    def named(self, name: str) -> list[Action]:
        return [action for action in self.actions if action["Action"] == name]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on the received actions holds."""
        async with asyncio.timeout(WITHIN_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        session = Session(writer)
        try:
            session.say(self.banner)
            while text := await reader.readuntil(b"\r\n\r\n"):
                action = dict(line.split(": ", 1) for line in text.decode().strip().split("\r\n"))
                self.actions.append(action)
                if not self.silent:
                    self._handle(session, action)
                self._changed.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self._open.discard(writer)
            self._changed.set()

    def _handle(self, session: Session, action: Action) -> None:
        match action["Action"]:
            case "Login":
                self._log_in(session, action)
            case "Ping":
                session.answer(action, Ping="Pong")
            case _:
                self.on_action(session, action)

    def _log_in(self, session: Session, action: Action) -> None:
        self.logins += 1
        if action["Secret"] != SECRET:
            session.answer(action, "Error", Message="Authentication failed")
            session.drop()
            return
        session.answer(action, Message="Authentication accepted")
        if self.boots and action["Events"] != "off":
            session.say(event("FullyBooted", Status="Fully Booted"))
        self.sessions.put_nowait(session)

    @property
    def clients(self) -> int:
        return len(self._open)

    def hang_up_on_all(self) -> None:
        for writer in list(self._open):
            writer.close()


@asynccontextmanager
async def fake_asterisk() -> AsyncIterator[FakeAsterisk]:
    fake = FakeAsterisk()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0, limit=1 << 22)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        fake.hang_up_on_all()
        await server.wait_closed()


@asynccontextmanager
async def connection_to(
    fake: FakeAsterisk,
    *,
    secret: str = SECRET,
    events: bool = True,
    pace: Pace = QUICK,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[AmiConnection]:
    connection = AmiConnection(
        host="127.0.0.1", port=fake.port, username="cti", secret=secret, events=events, pace=pace, clock=clock
    )
    running = asyncio.create_task(connection.run())
    try:
        yield connection
    finally:
        await connection.close()
        await running


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition on the connection holds."""
    async with asyncio.timeout(WITHIN_S):
        while not condition():  # noqa: ASYNC110  # the connection has no test hooks
            await asyncio.sleep(0.005)


async def next_item(connection: AmiConnection) -> InboxItem:
    async with asyncio.timeout(WITHIN_S):
        return await connection.inbox.get()


async def connected(connection: AmiConnection, fake: FakeAsterisk) -> Session:
    """Past the Connected, the fake's side of it."""
    assert isinstance(await next_item(connection), Connected)
    return await fake.sessions.get()


async def next_event(connection: AmiConnection) -> AmiEvent:
    item = await next_item(connection)
    assert isinstance(item, AmiEvent), item
    return item


def mute(session: Session, action: Action) -> None:
    """An Asterisk that does not answer this action."""
