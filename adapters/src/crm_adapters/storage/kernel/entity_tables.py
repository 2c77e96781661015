"""The table of an entity, as migrations make it; what stands here never changes, since databases were made by it."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import Column, Integer, PrimaryKeyConstraint, UniqueConstraint

from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key

EVERY_ENTITY = ("tenant_id", "id", "version", "history_hash", "created_at", "updated_at")


def create_entity_table(
    name: str,
    *columns: Column[Any],
    unique: Sequence[Sequence[str]] = (),
    indexes: Sequence[Sequence[str]] = (),
) -> None:
    """With the columns that every entity has, and tenants kept apart; keys and indexes begin with the tenant."""
    op.create_table(
        name,
        Column("tenant_id", key(64), nullable=False),
        Column("id", key(64), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("history_hash", key(64), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("updated_at", Moment(), nullable=False),
        *columns,
        PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
        *(UniqueConstraint("tenant_id", *each, name=op.f(_named("uq", name, each))) for each in unique),
    )
    for each in indexes:
        op.create_index(op.f(_named("ix", name, each)), name, ["tenant_id", *each])
    enable_rls(name)


def drop_entity_table(name: str) -> None:
    disable_rls(name)
    op.drop_table(name)


def _named(kind: str, table: str, columns: Sequence[str]) -> str:
    return "_".join((kind, table, "tenant_id", *columns))
