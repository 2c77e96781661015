"""Alembic's entry: runs the migrations on the connection it is handed, and writes new ones in our own types."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import String, Text, event

from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.storage.kernel.types import ExactDecimal, Moment


def in_our_types(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """``key(64)`` and ``text()`` instead of a variant for each database spelled out."""
    if kind != "type":
        return False
    written = {
        ExactDecimal: "ExactDecimal()",
        Moment: "Moment()",
        Text: "text()",
        String: f"key({getattr(item, 'length', None)})",
    }.get(type(item))
    if written is None:
        return False
    autogen.imports.add("from crm_adapters.storage.kernel.types import ExactDecimal, Moment, key, text")
    return written


def unless_there(_connection: Any, statement: Any, *_connection_of: Any) -> None:
    """MariaDB keeps each change of a table at once, so whoever was broken off finds some of them made already."""
    for option in ("if_not_exists", "if_exists"):
        if hasattr(statement, option):
            setattr(statement, option, True)


connection = context.config.attributes["connection"]
if connection.dialect.name in {"mysql", "mariadb"}:
    event.listen(connection, "before_execute", unless_there)
context.configure(connection=connection, target_metadata=every_table(), render_item=in_our_types, compare_type=False)
with context.begin_transaction():
    context.run_migrations()
