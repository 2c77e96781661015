"""Commissions."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0116"
down_revision = "0115"

OF_A_TENANT = ("crm_commission_entries",)


def upgrade() -> None:
    op.create_table(
        "crm_commission_entries",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("payee_kind", key(50), nullable=False),
        sa.Column("payee_id", key(64), nullable=False),
        sa.Column("kind", key(50), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=False),
        sa.Column("event_id", key(255), nullable=False),
        sa.Column("plan", key(100), nullable=False),
        sa.Column("plan_revision", sa.Integer(), nullable=False),
        sa.Column("credit_period", key(10), nullable=False),
        sa.Column("posted_period", key(10), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("rate", key(50), nullable=True),
        sa.Column("rate_date", sa.Date(), nullable=True),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        sa.Column("trace", text(), nullable=False),
        sa.Column("key", key(64), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.Column("posted_by", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number", name=op.f("pk_crm_commission_entries")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_crm_commission_entries_tenant_id_key")),
    )
    op.create_index(
        op.f("ix_crm_commission_entries_tenant_id_opportunity_id"),
        "crm_commission_entries",
        ["tenant_id", "opportunity_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_commission_entries_tenant_id_payee_id_posted_period"),
        "crm_commission_entries",
        ["tenant_id", "payee_id", "posted_period"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_commission_entries_tenant_id_plan_credit_period_payee_id"),
        "crm_commission_entries",
        ["tenant_id", "plan", "credit_period", "payee_id"],
        unique=False,
    )
    create_entity_table(
        "crm_commission_assignments",
        sa.Column("plan", key(100), nullable=False),
        sa.Column("user_id", key(64), nullable=True),
        sa.Column("for_role", key(50), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        indexes=[("plan", "id"), ("user_id", "id")],
    )
    create_entity_table(
        "crm_commission_periods",
        sa.Column("plan", key(100), nullable=False),
        sa.Column("period", key(50), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("status", key(50), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("digest", key(50), nullable=False),
        unique=[("plan", "period")],
    )
    create_entity_table(
        "crm_commission_plans",
        sa.Column("name", key(100), nullable=False),
        sa.Column("scheme", key(50), nullable=False),
        sa.Column("basis", key(50), nullable=False),
        sa.Column("frequency", key(50), nullable=False),
        sa.Column("currency", key(3), nullable=False),
        sa.Column("rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("tiers", text(), nullable=False),
        sa.Column("credited", text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("name", "revision")],
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    drop_entity_table("crm_commission_plans")
    drop_entity_table("crm_commission_periods")
    drop_entity_table("crm_commission_assignments")
    op.drop_index(
        op.f("ix_crm_commission_entries_tenant_id_plan_credit_period_payee_id"), table_name="crm_commission_entries"
    )
    op.drop_index(
        op.f("ix_crm_commission_entries_tenant_id_payee_id_posted_period"), table_name="crm_commission_entries"
    )
    op.drop_index(op.f("ix_crm_commission_entries_tenant_id_opportunity_id"), table_name="crm_commission_entries")
    op.drop_table("crm_commission_entries")
