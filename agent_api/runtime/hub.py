"""The open sockets of this process, by user. Delivery never waits for any of them."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from aiohttp import WSCloseCode
from sqlalchemy.exc import SQLAlchemyError

from agent_api.runtime.client import Client
from agent_api.runtime.stream import StreamEvent
from hotline.runtime.database import Database
from hotline.store.agents import sessions

log = logging.getLogger(__name__)

LOGGED_OUT = 4401  # the token is no longer valid, or never was
CHECK_S = 5.0  # how soon a log-out elsewhere (in SQL, or by another process) is noticed


class Hub:
    """`used_since(now)` is the oldest last use that a valid log-in may have."""

    def __init__(self, database: Database, used_since: Callable[[datetime], datetime]) -> None:
        self._database = database
        self._used_since = used_since
        self._clients: dict[str, set[Client]] = {}

    def add(self, client: Client) -> None:
        self._clients.setdefault(client.username, set()).add(client)

    def remove(self, client: Client) -> None:
        mine = self._clients.get(client.username, set())
        mine.discard(client)
        if not mine:
            self._clients.pop(client.username, None)

    def __len__(self) -> int:
        return sum(len(clients) for clients in self._clients.values())

    def deliver(self, event: StreamEvent) -> None:
        """Pass an event to its agent's sockets, if there are any."""
        for client in tuple(self._clients.get(event.agent, ())):
            client.offer(event)

    def changed(self, topic: str) -> None:
        """There is a newer state of this topic, of which only the newest is sent."""
        for client in self._everybody():
            client.changed(topic)

    def close_user(self, username: str) -> None:
        """Close all sockets of a user whose account has changed."""
        for client in tuple(self._clients.get(username, ())):
            client.close(LOGGED_OUT, "log in again")

    def tokens(self) -> set[str]:
        """The token hashes of all open sockets."""
        return {client.token_hash for client in self._everybody()}

    def close_others(self, username: str, token_hash: str) -> None:
        """Close the sockets of a user's other log-ins."""
        for client in tuple(self._clients.get(username, ())):
            if client.token_hash != token_hash:
                client.close(LOGGED_OUT, "log in again")

    def close_token(self, token_hash: str) -> None:
        for client in self._everybody():
            if client.token_hash == token_hash:
                client.close(LOGGED_OUT, "logged out")

    async def watch_sessions(self) -> None:
        """Close sockets whose log-in has ended, whoever ended it."""
        while True:
            await asyncio.sleep(CHECK_S)
            hashes, now = self.tokens(), datetime.now(UTC)
            if not hashes:
                continue
            try:
                alive = await self._database.read(sessions.still_open, hashes, now, self._used_since(now))
            except SQLAlchemyError:
                continue
            for token_hash in hashes - alive:
                self.close_token(token_hash)

    def close(self) -> None:
        """The role ends: close all sockets."""
        for client in self._everybody():
            client.close(WSCloseCode.GOING_AWAY, "restarting")

    def _everybody(self) -> Iterator[Client]:
        return iter([client for clients in self._clients.values() for client in clients])
