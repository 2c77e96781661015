"""Every table, and on PostgreSQL the policies that keep tenants apart."""

import sqlalchemy as sa
from alembic import op

from crm_adapters.storage.kernel.row_level_security import admit_tenants, disable_rls, dismiss_tenants, enable_rls
from crm_adapters.storage.kernel.types import Moment, key, text

release = "0.1.0"
former_release_may_write = False

revision = "0100"
down_revision = None
branch_labels = None
depends_on = None

OF_A_TENANT = (
    "crm_activities",
    "crm_bookmarks",
    "crm_configuration_versions",
    "crm_customer_journeys",
    "crm_customer_links",
    "crm_customers",
    "crm_decisions",
    "crm_entity_counters",
    "crm_history",
    "crm_inbox_messages",
    "crm_integration_runs",
    "crm_journey_steps",
    "crm_lead_scoring_models",
    "crm_lead_scoring_rules",
    "crm_lead_scoring_weights",
    "crm_leads",
    "crm_live_positions",
    "crm_live_updates",
    "crm_notification_addresses",
    "crm_notification_preferences",
    "crm_notification_schedule",
    "crm_numbers",
    "crm_opportunities",
    "crm_orders",
    "crm_outbox",
    "crm_people",
    "crm_pipeline_stages",
    "crm_pipelines",
    "crm_policies",
    "crm_quotation_lines",
    "crm_quotations",
    "crm_routing_counters",
    "crm_routing_queue",
    "crm_routing_rules",
    "crm_routing_turns",
    "crm_runs",
    "crm_sources",
    "crm_stage_moves",
    "crm_tracked_events",
    "crm_webhooks",
)


