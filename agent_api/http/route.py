"""A route: method, path, roles, and models of query, body and answer. Handlers take an Ask and return an Answer."""

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
from hotline.store.privacy.looks import Look

Q = TypeVar("Q", bound=Query)
B = TypeVar("B", bound=Body | None)

_NO_FILTERS = frozenset({"limit", "cursor", "reason", "format", "lang"})

Answered = Answer | Mapping[str, Any] | web.StreamResponse | None


@dataclass(frozen=True, kw_only=True)
class Ask(Generic[Q, B]):
    """One validated request."""

    services: Services
    request: web.Request
    signed_in: Agent | None
    token_hash: str
    query: Q
    body: B
    reason: str

    @property
    def who(self) -> Agent:
        """The user who sent the request; only public routes may have none."""
        if self.signed_in is None:
            raise Problem(401, "Log in first.")
        return self.signed_in

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def address(self) -> str:
        """The address that the request comes from."""
        return remote_of(self.request, self.services.settings.trusted_proxies)

    @property
    def is_secure(self) -> bool:
        """Whether the browser used HTTPS, to us or to a trusted proxy."""
        proto = self.request.headers.get("X-Forwarded-Proto", "")
        return self.request.secure or (proto == "https" and self.address != self.request.remote)

    def access(self, kind: AccessKind, username: str, **detail: object) -> Access:
        """An entry for the access log: this user did something that concerns `username`."""
        actor = self.signed_in.username if self.signed_in is not None else username
        return Access(at=self.now, kind=kind, username=username, actor=actor, address=self.address, detail=detail)

    def path(self, name: str) -> str:
        """A part of the path. PostgreSQL accepts no NUL, and no name of ours contains one."""
        value = self.request.match_info[name]
        if "\0" in value:
            raise Problem(404, "There is nothing with that name.")
        return value

    def spelling(self, written: str | None) -> str | None:
        """A number normalised; None if none was given."""
        if written is None:
            return None
        return normalise(written, self.services.settings.hotline.centre.area_code).text

    def visibility(self, *, knows: str = "") -> NumberVisibility:
        return NumberVisibility(who=self.who, reason=self.reason, knows=knows)

    def look(self, visibility: NumberVisibility, what: str, subject: str, asked: Asked) -> Look:
        """The look of this request, to be written."""
        return look(visibility, what, subject, asked)

    async def record_look(
        self, visibility: NumberVisibility, what: str, subject: str, asked: Asked = NOTHING_ASKED
    ) -> None:
        """Record that the user is about to see a citizen's data."""
        await self.services.look_log.record(look(visibility, what, subject, asked))

    async def record_list(self, visibility: NumberVisibility, what: str, asked: Asked, hits: int) -> None:
        """Record that the user is about to see a list, found by the query's filters; `asked` holds numbers among
        them."""
        await self.record_look(visibility, what, "", replace(self.with_filters(asked), hits=hits))

    def with_filters(self, asked: Asked) -> Asked:
        """`asked` with the query's filters, as they are recorded."""
        words = self.query.model_dump(mode="json", exclude_none=True, exclude_defaults=True, by_alias=True)
        told = {name: mask_numbers(str(value)) for name, value in words.items() if name not in _NO_FILTERS}
        return replace(asked, filters=told | dict(asked.filters))


@dataclass(frozen=True, kw_only=True)
class Route:
    """`roles` None: for everybody, logged in or not. `answer` None: 204 or, with `answers_with`, a body that is not
    JSON. `body_optional`: without a body, its defaults
    hold. `also_as`: other content types of the same answer. `before_codes`: also for users whose role must have
    one-time codes (`login.codes_for`) and who have none yet."""

    method: str
    path: str
    handler: Callable[[Ask[Any, Any]], Awaitable[Answered]]
    roles: frozenset[Role] | None
    summary: str
    query: type[Query] = Query
    body: type[Body] | None = None
    body_optional: bool = False
    answer: type[Answer] | None = None
    answers_with: str = "application/json"
    also_as: tuple[str, ...] = ()
    status: int = 200
    problems: tuple[int, ...] = ()
    before_codes: bool = False
