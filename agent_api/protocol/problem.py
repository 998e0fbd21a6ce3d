"""Errors as RFC 9457 problems: they say what was expected and reveal nothing internal."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from aiohttp import web

CONTENT_TYPE = "application/problem+json"
BODY_LIMIT = 256 * 1024

SECURITY_HEADERS: Mapping[str, str] = {
    "Server": "hotline",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """May be raised anywhere below a route; `errors` names fields and what was expected of them."""

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


def http_problem(error: web.HTTPException) -> web.StreamResponse:
    """aiohttp's own errors as problems; redirects unchanged."""
    if error.status < 400:
        return web.Response(status=error.status, headers={"Location": error.headers.get("Location", "/")})
    details = {
        404: "There is no such address.",
        405: "This address does not support that method.",
        413: f"The body is larger than {BODY_LIMIT} bytes.",
    }
    headers = {name: error.headers[name] for name in ("Allow",) if name in error.headers}
    return Problem(error.status, details.get(error.status, error.reason), headers=headers).response()
