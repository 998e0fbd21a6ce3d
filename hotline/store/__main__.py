"""`python -m hotline.store`: migrates the schema and makes sure that there is an admin.

Prints `first password: …` once, when it created the user `admin` with a random password. A new value of
HOTLINE_ADMIN_PASSWORD is applied once: a password that the admin has chosen since then stays.
"""

import secrets
import sys
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from hotline.domain.agents.password import password_fault
from hotline.number_hash import load_number_hash
from hotline.settings.environment import Settings, load_settings
from hotline.settings.error import SettingsError
from hotline.store import key_values
from hotline.store.agents import agents, codes, sessions
from hotline.store.agents.agents import UserChange
from hotline.store.agents.passwords import hash_password, verify_password
from hotline.store.engine import open_engine, writing
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access, AccessKind
from hotline.store.schema import migrate

_APPLIED = "admin_password_applied"


def main() -> int:
    try:
        settings = load_settings()
        _check_admin_password(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    try:
        engine.connect().close()
    except OperationalError as error:  # the server is not there, or refuses us
        reason = " ".join(str(error.orig).split())
        print(f"HOTLINE_DATABASE_URL: expected a database that answers: {reason}", file=sys.stderr)
        return 2
    migrate(engine)
    load_number_hash(settings.paths.looks_key)  # created now: later not every role may write here
    with writing(engine) as connection:
        _see_to_admin(connection, settings.admin_password)
    return 0


def _check_admin_password(settings: Settings) -> None:
    fault = password_fault(settings.admin_password, ["admin"]) if settings.admin_password is not None else None
    if fault is not None:
        raise SettingsError(f"HOTLINE_ADMIN_PASSWORD: expected {fault.words}")


def _see_to_admin(connection: Connection, wanted: str | None) -> None:
    """Make sure that there is an admin, and apply a HOTLINE_ADMIN_PASSWORD that has not been applied before.

    A user `admin` whom another admin has removed stays removed, whatever the environment says.
    """
    admin = agents.get(connection, "admin")
    if admin is None and agents.has_admin(connection):
        if wanted is not None and not verify_password(_applied(connection), wanted):
            print("HOTLINE_ADMIN_PASSWORD: not applied: the user admin was removed, and there are other admins")
        return
    if admin is None:
        password = wanted or secrets.token_urlsafe(12)
        agents.add_admin(connection, hash_password(password), datetime.now(UTC))
        _note(connection, AccessKind.AGENT_ADDED)
        if wanted is None:
            print(f"first password: {password}")
    elif wanted is not None and not verify_password(_applied(connection) or admin.password_hash, wanted):
        agents.set_password(connection, "admin", hash_password(wanted))
        agents.change(connection, "admin", UserChange(disabled=False))
        sessions.close_all_of(connection, "admin")
        # setting it needs control of the machine; it is the way back when the telephone is lost
        codes.remove(connection, "admin")
        _note(connection, AccessKind.PASSWORD_CHANGED)
    if wanted is not None and not verify_password(_applied(connection), wanted):
        key_values.put(connection, _APPLIED, hash_password(wanted))


def _note(connection: Connection, kind: AccessKind) -> None:
    """Record in the log of access what the start did to `admin`, without an actor."""
    entry = Access(at=datetime.now(UTC), kind=kind, username="admin", detail={"by": "start"})
    access_log.record(connection, [entry])


def _applied(connection: Connection) -> str:
    """The hash of the HOTLINE_ADMIN_PASSWORD that was applied last; "" for none."""
    return key_values.get(connection, _APPLIED) or ""


if __name__ == "__main__":
    sys.exit(main())
