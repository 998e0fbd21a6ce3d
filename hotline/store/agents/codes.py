"""One-time codes (TOTP) in SQL: a user's secret, and the last step that was used.

The secret is stored in clear because codes are computed from it; with the database alone the password is still missing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from hotline.store.tables import one_time_codes
from hotline.store.upsert import upsert


@dataclass(frozen=True, kw_only=True)
class CodeSecret:
    """`confirmed`: a code has been entered once; before that no code is required."""

    secret: str
    confirmed: bool


def of(connection: Connection, username: str) -> CodeSecret | None:
    row = connection.execute(select(one_time_codes).where(one_time_codes.c.username == username)).one_or_none()
    return None if row is None else CodeSecret(secret=row.secret, confirmed=row.confirmed_at is not None)


def begin(connection: Connection, username: str, secret: str) -> None:
    """Store a secret to be confirmed; replaces an earlier unconfirmed one."""
    row = {"username": username, "secret": secret, "confirmed_at": None, "last_step": 0}
    upsert(connection, one_time_codes, [row])


def confirm(connection: Connection, username: str, now: datetime) -> None:
    mine = (one_time_codes.c.username == username) & one_time_codes.c.confirmed_at.is_(None)
    connection.execute(update(one_time_codes).where(mine).values(confirmed_at=now))


def use(connection: Connection, username: str, step: int) -> bool:
    """Use up a step and all before it; False if they had been used up."""
    unused = (one_time_codes.c.username == username) & (one_time_codes.c.last_step < step)
    return connection.execute(update(one_time_codes).where(unused).values(last_step=step)).rowcount == 1


def remove(connection: Connection, username: str) -> bool:
    """Returns whether there was one."""
    mine = one_time_codes.c.username == username
    return connection.execute(delete(one_time_codes).where(mine)).rowcount == 1
