"""The revisions of changed agents that Asterisk has been told."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from hotline.store.tables import agents


def applied_revs(connection: Connection, usernames: Collection[str]) -> dict[str, int]:
    """The revision of each of these agents that Asterisk has been told."""
    query = select(agents.c.username, agents.c.applied_rev).where(agents.c.username.in_(usernames))
    return {row.username: row.applied_rev for row in connection.execute(query)}
