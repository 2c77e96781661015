"""Writes the migration that the tables need since the last one (``make migration``).

What it writes is read, corrected where it must be, and from then on never changed.
"""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import Column, UniqueConstraint

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.entity_tables import EVERY_ENTITY
from crm_adapters.storage.kernel.releases import MIGRATIONS, known_revisions
from crm_adapters.storage.kernel.schema import configured, migrate

_HELPERS = "from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table"


class EntityTable(ops.MigrateOperation):
    """The table of an entity, with its indexes."""

    def __init__(self, table: ops.CreateTableOp, indexes: Sequence[Any]) -> None:
        self.table = table
        self.indexes = indexes


class NoEntityTable(ops.MigrateOperation):
    def __init__(self, name: str) -> None:
        self.name = name


def write_migration(name: str) -> Path:
    """Compares an empty, migrated SQLite with the tables of the code; ``name`` says what changes."""
    revision = f"{int(max(known_revisions())) + 1:04d}"
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/migrated.db")
        try:
            migrate(database)
            with database.engine.connect() as connection, redirect_stdout(StringIO()):
                command.revision(
                    configured(connection),
                    name,
                    autogenerate=True,
                    rev_id=revision,
                    process_revision_directives=_shortened,
                )
        finally:
            database.close()
    return next((MIGRATIONS / "versions").glob(f"{revision}_*.py"))


def _shortened(_context: Any, _revision: Any, scripts: list[Any]) -> None:
    """An entity's table is one call on the way up, and one on the way down."""
    for script in scripts:
        found = {each.table_name: each for each in script.upgrade_ops.ops if _is_entitys(each)}
        plain = [each for each in script.upgrade_ops.ops if getattr(each, "table_name", None) not in found]
        more = {each.table_name: each.ops for each in script.upgrade_ops.ops if isinstance(each, ops.ModifyTableOps)}
        script.upgrade_ops.ops = [*plain, *(EntityTable(table, more.get(name, [])) for name, table in found.items())]
        plain = [each for each in script.downgrade_ops.ops if getattr(each, "table_name", None) not in found]
        script.downgrade_ops.ops = [*(NoEntityTable(name) for name in reversed(found)), *plain]


def _is_entitys(each: Any) -> bool:
    if not isinstance(each, ops.CreateTableOp):
        return False
    names = [column.name for column in each.columns if isinstance(column, Column)]
    return tuple(names[: len(EVERY_ENTITY)]) == EVERY_ENTITY


@renderers.dispatch_for(EntityTable)
def _render(context: AutogenContext, entity: EntityTable) -> str:
    context.imports.add(_HELPERS)
    own = [each for each in entity.table.columns if isinstance(each, Column) and each.name not in EVERY_ENTITY]
    keys = [each for each in entity.table.columns if isinstance(each, UniqueConstraint)]
    unique = [tuple(column.name for column in key.columns if column.name != "tenant_id") for key in keys]
    indexes = [tuple(getattr(column, "name", column) for column in index.columns[1:]) for index in entity.indexes]
    shown: Any = renderers.dispatch(entity.table)(context, ops.CreateTableOp(entity.table.table_name, own))
    more = "".join(f",\n{name}={value}" for name, value in (("unique", unique), ("indexes", indexes)) if value)
    return (
        f"create_entity_table{str(shown).removeprefix('op.create_table').rstrip().removesuffix(')').rstrip()}{more}\n)"
    )


@renderers.dispatch_for(NoEntityTable)
def _render_drop(_context: AutogenContext, entity: NoEntityTable) -> str:
    return f"drop_entity_table({entity.name!r})"


if __name__ == "__main__":
    sys.stdout.write(f"{write_migration(' '.join(sys.argv[1:]) or 'tables')}\n")
