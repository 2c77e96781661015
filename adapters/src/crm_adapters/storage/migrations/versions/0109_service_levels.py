"""Service levels."""

import sqlalchemy as sa

from crm_adapters.storage.kernel.entity_tables import create_entity_table, drop_entity_table
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.2.0"
former_release_may_write = False

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    create_entity_table(
        "crm_sla_clocks",
        sa.Column("subject_kind", key(50), nullable=False),
        sa.Column("subject_id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=False),
        sa.Column("target", key(50), nullable=False),
        sa.Column("policy_id", key(64), nullable=True),
        sa.Column("policy", key(100), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("calendar_id", key(64), nullable=True),
        sa.Column("calendar", key(100), nullable=True),
        sa.Column("calendar_version", sa.Integer(), nullable=True),
        sa.Column("priority", key(50), nullable=False),
        sa.Column("owner", key(64), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("warning_percent", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("warn_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("status", key(50), nullable=False),
        sa.Column("stopped_at", Moment(), nullable=True),
        sa.Column("reported_at", Moment(), nullable=True),
        sa.Column("elapsed_seconds", sa.Integer(), nullable=True),
        sa.Column("pauses", text(), nullable=False),
        sa.Column("paused_until", Moment(), nullable=False),
        sa.Column("next_rung", sa.Integer(), nullable=False),
        indexes=[("subject_id", "id"), ("due_at", "id"), ("owner", "id"), ("status", "id")],
    )
    create_entity_table(
        "crm_sla_policies",
        sa.Column("name", key(100), nullable=False),
        sa.Column("subject", key(50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("condition", text(), nullable=True),
        sa.Column("promises", text(), nullable=False),
        sa.Column("warning_percent", sa.Integer(), nullable=False),
        sa.Column("calendar", key(100), nullable=True),
        sa.Column("pauses_for_activities", sa.Boolean(), nullable=False),
        sa.Column("pauses_for_approvals", sa.Boolean(), nullable=False),
        sa.Column("asks_for_answer", sa.Boolean(), nullable=False),
        sa.Column("customers_answer_counts", sa.Boolean(), nullable=False),
        sa.Column("proposal_stage", key(50), nullable=False),
        sa.Column("ladder", text(), nullable=False),
        sa.Column("passes_quiet_hours", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=True),
        sa.Column("retired_at", Moment(), nullable=True),
        unique=[("name", "revision")],
    )


def downgrade() -> None:
    drop_entity_table("crm_sla_policies")
    drop_entity_table("crm_sla_clocks")
