"""`python -m cti.store`: bring the schema up to date and see to it that there is a first user.

Prints `first password: …` once, when it made the user `admin` with a random password.
"""

import secrets
import sys
from datetime import UTC, datetime

from sqlalchemy.exc import OperationalError

from cti.settings import SettingsError, load_settings
from cti.store import agents
from cti.store.engine import open_engine, writing
from cti.store.passwords import hash_password, verify_password
from cti.store.schema import migrate


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database_url)
    try:
        engine.connect().close()
    except OperationalError as error:  # it is not there, or does not let us in
        reason = " ".join(str(error.orig).split())
        print(f"HOTLINE_DATABASE_URL: expected a database that answers: {reason}", file=sys.stderr)
        return 2
    migrate(engine)
    with writing(engine) as connection:
        admin = agents.get(connection, "admin")
        if admin is None:
            password = settings.admin_password or secrets.token_urlsafe(12)
            agents.add_admin(connection, hash_password(password), datetime.now(UTC))
            if settings.admin_password is None:
                print(f"first password: {password}")
        elif settings.admin_password is not None and not verify_password(admin.password_hash, settings.admin_password):
            agents.set_password(connection, "admin", hash_password(settings.admin_password))
    return 0


if __name__ == "__main__":
    sys.exit(main())
