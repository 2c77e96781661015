"""Webhooks, and what integrations were asked to do."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.fences import fence, unfence
from crm_adapters.storage.types import Moment, key, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crm_webhooks",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("id", key(), nullable=False),
        sa.Column("url", text(), nullable=False),
        sa.Column("topics", text(), nullable=False),
        sa.Column("state", key(20), nullable=False),
        sa.Column("reason", text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("secret", key(100), nullable=False),
        sa.Column("former_secret", key(100), nullable=True),
        sa.Column("former_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_webhooks")),
    )
    op.create_table(
        "crm_integration_runs",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("id", key(100), nullable=False),
        sa.Column("integration", key(100), nullable=False),
        sa.Column("entity_kind", key(50), nullable=True),
        sa.Column("entity_id", key(), nullable=True),
        sa.Column("config", text(), nullable=False),
        sa.Column("data", text(), nullable=False),
        sa.Column("state", key(30), nullable=False),
        sa.Column("receipt", text(), nullable=True),
        sa.Column("error", text(), nullable=True),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("executed_at", Moment(), nullable=True),
        sa.Column("compensated_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_integration_runs")),
    )
    fence("crm_webhooks", "crm_integration_runs")


def downgrade() -> None:
    unfence("crm_webhooks", "crm_integration_runs")
    op.drop_table("crm_integration_runs")
    op.drop_table("crm_webhooks")
