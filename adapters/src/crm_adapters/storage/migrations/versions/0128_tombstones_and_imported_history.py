"""Tombstones, and the batch that brought an entry of the history."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key

release = "0.2.0"
former_release_may_write = True

revision = "0128"
down_revision = "0127"

OF_A_TENANT = ("crm_tombstones",)


def upgrade() -> None:
    op.create_table(
        "crm_tombstones",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("entity_kind", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("became", key(50), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("batch_id", key(64), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "entity_kind", "entity_id", name=op.f("pk_crm_tombstones")),
    )
    op.create_index(op.f("ix_crm_tombstones_tenant_id_number"), "crm_tombstones", ["tenant_id", "number"], unique=False)
    op.add_column("crm_history", sa.Column("batch_id", key(64), nullable=True))
    op.add_column("crm_history", sa.Column("recorded_at", Moment(), nullable=True))
    op.create_index(
        op.f("ix_crm_history_tenant_id_batch_id_entity_kind_entity_id"),
        "crm_history",
        ["tenant_id", "batch_id", "entity_kind", "entity_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    op.drop_index(op.f("ix_crm_history_tenant_id_batch_id_entity_kind_entity_id"), table_name="crm_history")
    op.drop_column("crm_history", "recorded_at")
    op.drop_column("crm_history", "batch_id")
    op.drop_index(op.f("ix_crm_tombstones_tenant_id_number"), table_name="crm_tombstones")
    op.drop_table("crm_tombstones")
