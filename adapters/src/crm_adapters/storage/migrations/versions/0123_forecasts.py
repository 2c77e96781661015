"""Forecasts."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.row_level_security import disable_rls, enable_rls
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0123"
down_revision = "0122"

OF_A_TENANT = ("crm_forecast_snapshot_deals",)


def upgrade() -> None:
    op.create_table(
        "crm_forecast_snapshot_deals",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("snapshot_id", key(64), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("outcome", key(50), nullable=False),
        sa.Column("owner_id", key(64), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("category", key(50), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_close_date", sa.Date(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "snapshot_id", "opportunity_id", name=op.f("pk_crm_forecast_snapshot_deals")
        ),
    )
    create_entity_table(
        "crm_forecast_snapshots",
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("taken_by", key(64), nullable=False),
        sa.Column("closed_since", sa.Date(), nullable=False),
        sa.Column("deals", sa.Integer(), nullable=False),
        indexes=[("taken_on", "id")],
    )
    create_entity_table(
        "crm_forecast_submissions",
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("period", key(10), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("category", key(50), nullable=False),
        sa.Column("origin", key(50), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", text(), nullable=True),
        sa.Column("entered_by", key(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        unique=[("user_id", "period", "revision")],
        indexes=[("period", "id"), ("user_id", "id")],
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    drop_entity_table("crm_forecast_submissions")
    drop_entity_table("crm_forecast_snapshots")
    op.drop_table("crm_forecast_snapshot_deals")
