"""Timers."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0102"
down_revision = "0101"

OF_A_TENANT = ("crm_timers",)


def upgrade() -> None:
    op.create_table(
        "crm_timers",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("kind", key(50), nullable=False),
        sa.Column("entity_kind", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("trigger_at", Moment(), nullable=False),
        sa.Column("state", key(10), nullable=False),
        sa.Column("available_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("last_error", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_timers")),
    )
    op.create_index(op.f("ix_crm_timers_state_available_at"), "crm_timers", ["state", "available_at"], unique=False)
    op.create_index(
        op.f("ix_crm_timers_tenant_id_entity_kind_entity_id_kind_rung"),
        "crm_timers",
        ["tenant_id", "entity_kind", "entity_id", "kind", "rung"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_timers_tenant_id_trigger_at_id"), "crm_timers", ["tenant_id", "trigger_at", "id"], unique=False
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    op.drop_index(op.f("ix_crm_timers_tenant_id_trigger_at_id"), table_name="crm_timers")
    op.drop_index(op.f("ix_crm_timers_tenant_id_entity_kind_entity_id_kind_rung"), table_name="crm_timers")
    op.drop_index(op.f("ix_crm_timers_state_available_at"), table_name="crm_timers")
    op.drop_table("crm_timers")
