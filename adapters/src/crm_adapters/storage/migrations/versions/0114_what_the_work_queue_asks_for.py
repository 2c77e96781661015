"""What the work queue asks for."""

import sqlalchemy as sa
from alembic import op

release = "0.2.0"
former_release_may_write = True

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    op.create_index(
        "ix_crm_activities_due_of",
        "crm_activities",
        ["tenant_id", "assigned_to", "completed_at", "due_date"],
        unique=False,
        sqlite_where=sa.text("completed_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL"),
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_assigned_to_outcome"),
        "crm_opportunities",
        ["tenant_id", "assigned_to", "outcome"],
        unique=False,
    )
    op.drop_index(op.f("ix_crm_sla_clocks_tenant_id_subject_id_id"), table_name="crm_sla_clocks")
    op.create_index(
        op.f("ix_crm_sla_clocks_tenant_id_status_warn_at"),
        "crm_sla_clocks",
        ["tenant_id", "status", "warn_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_sla_clocks_tenant_id_subject_id_status_target"),
        "crm_sla_clocks",
        ["tenant_id", "subject_id", "status", "target"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_crm_sla_clocks_tenant_id_subject_id_status_target"), table_name="crm_sla_clocks")
    op.drop_index(op.f("ix_crm_sla_clocks_tenant_id_status_warn_at"), table_name="crm_sla_clocks")
    op.create_index(
        op.f("ix_crm_sla_clocks_tenant_id_subject_id_id"),
        "crm_sla_clocks",
        ["tenant_id", "subject_id", "id"],
        unique=False,
    )
    op.drop_index(op.f("ix_crm_opportunities_tenant_id_assigned_to_outcome"), table_name="crm_opportunities")
    op.drop_index(
        "ix_crm_activities_due_of",
        table_name="crm_activities",
        sqlite_where=sa.text("completed_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL"),
    )
