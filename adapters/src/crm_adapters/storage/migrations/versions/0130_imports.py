"""Imports, and what became of each of their lines."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0130"
down_revision = "0129"

OF_A_TENANT = ("crm_import_lines",)


def upgrade() -> None:
    op.create_table(
        "crm_import_lines",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("batch_id", key(64), nullable=False),
        sa.Column("file", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", key(50), nullable=False),
        sa.Column("outcome", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sa.Column("problem", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "batch_id", "file", "line", name=op.f("pk_crm_import_lines")),
    )
    op.create_index(
        op.f("ix_crm_import_lines_tenant_id_batch_id_entity_id"),
        "crm_import_lines",
        ["tenant_id", "batch_id", "entity_id"],
        unique=False,
    )
    create_entity_table(
        "crm_import_batches",
        sa.Column("digest", key(255), nullable=True),
        sa.Column("mapping", text(), nullable=True),
        sa.Column("files", text(), nullable=False),
        sa.Column("import_number", key(50), nullable=False),
        sa.Column("state", key(50), nullable=False),
        sa.Column("started_by", key(64), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        unique=[("import_number",), ("digest",)],
        indexes=[("state", "id")],
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    drop_entity_table("crm_import_batches")
    op.drop_index(op.f("ix_crm_import_lines_tenant_id_batch_id_entity_id"), table_name="crm_import_lines")
    op.drop_table("crm_import_lines")
