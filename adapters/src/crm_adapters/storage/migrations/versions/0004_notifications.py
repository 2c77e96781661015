"""How people want to be notified, where, and what is about to go out to them."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.fences import fence, unfence
from crm_adapters.storage.types import Moment, key, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("crm_notification_addresses", "crm_notification_preferences", "crm_notification_schedule")


def upgrade() -> None:
    op.create_table(
        "crm_notification_preferences",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("said", text(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_crm_notification_preferences")),
    )
    op.create_table(
        "crm_notification_addresses",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("channel", key(50), nullable=False),
        sa.Column("address", text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("disabled_why", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_notification_addresses")),
    )
    op.create_index(
        op.f("ix_crm_notification_addresses_tenant_id_user_id"), "crm_notification_addresses", ["tenant_id", "user_id"]
    )
    op.create_table(
        "crm_notification_schedule",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("delivery_id", key(), nullable=False),
        sa.Column("message_id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("channel", key(50), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "delivery_id", "message_id", name=op.f("pk_crm_notification_schedule")),
    )
    op.create_index(
        op.f("ix_crm_notification_schedule_tenant_id_user_id_channel_at"),
        "crm_notification_schedule",
        ["tenant_id", "user_id", "channel", "at"],
    )
    fence(*TABLES)


def downgrade() -> None:
    unfence(*TABLES)
    for table in TABLES:
        op.drop_table(table)
