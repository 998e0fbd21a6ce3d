"""A route: what is asked, by whom, with what, and what is answered. Handlers get an Ask and give an Answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from aiohttp import web

from agent_api.http.services import Services
from agent_api.privacy.look_log import NOTHING_ASKED, Asked, look
from agent_api.privacy.masking import NumberVisibility
from agent_api.protocol.fields import Answer, Body, Query
from agent_api.protocol.problem import Problem
from agent_api.protocol.remote import remote_of
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.numbers.masked_text import mask_numbers
from hotline.domain.numbers.number import normalise
from hotline.store.privacy.access_log import Access, AccessKind

Q = TypeVar("Q", bound=Query)
B = TypeVar("B", bound=Body | None)

_NO_FILTERS = frozenset({"limit", "cursor", "reason"})

Answered = Answer | Mapping[str, Any] | web.StreamResponse | None


@dataclass(frozen=True, kw_only=True)
class Ask(Generic[Q, B]):
    """One checked request."""

    services: Services
    request: web.Request
    signed_in: Agent | None
    token_hash: str
    query: Q
    body: B
    reason: str

    @property
    def who(self) -> Agent:
        """The one who asks; only a public route has nobody."""
        if self.signed_in is None:
            raise Problem(401, "Log in first.")
        return self.signed_in

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return remote_of(self.request, self.services.settings.trusted_proxies)

    @property
    def is_secure(self) -> bool:
        """Whether the browser came by HTTPS, to us or to a trusted proxy."""
        proto = self.request.headers.get("X-Forwarded-Proto", "")
        return self.request.secure or (proto == "https" and self.address != self.request.remote)

    def access(self, kind: AccessKind, username: str, **detail: object) -> Access:
        """An entry of the log of access, done by who asks, about `username`."""
        actor = self.signed_in.username if self.signed_in is not None else username
        return Access(at=self.now, kind=kind, username=username, actor=actor, address=self.address, detail=detail)

    def path(self, name: str) -> str:
        """A part of the path. PostgreSQL takes no NUL, and nothing that we name holds one."""
        value = self.request.match_info[name]
        if "\0" in value:
            raise Problem(404, "There is nothing of that name.")
        return value

    def spelling(self, written: str | None) -> str | None:
        """A number in its one spelling, None when none was given."""
        if written is None:
            return None
        return normalise(written, self.services.settings.hotline.centre.area_code).text

    def visibility(self, *, knows: str = "") -> NumberVisibility:
        return NumberVisibility(who=self.who, reason=self.reason, knows=knows)

    async def record_look(
        self, visibility: NumberVisibility, what: str, subject: str, asked: Asked = NOTHING_ASKED
    ) -> None:
        """Citizens' data are about to be shown."""
        await self.services.look_log.record(look(visibility, what, subject, asked))

    async def record_list(self, visibility: NumberVisibility, what: str, asked: Asked, hits: int) -> None:
        """A list is about to be shown, found by the filters of its query; numbers among them stand in `asked`."""
        words = self.query.model_dump(mode="json", exclude_none=True, exclude_defaults=True, by_alias=True)
        told = {name: mask_numbers(str(value)) for name, value in words.items() if name not in _NO_FILTERS}
        await self.record_look(visibility, what, "", replace(asked, filters=told | dict(asked.filters), hits=hits))


@dataclass(frozen=True, kw_only=True)
class Route:
    """`roles` None is for everybody, logged in or not; `answer` None is 204 or, with `answers_with`, not JSON;
    `also_as` is a second form in which the same answer can be had; `before_codes`: also for who must log in with
    one-time codes (`login.codes_for`) and has none yet."""

    method: str
    path: str
    handler: Callable[[Ask[Any, Any]], Awaitable[Answered]]
    roles: frozenset[Role] | None
    summary: str
    query: type[Query] = Query
    body: type[Body] | None = None
    answer: type[Answer] | None = None
    answers_with: str = "application/json"
    also_as: str = ""
    status: int = 200
    problems: tuple[int, ...] = ()
    before_codes: bool = False
