"""One-time codes (TOTP, RFC 6238) in addition to the password, for supervisors, admins and auditors who want or need
them."""

from datetime import datetime
from typing import Annotated, Any

import pyotp
import segno
from pydantic import StringConstraints
from sqlalchemy import Connection

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Body, Line, Lines, Query
from agent_api.protocol.problem import Problem, not_found
from hotline.store.agents import agents, codes
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import AccessKind

STEP_S = 30
DRIFT = (0, -1, 1)  # steps by which a telephone's clock may be off

Code = Annotated[Line, StringConstraints(max_length=16)]


class Enrolment(Body):
    """The password is required again, so that somebody who finds an open page cannot lock the user out with codes of
    their own."""

    password: Annotated[Lines, StringConstraints(max_length=256)]


class NewSecret(Answer):
    """Shown once. `uri` is for an authenticator app; `qr` is the same as an SVG image in a data address."""

    secret: str
    uri: str
    qr: str


class Confirmation(Body):
    code: Code


class CodesView(Answer):
    """Whether log-in asks for one-time codes, and whether the role requires them."""

    enabled: bool
    required: bool


def step_of(secret: str, code: str, now: datetime) -> int:
    """The time step that a code belongs to; 0, which is always used up, when it matches no recent step."""
    totp, current = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    given = code.replace(" ", "")
    return next(
        (current + off for off in DRIFT if pyotp.utils.strings_equal(given, totp.generate_otp(current + off))), 0
    )


async def read_codes(ask: Ask[Query, None]) -> CodesView:
    known = await ask.services.database.read(codes.of, ask.who.username)
    must = ask.who.role.value in ask.services.settings.hotline.login.codes_for
    return CodesView(enabled=known is not None and known.confirmed, required=must)


async def enrol(ask: Ask[Query, Enrolment]) -> NewSecret:
    """Create a new secret. Log-in asks for codes once a first code has been confirmed."""
    await check_own_password(ask, ask.body.password, "password")
    secret = pyotp.random_base32()
    await ask.services.database.write(_begin, ask.who.username, secret)
    issuer = f"{ask.services.settings.hotline.centre.name} CTI"
    uri = pyotp.TOTP(secret).provisioning_uri(name=ask.who.username, issuer_name=issuer)
    picture = segno.make(uri, error="m", micro=False).svg_data_uri(light="#fff", omitsize=True)
    return NewSecret(secret=secret, uri=uri, qr=picture)


async def confirm(ask: Ask[Query, Confirmation]) -> None:
    """Prove with a first code that the app has the secret."""
    async with ask.services.throttle.attempt(ask.who.username, ask.address, device=f"own {ask.token_hash}") as attempt:
        attempt.succeeded = await ask.services.database.write(_confirm, ask)
    if not attempt.succeeded:
        errors = [{"field": "code", "expected": "the 6 digits that the app shows now"}]
        raise Problem(422, "body: code: expected the 6 digits that the app shows now", errors=errors)


async def remove(ask: Ask[Query, None]) -> None:
    """For users who have lost their telephone: they log in with the password alone until they set codes up again."""
    await ask.services.database.write(_remove, ask)


async def check_own_password(ask: Ask[Query, Any], password: str, field: str) -> None:
    """Raise 422 unless this is the user's own password; too many wrong ones raise 429, counted for this log-in
    alone."""
    async with ask.services.throttle.attempt(ask.who.username, ask.address, device=f"own {ask.token_hash}") as attempt:
        attempt.succeeded = await ask.services.passwords.verify(ask.who.password_hash, password)
    if not attempt.succeeded:
        ask.services.access.failed(ask.who.username, ask.address, exists=True)
        errors = [{"field": field, "expected": "your current password", "rule": "old"}]
        raise Problem(422, f"body: {field}: expected your current password", errors=errors)


def _begin(connection: Connection, username: str, secret: str) -> None:
    known = codes.of(connection, username)
    if known is not None and known.confirmed:
        raise Problem(409, "You have one-time codes already. An admin can remove them.")
    codes.begin(connection, username, secret)


def _confirm(connection: Connection, ask: Ask[Query, Confirmation]) -> bool:
    username = ask.who.username
    known = codes.of(connection, username)
    if known is None or known.confirmed:
        raise Problem(409, "There is nothing to confirm: POST /api/v1/agents/me/totp comes first.")
    if not codes.use(connection, username, step_of(known.secret, ask.body.code, ask.now)):
        return False
    codes.confirm(connection, username, ask.now)
    access_log.record(connection, [ask.access(AccessKind.CODE_ADDED, username)])
    return True


def _remove(connection: Connection, ask: Ask[Query, None]) -> None:
    username = ask.path("username")
    if agents.get(connection, username) is None or not codes.remove(connection, username):
        raise not_found("one-time code")
    access_log.record(connection, [ask.access(AccessKind.CODE_REMOVED, username)])
