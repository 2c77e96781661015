"""Statements and disputes of commissions."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0122"
down_revision = "0121"


def upgrade() -> None:
    op.create_index(
        op.f("ix_crm_commission_entries_tenant_id_plan_posted_period_payee_id"),
        "crm_commission_entries",
        ["tenant_id", "plan", "posted_period", "payee_id"],
        unique=False,
    )
    create_entity_table(
        "crm_commission_disputes",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("plan", key(100), nullable=False),
        sa.Column("period", key(50), nullable=False),
        sa.Column("payee_id", key(64), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("status", key(50), nullable=False),
        sa.Column("split_id", key(64), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.Column("opened_by", key(64), nullable=False),
        sa.Column("resolution", text(), nullable=True),
        sa.Column("resolved_by", key(64), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        indexes=[("entry", "id"), ("payee_id", "id"), ("plan", "id"), ("split_id", "id"), ("status", "id")],
    )
    create_entity_table(
        "crm_commission_statements",
        sa.Column("plan", key(100), nullable=False),
        sa.Column("period", key(50), nullable=False),
        sa.Column("payee_id", key(64), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("status", key(50), nullable=False),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False),
        sa.Column("draw_minor", sa.BigInteger(), nullable=False),
        sa.Column("draw_is_recoverable", sa.Boolean(), nullable=False),
        sa.Column("approver_id", key(64), nullable=True),
        sa.Column("approved_by", key(64), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("comment", text(), nullable=True),
        unique=[("plan", "period", "payee_id")],
        indexes=[("approver_id", "id"), ("payee_id", "id"), ("period", "id"), ("plan", "id"), ("status", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_commission_statements")
    drop_entity_table("crm_commission_disputes")
    op.drop_index(
        op.f("ix_crm_commission_entries_tenant_id_plan_posted_period_payee_id"), table_name="crm_commission_entries"
    )
