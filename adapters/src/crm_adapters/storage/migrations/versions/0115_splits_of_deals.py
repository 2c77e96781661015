"""Splits of deals."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0115"
down_revision = "0114"


def upgrade() -> None:
    create_entity_table(
        "crm_split_templates",
        sa.Column("name", key(100), nullable=False),
        sa.Column("shares", text(), nullable=False),
        sa.Column("description", text(), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("name",)],
    )
    create_entity_table(
        "crm_splits",
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", key(64), nullable=False),
        sa.Column("shares", text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("status", key(50), nullable=False),
        sa.Column("people", text(), nullable=False),
        sa.Column("submitted_by", key(64), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("decided_by", key(64), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        unique=[("opportunity_id", "revision")],
        indexes=[("opportunity_id", "id"), ("status", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_splits")
    drop_entity_table("crm_split_templates")
