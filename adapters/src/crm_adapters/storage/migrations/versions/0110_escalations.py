"""Escalations."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    create_entity_table(
        "crm_escalations",
        sa.Column("cause", key(50), nullable=False),
        sa.Column("cause_id", key(64), nullable=False),
        sa.Column("subject_kind", key(50), nullable=False),
        sa.Column("subject_id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=False),
        sa.Column("target", key(50), nullable=False),
        sa.Column("owner", key(64), nullable=True),
        sa.Column("severity", key(50), nullable=False),
        sa.Column("status", key(50), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", key(64), nullable=True),
        sa.Column("snoozed_until", Moment(), nullable=True),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolved_by", key(64), nullable=True),
        sa.Column("resolution", text(), nullable=True),
        sa.Column("steps", text(), nullable=False),
        unique=[("cause_id",)],
        indexes=[("cause", "id"), ("owner", "id"), ("severity", "id"), ("status", "id"), ("subject_id", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_escalations")
