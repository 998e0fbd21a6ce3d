"""Errors as the caller sees them: RFC 9457, with what was expected, and never what is inside."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from aiohttp import web

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """Raised anywhere below a route; `errors` names fields and what was expected of them."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}

    def response(self) -> web.Response:
        body: dict[str, object] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        return web.Response(
            status=self.status, body=orjson.dumps(body), content_type=CONTENT_TYPE, headers=self.headers
        )


def not_found(what: str) -> Problem:
    return Problem(404, f"There is no such {what}.")
