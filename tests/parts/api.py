"""The public API as an outsider uses it: HTTP with a token, and the stream of events."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.parts.wait import until

Document = dict[str, Any]

_TIMEOUT_S = 20.0


class ApiError(Exception):
    """A response other than 2xx; `problem` is its body."""

    def __init__(self, status: int, problem: Any) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class Api:
    """One user's access to the hotline at host:port; without a token, anonymous."""

    host: str
    port: int
    token: str = ""

    def login(self, username: str, password: str) -> "Api":
        """The same hotline with that user's token."""
        answer = self.post("/login", {"username": username, "password": password})
        return Api(host=self.host, port=self.port, token=answer["token"])

    def get(self, path: str, **query: Any) -> Any:
        parts = {key.rstrip("_"): value for key, value in query.items() if value is not None}
        return self._ask("GET", f"/api/v1{path}" + (f"?{urlencode(parts)}" if parts else ""))

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._ask("POST", f"/api/v1{path}", body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("PUT", f"/api/v1{path}", body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("PATCH", f"/api/v1{path}", body)

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", f"/api/v1{path}")

    def all(self, path: str, **query: Any) -> list[Document]:
        """Every item of a list, page after page."""
        items: list[Document] = []
        cursor = None
        while True:
            page = self.get(path, **query, cursor=cursor, limit=100)
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items

    def readiness(self) -> tuple[int, Any]:
        """Status and body of /readyz; (0, None) if there is no response."""
        try:
            return 200, self._ask("GET", "/readyz")
        except ApiError as error:
            return error.status, error.problem
        except OSError:
            return 0, None

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        connection = HTTPConnection(self.host, self.port, timeout=_TIMEOUT_S)
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        document = json.loads(text) if "json" in answer.headers.get("Content-Type", "") and text else text
        if not 200 <= answer.status < 300:
            raise ApiError(answer.status, document)
        return document


class Events:
    """The events sent to a user since the subscription, in order."""

    def __init__(self) -> None:
        self._events: list[Document] = []
        self.lost = ""  # why the stream ended, if it did

    def add(self, event: Document) -> None:
        self._events.append(event)

    def of(self, type_: str) -> list[Document]:
        return [event for event in list(self._events) if event["type"] == type_]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in list(self._events)]

    def wait_for(
        self, type_: str, matches: Callable[[Document], bool] = lambda _: True, timeout_s: float = 20.0
    ) -> Document:
        """The first event of that type that matches, among past and future ones."""

        def find() -> Document | None:
            assert not self.lost, f"the stream of events ended: {self.lost}"
            return next((event for event in self.of(type_) if matches(event)), None)

        try:
            return until(find, f"event {type_}", timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}; there came {self.types}") from None


@contextmanager
def events(api: Api, *topics: str) -> Iterator[Events]:
    """Collects the events of the topics, in a separate thread, while the block lasts."""
    collected = Events()
    subscribed, over = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_collect(api, topics, collected, subscribed, over)), daemon=True
    )
    thread.start()
    try:
        assert subscribed.wait(_TIMEOUT_S), "no answer to the subscription"
        yield collected
    finally:
        over.set()
        thread.join(_TIMEOUT_S)


async def _collect(
    api: Api, topics: tuple[str, ...], collected: Events, subscribed: threading.Event, over: threading.Event
) -> None:
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"http://{api.host}:{api.port}/api/v1/ws") as ws,
        ):
            await ws.send_json({"type": "auth", "token": api.token, "topics": list(topics)})
            ending = asyncio.create_task(asyncio.to_thread(over.wait))
            while not over.is_set():
                receiving = asyncio.create_task(ws.receive())
                await asyncio.wait({receiving, ending}, return_when=asyncio.FIRST_COMPLETED)
                if not receiving.done():
                    receiving.cancel()
                    break
                message = receiving.result()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    collected.lost = f"{message.type.name} {message.extra or message.data}"
                    break
                collected.add(json.loads(message.data))
                subscribed.set()  # the first frame is the present state: from here on nothing is missed
            over.set()
            await ending
    except (aiohttp.ClientError, OSError) as error:
        collected.lost = str(error)
    finally:
        subscribed.set()
