"""The feed of live updates."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.fences import fence, unfence
from crm_adapters.storage.types import Moment, key, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_live_positions",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_crm_live_positions")),
    )
    op.create_table(
        "crm_live_updates",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", key(255), nullable=False),
        sa.Column("user_id", key(), nullable=True),
        sa.Column("topic", key(100), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name=op.f("pk_crm_live_updates")),
        sa.UniqueConstraint("tenant_id", "delivery_id", name=op.f("uq_crm_live_updates_tenant_id_delivery_id")),
    )
    op.create_index(
        op.f("ix_crm_live_updates_tenant_id_created_at"), "crm_live_updates", ["tenant_id", "created_at"], unique=False
    )
    fence("crm_live_positions", "crm_live_updates")


def downgrade() -> None:
    unfence("crm_live_positions", "crm_live_updates")
    op.drop_table("crm_live_updates")
    op.drop_table("crm_live_positions")
