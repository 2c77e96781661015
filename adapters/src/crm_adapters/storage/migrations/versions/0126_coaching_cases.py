"""Coaching cases."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = True

revision = "0126"
down_revision = "0125"


def upgrade() -> None:
    create_entity_table(
        "crm_coaching_cases",
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("coach_id", key(64), nullable=True),
        sa.Column("period", key(10), nullable=False),
        sa.Column("evidence_quota_minor", sa.BigInteger(), nullable=False),
        sa.Column("evidence_attained_minor", sa.BigInteger(), nullable=False),
        sa.Column("evidence_currency_code", key(3), nullable=False),
        sa.Column("evidence_pace_basis_points", sa.Integer(), nullable=False),
        sa.Column("evidence_win_rate_basis_points", sa.Integer(), nullable=True),
        sa.Column("evidence_closed_deals", sa.Integer(), nullable=False),
        sa.Column("evidence_working_days", sa.Integer(), nullable=True),
        sa.Column("status", key(50), nullable=False),
        sa.Column("steps", text(), nullable=False),
        sa.Column("agreed_at", Moment(), nullable=True),
        sa.Column("measure_at", Moment(), nullable=False),
        sa.Column("measured_at", Moment(), nullable=True),
        sa.Column("outcome_pace_basis_points", sa.Integer(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("note", text(), nullable=True),
        unique=[("number", "user_id")],
        indexes=[("status", "id"), ("user_id", "id")],
    )


def downgrade() -> None:
    drop_entity_table("crm_coaching_cases")
