"""Quotas, and since when people are there."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0119"
down_revision = "0118"


def upgrade() -> None:
    op.add_column("crm_people", sa.Column("joined_on", sa.Date(), nullable=True))
    op.add_column("crm_people", sa.Column("left_on", sa.Date(), nullable=True))
    create_entity_table(
        "crm_quotas",
        sa.Column("period", key(10), nullable=False),
        sa.Column("user_id", key(64), nullable=True),
        sa.Column("team", key(255), nullable=True),
        sa.Column("territory", key(255), nullable=True),
        sa.Column("product", key(100), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("basis", key(50), nullable=False),
        sa.Column("credited", text(), nullable=False),
        sa.Column("prorated_by", key(50), nullable=False),
        sa.Column("ramp", text(), nullable=False),
        sa.Column("subject_key", key(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        unique=[("subject_key", "period", "revision")],
        indexes=[("period", "id"), ("user_id", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_quotas")
    op.drop_column("crm_people", "left_on")
    op.drop_column("crm_people", "joined_on")
