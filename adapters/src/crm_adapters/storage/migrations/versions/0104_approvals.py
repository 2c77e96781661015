"""Requests for approval."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    create_entity_table(
        "crm_approvals",
        sa.Column("subject_kind", key(50), nullable=False),
        sa.Column("subject_id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=False),
        sa.Column("title", key(255), nullable=False),
        sa.Column("owner", key(64), nullable=False),
        sa.Column("requested_by", key(64), nullable=False),
        sa.Column("level", key(50), nullable=False),
        sa.Column("strategy", key(50), nullable=False),
        sa.Column("electorate", text(), nullable=False),
        sa.Column("upcoming", text(), nullable=False),
        sa.Column("triggers", text(), nullable=False),
        sa.Column("terms", text(), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.Column("conflicted", text(), nullable=False),
        sa.Column("then_close", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("former_request_id", key(64), nullable=True),
        sa.Column("state", key(50), nullable=False),
        sa.Column("votes", text(), nullable=False),
        sa.Column("decided_by", key(64), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", text(), nullable=True),
        sa.Column("open_seats", text(), nullable=False),
        indexes=[("level", "id"), ("requested_by", "id"), ("state", "id"), ("subject_id", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_approvals")
