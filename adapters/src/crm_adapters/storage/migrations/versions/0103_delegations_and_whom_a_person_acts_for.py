"""Delegations, and whom a person acts for."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    op.add_column("crm_people", sa.Column("acts_for", key(64), nullable=True))
    create_entity_table(
        "crm_delegations",
        sa.Column("delegator", key(64), nullable=False),
        sa.Column("delegate", key(64), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("scopes", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("moves_open", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("moved_at", Moment(), nullable=True),
        sa.Column("leads_moved_to", key(64), nullable=True),
        sa.Column("moved_leads", text(), nullable=False),
        sa.Column("deals_moved_to", key(64), nullable=True),
        sa.Column("moved_deals", text(), nullable=False),
        sa.Column("returned_at", Moment(), nullable=True),
        unique=[("place",)],
        indexes=[("delegate", "id"), ("delegator", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_delegations")
    op.drop_column("crm_people", "acts_for")
