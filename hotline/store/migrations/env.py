"""Alembic's environment: the connection comes from hotline.store.schema, never from a file."""

from typing import Literal

from alembic import context

from hotline.store.tables import metadata
from hotline.store.types import UtcDateTime


def render_item(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Use the database's own types in migrations, so that they stay valid when our classes move."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
