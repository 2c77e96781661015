"""Alembic's entry: runs the migrations on the connection it is handed, and writes new ones in our own types."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import String, Text

from crm_adapters.storage.schema import every_table
from crm_adapters.storage.types import Moment


def in_our_types(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """``key(64)`` and ``text()`` instead of a variant for each database spelled out."""
    if kind != "type":
        return False
    written = {Moment: "Moment()", Text: "text()", String: f"key({getattr(item, 'length', None)})"}.get(type(item))
    if written is None:
        return False
    autogen.imports.add("from crm_adapters.storage.types import Moment, key, text")
    return written


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=every_table(), render_item=in_our_types, compare_type=False)
with context.begin_transaction():
    context.run_migrations()
