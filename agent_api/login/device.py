"""Cookies for browsers in which a user has logged in before. They name the user and are signed by us.

They give no access; they only exempt the user from the shared limits for unknown devices (agent_api.login.throttle).
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

from aiohttp import web
from sqlalchemy import Connection

from hotline.store import key_values

COOKIE = "device"
LASTS_S = 90 * 24 * 3600
USERS = 8  # users per browser, those who logged in last
_PATH = "/api/v1/login"
_MARK = "device_key"


def load_key(connection: Connection) -> str:
    """The key that signs the cookies, the same for all processes; created on first use."""
    key = key_values.get(connection, _MARK)
    if key is None:
        key = secrets.token_hex(32)
        key_values.put(connection, _MARK, key)
    return key


class Devices:
    """Signs and verifies cookies. `key` is loaded with the first log-in; `clock` returns Unix time in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.key = ""

    def known(self, request: web.Request, username: str) -> str:
        """The device's name, if the cookie has a valid and recent part for this user; else ""."""
        return next(filter(None, (self.read(part, username) for part in _parts(request))), "")

    def read(self, part: str, username: str) -> str:
        name, _, rest = part.partition(".")
        issued, _, signature = rest.partition(".")
        if not (self.key and name and issued.isascii() and issued.isdigit() and len(issued) < 12):
            return ""
        fresh = 0 <= self._clock() - int(issued) <= LASTS_S
        right = hmac.compare_digest(signature.encode(), self._sign(name, issued, username).encode())
        return name if fresh and right else ""

    def issue(self, username: str) -> str:
        name, issued = secrets.token_urlsafe(12), str(int(self._clock()))
        return f"{name}.{issued}.{self._sign(name, issued, username)}"

    def set_cookie(self, response: web.StreamResponse, request: web.Request, username: str, *, secure: bool) -> None:
        """Renew this user's part, and keep those of other users of this browser."""
        others = [part for part in _parts(request) if not self.read(part, username)]
        value = "~".join([self.issue(username), *others][:USERS])
        response.set_cookie(COOKIE, value, max_age=LASTS_S, path=_PATH, httponly=True, samesite="Strict", secure=secure)

    def _sign(self, name: str, issued: str, username: str) -> str:
        said = "\0".join((name, issued, username)).encode()
        return urlsafe_b64encode(hmac.digest(self.key.encode(), said, sha256)).decode().rstrip("=")


def _parts(request: web.Request) -> list[str]:
    return [part for part in request.cookies.get(COOKIE, "")[:2000].split("~") if part][:USERS]