def upgrade() -> None:
    op.create_table(
        "crm_schema",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release", key(50), nullable=False),
        sa.Column("needed_revision", key(32), nullable=False),
        sa.Column("needed_release", key(50), nullable=False),
        sa.Column("migrated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_schema")),
    )
    admit_tenants()  # who is admitted may work on every table that is made from here on
    op.create_table(
        "crm_activities",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("related_entity_type", key(50), nullable=False),
        sa.Column("related_entity_id", key(64), nullable=False),
        sa.Column("activity_type", key(50), nullable=False),
        sa.Column("subject", key(255), nullable=False),
        sa.Column("description", text(), nullable=True),
        sa.Column("outcome", key(50), nullable=True),
        sa.Column("due_date", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("completed_by", key(64), nullable=True),
        sa.Column("assigned_to", key(64), nullable=True),
        sa.Column("created_by", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_activities")),
    )
    op.create_index(
        "ix_crm_activities_related",
        "crm_activities",
        ["tenant_id", "related_entity_type", "related_entity_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_activities_tenant_id_assigned_to_id"),
        "crm_activities",
        ["tenant_id", "assigned_to", "id"],
        unique=False,
    )
    op.create_index(
        "ix_crm_activities_due",
        "crm_activities",
        ["tenant_id", "due_date", "completed_at"],
        unique=False,
        sqlite_where=sa.text("completed_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL"),
    )
    op.create_table(
        "crm_customer_journeys",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("party_id", key(255), nullable=True),
        sa.Column("lead_id", key(64), nullable=True),
        sa.Column("journey_key", key(270), nullable=False),
        sa.Column("journey_name", key(100), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("current_step", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("abandoned_at", Moment(), nullable=True),
        sa.Column("abandonment_reason", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_customer_journeys")),
        sa.UniqueConstraint(
            "tenant_id",
            "journey_key",
            "journey_name",
            "run",
            name=op.f("uq_crm_customer_journeys_tenant_id_journey_key_journey_name_run"),
        ),
    )
    op.create_index(
        op.f("ix_crm_customer_journeys_tenant_id_lead_id"),
        "crm_customer_journeys",
        ["tenant_id", "lead_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_customer_journeys_tenant_id_party_id"),
        "crm_customer_journeys",
        ["tenant_id", "party_id"],
        unique=False,
    )
    op.create_table(
        "crm_customers",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("contact_id", key(64), nullable=True),
        sa.Column("contact_name", text(), nullable=True),
        sa.Column("email", text(), nullable=True),
        sa.Column("email_key", key(512), nullable=True),
        sa.Column("phone", text(), nullable=True),
        sa.Column("industry", text(), nullable=True),
        sa.Column("owner_id", key(64), nullable=True),
        sa.Column("lead_id", key(64), nullable=True),
        sa.Column("language", key(20), nullable=True),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("creation_key", key(400), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_customers")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_crm_customers_tenant_id_creation_key")),
        sa.UniqueConstraint("tenant_id", "email_key", name=op.f("uq_crm_customers_tenant_id_email_key")),
    )
    op.create_table(
        "crm_decisions",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("kind", key(50), nullable=False),
        sa.Column("entity_kind", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("policy_version", key(100), nullable=False),
        sa.Column("policy", key(64), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=True),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("salted", text(), nullable=False),
        sa.Column("commitments", text(), nullable=False),
        sa.Column("previous_hash", key(64), nullable=False),
        sa.Column("hash", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_decisions")),
        sa.UniqueConstraint(
            "tenant_id",
            "entity_kind",
            "entity_id",
            "sequence",
            name=op.f("uq_crm_decisions_tenant_id_entity_kind_entity_id_sequence"),
        ),
    )
    op.create_table(
        "crm_policies",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.Column("content", text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name=op.f("pk_crm_policies")),
    )
    op.create_table(
        "crm_entity_counters",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("entity_kind", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=False),
        sa.Column("facts", sa.BigInteger(), nullable=False),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.Column("decision_hash", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "entity_kind", "entity_id", name=op.f("pk_crm_entity_counters")),
    )
    op.create_table(
        "crm_history",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("entity_kind", key(50), nullable=False),
        sa.Column("entity_id", key(64), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("salted", text(), nullable=False),
        sa.Column("commitments", text(), nullable=False),
        sa.Column("previous_hash", key(64), nullable=False),
        sa.Column("hash", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "entity_kind", "entity_id", "sequence", name=op.f("pk_crm_history")),
    )
    op.create_table(
        "crm_inbox_messages",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", key(255), nullable=False),
        sa.Column("title", key(255), nullable=False),
        sa.Column("body", text(), nullable=False),
        sa.Column("about_kind", key(50), nullable=True),
        sa.Column("about_id", key(64), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.Column("urgency", key(20), nullable=False),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_inbox_messages")),
        sa.UniqueConstraint(
            "tenant_id", "user_id", "delivery_id", name=op.f("uq_crm_inbox_messages_tenant_id_user_id_delivery_id")
        ),
    )
    op.create_index(
        op.f("ix_crm_inbox_messages_tenant_id_user_id_position"),
        "crm_inbox_messages",
        ["tenant_id", "user_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_inbox_messages_tenant_id_user_id_read_at"),
        "crm_inbox_messages",
        ["tenant_id", "user_id", "read_at"],
        unique=False,
    )
    op.create_table(
        "crm_lead_scoring_models",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("caps", text(), nullable=False),
        sa.Column("currency", key(3), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "version", name=op.f("pk_crm_lead_scoring_models")),
    )
    op.create_table(
        "crm_lead_scoring_rules",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", key(50), nullable=False),
        sa.Column("factor", key(255), nullable=False),
        sa.Column("condition", text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "version", "position", name=op.f("pk_crm_lead_scoring_rules")),
    )
    op.create_table(
        "crm_lead_scoring_weights",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", key(50), nullable=False),
        sa.Column("factor", key(255), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "version", "position", name=op.f("pk_crm_lead_scoring_weights")),
    )
    op.create_table(
        "crm_leads",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("lead_number", key(50), nullable=False),
        sa.Column("external_id", key(255), nullable=True),
        sa.Column("status", key(50), nullable=False),
        sa.Column("status_entered_at", Moment(), nullable=False),
        sa.Column("source", key(50), nullable=False),
        sa.Column("priority", key(50), nullable=False),
        sa.Column("score_total", sa.Integer(), nullable=False),
        sa.Column("score_demographic", sa.Integer(), nullable=False),
        sa.Column("score_behavioral", sa.Integer(), nullable=False),
        sa.Column("score_engagement", sa.Integer(), nullable=False),
        sa.Column("score_firmographic", sa.Integer(), nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("company", key(255), nullable=True),
        sa.Column("email", key(254), nullable=True),
        sa.Column("email_key", key(512), nullable=True),
        sa.Column("phone", key(255), nullable=True),
        sa.Column("industry", key(255), nullable=True),
        sa.Column("territory", key(255), nullable=True),
        sa.Column("estimated_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", key(3), nullable=True),
        sa.Column("attributes", text(), nullable=False),
        sa.Column("party_id", key(255), nullable=True),
        sa.Column("contact_id", key(255), nullable=True),
        sa.Column("campaign_id", key(255), nullable=True),
        sa.Column("assigned_to", key(64), nullable=True),
        sa.Column("assigned_at", Moment(), nullable=True),
        sa.Column("converted_to_opportunity_id", key(64), nullable=True),
        sa.Column("qualified_at", Moment(), nullable=True),
        sa.Column("converted_at", Moment(), nullable=True),
        sa.Column("disqualified_at", Moment(), nullable=True),
        sa.Column("disqualification_reason", text(), nullable=True),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("notes", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_leads")),
        sa.UniqueConstraint("tenant_id", "external_id", name=op.f("uq_crm_leads_tenant_id_external_id")),
        sa.UniqueConstraint("tenant_id", "lead_number", name=op.f("uq_crm_leads_tenant_id_lead_number")),
    )
    op.create_index(
        op.f("ix_crm_leads_tenant_id_assigned_to_id"), "crm_leads", ["tenant_id", "assigned_to", "id"], unique=False
    )
    op.create_index("ix_crm_leads_assigned", "crm_leads", ["tenant_id", "assigned_at", "assigned_to"], unique=False)
    op.create_index(
        op.f("ix_crm_leads_tenant_id_assigned_to_status_id"),
        "crm_leads",
        ["tenant_id", "assigned_to", "status", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_leads_tenant_id_email_key_id"), "crm_leads", ["tenant_id", "email_key", "id"], unique=False
    )
    op.create_index(op.f("ix_crm_leads_tenant_id_score_total"), "crm_leads", ["tenant_id", "score_total"], unique=False)
    op.create_index(op.f("ix_crm_leads_tenant_id_status_id"), "crm_leads", ["tenant_id", "status", "id"], unique=False)
    op.create_table(
        "crm_numbers",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("kind", key(20), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "year", name=op.f("pk_crm_numbers")),
    )
    op.create_table(
        "crm_opportunities",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("opportunity_number", key(50), nullable=False),
        sa.Column("lead_id", key(64), nullable=True),
        sa.Column("converted_lead_id", key(64), nullable=True),
        sa.Column("source", key(50), nullable=False),
        sa.Column("party_id", key(255), nullable=False),
        sa.Column("contact_id", key(255), nullable=True),
        sa.Column("name", key(255), nullable=False),
        sa.Column("description", text(), nullable=True),
        sa.Column("pipeline_id", key(64), nullable=False),
        sa.Column("stage", key(50), nullable=False),
        sa.Column("outcome", key(50), nullable=False),
        sa.Column("stage_entered_at", Moment(), nullable=False),
        sa.Column("type", key(50), nullable=False),
        sa.Column("priority", key(50), nullable=False),
        sa.Column("probability_basis_points", sa.Integer(), nullable=False),
        sa.Column("probability_adjusted_at", Moment(), nullable=True),
        sa.Column("expected_revenue_minor", sa.BigInteger(), nullable=True),
        sa.Column("actual_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("expected_close_date", sa.Date(), nullable=True),
        sa.Column("actual_close_date", sa.Date(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("assigned_to", key(64), nullable=False),
        sa.Column("converted_to_quote_id", key(255), nullable=True),
        sa.Column("converted_to_order_id", key(255), nullable=True),
        sa.Column("superseded_quotation_ids", text(), nullable=False),
        sa.Column("lost_reason", text(), nullable=True),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("notes", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_opportunities")),
        sa.UniqueConstraint(
            "tenant_id", "converted_lead_id", name=op.f("uq_crm_opportunities_tenant_id_converted_lead_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "opportunity_number", name=op.f("uq_crm_opportunities_tenant_id_opportunity_number")
        ),
    )
    op.create_index(
        "ix_crm_opportunities_board",
        "crm_opportunities",
        [
            "tenant_id",
            "pipeline_id",
            "stage",
            "outcome",
            "currency_code",
            "probability_basis_points",
            "expected_revenue_minor",
            "actual_value_minor",
        ],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_actual_close_date"),
        "crm_opportunities",
        ["tenant_id", "actual_close_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_assigned_to_id"),
        "crm_opportunities",
        ["tenant_id", "assigned_to", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_expected_close_date"),
        "crm_opportunities",
        ["tenant_id", "expected_close_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_lead_id_id"),
        "crm_opportunities",
        ["tenant_id", "lead_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_outcome_id"),
        "crm_opportunities",
        ["tenant_id", "outcome", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_party_id_id"),
        "crm_opportunities",
        ["tenant_id", "party_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_crm_opportunities_tenant_id_stage_id"),
        "crm_opportunities",
        ["tenant_id", "stage", "id"],
        unique=False,
    )
    op.create_table(
        "crm_outbox",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("entity_kind", key(50), nullable=True),
        sa.Column("entity_id", key(64), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("destination", key(100), nullable=True),
        sa.Column("topic", key(100), nullable=False),
        sa.Column("body", text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("available_at", Moment(), nullable=False),
        sa.Column("state", key(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("last_error", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_outbox")),
    )
    op.create_index(
        "ix_crm_outbox_order",
        "crm_outbox",
        ["tenant_id", "entity_kind", "entity_id", "sequence"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        op.f("ix_crm_outbox_tenant_id_destination_sequence"),
        "crm_outbox",
        ["tenant_id", "destination", "sequence"],
        unique=False,
    )
    op.create_index(op.f("ix_crm_outbox_state_available_at"), "crm_outbox", ["state", "available_at"], unique=False)
    op.create_table(
        "crm_people",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("roles", text(), nullable=False),
        sa.Column("team", key(255), nullable=True),
        sa.Column("manager_id", key(64), nullable=True),
        sa.Column("territories", text(), nullable=False),
        sa.Column("skills", text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("daily_capacity", sa.Integer(), nullable=True),
        sa.Column("timezone", key(64), nullable=False),
        sa.Column("working_hours", text(), nullable=False),
        sa.Column("absences", text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_people")),
    )
    op.create_index(op.f("ix_crm_people_tenant_id_team"), "crm_people", ["tenant_id", "team"], unique=False)
    op.create_table(
        "crm_pipelines",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("name", key(100), nullable=False),
        sa.Column("description", text(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_pipelines")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_crm_pipelines_tenant_id_name")),
    )
    op.create_table(
        "crm_quotations",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("customer_id", key(255), nullable=False),
        sa.Column("status", key(20), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("rejection_reason", text(), nullable=True),
        sa.Column("creation_key", key(400), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_quotations")),
        sa.UniqueConstraint("tenant_id", "creation_key", name=op.f("uq_crm_quotations_tenant_id_creation_key")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_crm_quotations_tenant_id_number")),
    )
    op.create_index(
        op.f("ix_crm_quotations_tenant_id_opportunity_id"),
        "crm_quotations",
        ["tenant_id", "opportunity_id"],
        unique=False,
    )
    op.create_table(
        "crm_routing_counters",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("last_turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_crm_routing_counters")),
    )
    op.create_table(
        "crm_routing_rules",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules", text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", key(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "version", name=op.f("pk_crm_routing_rules")),
    )
    op.create_table(
        "crm_routing_turns",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("pool", key(300), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("last_turn", sa.BigInteger(), nullable=False),
        sa.Column("last_assigned_at", Moment(), nullable=True),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "pool", "user_id", name=op.f("pk_crm_routing_turns")),
    )
    op.create_table(
        "crm_runs",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("process_id", key(400), nullable=False),
        sa.Column("workflow", key(100), nullable=False),
        sa.Column("user_id", key(64), nullable=False),
        sa.Column("request_hash", key(64), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("durable_since", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("answer", text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "process_id", name=op.f("pk_crm_runs")),
    )
    op.create_index(
        "ix_crm_runs_synchronous",
        "crm_runs",
        ["tenant_id", "claimed_at"],
        unique=False,
        sqlite_where=sa.text("durable_since IS NULL"),
        postgresql_where=sa.text("durable_since IS NULL"),
    )
    op.create_table(
        "crm_sources",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_hash", key(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("key", key(50), nullable=False),
        sa.Column("name", key(255), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_sources")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_crm_sources_tenant_id_key")),
    )
    op.create_table(
        "crm_stage_moves",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("pipeline_id", key(64), nullable=False),
        sa.Column("from_stage", key(50), nullable=False),
        sa.Column("to_stage", key(50), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("seconds_in_stage", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_stage_moves")),
    )
    op.create_index(
        op.f("ix_crm_stage_moves_tenant_id_pipeline_id_from_stage"),
        "crm_stage_moves",
        ["tenant_id", "pipeline_id", "from_stage"],
        unique=False,
    )
    op.create_table(
        "crm_tracked_events",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("delivery_id", key(128), nullable=False),
        sa.Column("name", key(100), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("entity_kind", key(50), nullable=True),
        sa.Column("entity_id", key(64), nullable=True),
        sa.Column("properties", text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "delivery_id", name=op.f("pk_crm_tracked_events")),
    )
    op.create_index(
        op.f("ix_crm_tracked_events_tenant_id_at_name"), "crm_tracked_events", ["tenant_id", "at", "name"], unique=False
    )
    op.create_table(
        "crm_customer_links",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("customer_id", key(64), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["crm_customers.tenant_id", "crm_customers.id"],
            name=op.f("fk_crm_customer_links_tenant_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "customer_id", "opportunity_id", name=op.f("pk_crm_customer_links")),
    )
    op.create_table(
        "crm_journey_steps",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("journey_id", key(64), nullable=False),
        sa.Column("step_order", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step_name", key(100), nullable=False),
        sa.Column("step_type", key(50), nullable=False),
        sa.Column("entity_type", key(50), nullable=True),
        sa.Column("entity_id", key(64), nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("exited_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "journey_id"],
            ["crm_customer_journeys.tenant_id", "crm_customer_journeys.id"],
            name=op.f("fk_crm_journey_steps_tenant_id_journey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "journey_id", "step_order", name=op.f("pk_crm_journey_steps")),
    )
    op.create_table(
        "crm_orders",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("number", key(50), nullable=False),
        sa.Column("quotation_id", key(64), nullable=False),
        sa.Column("opportunity_id", key(64), nullable=False),
        sa.Column("customer_id", key(255), nullable=False),
        sa.Column("currency_code", key(3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("creation_key", key(400), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quotation_id"],
            ["crm_quotations.tenant_id", "crm_quotations.id"],
            name=op.f("fk_crm_orders_tenant_id_quotation_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_orders")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_crm_orders_tenant_id_number")),
        sa.UniqueConstraint("tenant_id", "quotation_id", name=op.f("uq_crm_orders_tenant_id_quotation_id")),
    )
    op.create_index(
        op.f("ix_crm_orders_tenant_id_opportunity_id"), "crm_orders", ["tenant_id", "opportunity_id"], unique=False
    )
    op.create_table(
        "crm_pipeline_stages",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("id", key(64), nullable=False),
        sa.Column("pipeline_id", key(64), nullable=False),
        sa.Column("name", key(50), nullable=False),
        sa.Column("display_name", key(100), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
        sa.Column("probability_basis_points", sa.Integer(), nullable=False),
        sa.Column("outcome", key(10), nullable=False),
        sa.Column("next_stages", text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "pipeline_id"],
            ["crm_pipelines.tenant_id", "crm_pipelines.id"],
            name=op.f("fk_crm_pipeline_stages_tenant_id_pipeline_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_pipeline_stages")),
        sa.UniqueConstraint(
            "tenant_id",
            "pipeline_id",
            "display_order",
            name=op.f("uq_crm_pipeline_stages_tenant_id_pipeline_id_display_order"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "pipeline_id", "name", name=op.f("uq_crm_pipeline_stages_tenant_id_pipeline_id_name")
        ),
    )
    op.create_table(
        "crm_quotation_lines",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("quotation_id", key(64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("description", key(255), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quotation_id"],
            ["crm_quotations.tenant_id", "crm_quotations.id"],
            name=op.f("fk_crm_quotation_lines_tenant_id_quotation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "quotation_id", "position", name=op.f("pk_crm_quotation_lines")),
    )
    op.create_table(
        "crm_routing_queue",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("lead_id", key(64), nullable=False),
        sa.Column("queue", key(255), nullable=False),
        sa.Column("held_by", key(64), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lead_id"],
            ["crm_leads.tenant_id", "crm_leads.id"],
            name=op.f("fk_crm_routing_queue_tenant_id_lead_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "lead_id", name=op.f("pk_crm_routing_queue")),
    )
    op.create_index(
        op.f("ix_crm_routing_queue_tenant_id_queue"), "crm_routing_queue", ["tenant_id", "queue"], unique=False
    )
    op.create_table(
        "crm_workers",
        sa.Column("id", key(), nullable=False),
        sa.Column("kind", key(20), nullable=False),
        sa.Column("host", key(255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("alive_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_workers")),
    )
    op.create_table(
        "crm_loop_failures",
        sa.Column("process", key(), nullable=False),
        sa.Column("loop", key(100), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", text(), nullable=False),
        sa.Column("valid_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("process", "loop", name=op.f("pk_crm_loop_failures")),
    )
    op.create_table(
        "crm_notification_preferences",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("user_id", key(), nullable=False),
        sa.Column("overrides", text(), nullable=False),
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
    op.create_table(
        "crm_webhooks",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("id", key(), nullable=False),
        sa.Column("url", text(), nullable=False),
        sa.Column("topics", text(), nullable=False),
        sa.Column("state", key(20), nullable=False),
        sa.Column("reason", text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("secret", text(), nullable=False),
        sa.Column("former_secret", text(), nullable=True),
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
        sa.Column("requested_at", Moment(), nullable=False),
        sa.Column("executed_at", Moment(), nullable=True),
        sa.Column("compensated_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_crm_integration_runs")),
    )
    op.create_table(
        "crm_live_positions",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_crm_live_positions")),
    )
    op.create_table(
        "crm_live_updates",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", key(255), nullable=False),
        sa.Column("user_id", key(), nullable=True),
        sa.Column("topic", key(100), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name=op.f("pk_crm_live_updates")),
        sa.UniqueConstraint("tenant_id", "delivery_id", name=op.f("uq_crm_live_updates_tenant_id_delivery_id")),
    )
    op.create_index(
        op.f("ix_crm_live_updates_tenant_id_created_at"), "crm_live_updates", ["tenant_id", "created_at"], unique=False
    )
    op.create_table(
        "crm_bookmarks",
        sa.Column("tenant_id", key(), nullable=False),
        sa.Column("name", key(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_crm_bookmarks")),
    )
    op.create_table(
        "crm_configuration_versions",
        sa.Column("tenant_id", key(64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_crm_configuration_versions")),
    )
    op.create_table(
        "crm_encryption_keys",
        sa.Column("id", key(32), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_encryption_keys")),
    )
    enable_rls(*OF_A_TENANT)


def downgrade() -> None:
    disable_rls(*OF_A_TENANT)
    dismiss_tenants()
    op.drop_table("crm_routing_queue")
    op.drop_table("crm_quotation_lines")
    op.drop_table("crm_pipeline_stages")
    op.drop_table("crm_orders")
    op.drop_table("crm_journey_steps")
    op.drop_table("crm_customer_links")
    op.drop_table("crm_tracked_events")
    op.drop_table("crm_stage_moves")
    op.drop_table("crm_sources")
    op.drop_table("crm_runs")
    op.drop_table("crm_routing_turns")
    op.drop_table("crm_routing_rules")
    op.drop_table("crm_routing_counters")
    op.drop_table("crm_quotations")
    op.drop_table("crm_pipelines")
    op.drop_table("crm_people")
    op.drop_table("crm_outbox")
    op.drop_table("crm_opportunities")
    op.drop_table("crm_numbers")
    op.drop_table("crm_leads")
    op.drop_table("crm_lead_scoring_weights")
    op.drop_table("crm_lead_scoring_rules")
    op.drop_table("crm_lead_scoring_models")
    op.drop_table("crm_inbox_messages")
    op.drop_table("crm_history")
    op.drop_table("crm_entity_counters")
    op.drop_table("crm_policies")
    op.drop_table("crm_decisions")
    op.drop_table("crm_customers")
    op.drop_table("crm_customer_journeys")
    op.drop_table("crm_activities")
    for table in (
        "crm_loop_failures",
        "crm_workers",
        "crm_notification_addresses",
        "crm_notification_preferences",
        "crm_notification_schedule",
        "crm_integration_runs",
        "crm_webhooks",
        "crm_live_updates",
        "crm_live_positions",
        "crm_bookmarks",
        "crm_configuration_versions",
        "crm_encryption_keys",
        "crm_schema",
    ):
        op.drop_table(table)
