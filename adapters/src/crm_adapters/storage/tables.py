"""The tables of our own facts (PLAN-017, PLAN-018, DATA-001). Every key begins with the tenant.

Entity tables carry ``version`` (optimistic locking) and ``history_hash`` (the end of the entity's history chain, so
that cutting the chain's tail shows).
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

from crm_adapters.storage.types import Moment, key, minor, text
from crm_core.identity import NumberKind
from crm_core.vocabulary import FOREIGN_ID_LENGTH

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER_KIND = "number kind"
"""What a column that bears the numbers of a sequence says in its ``info``: which sequence."""


def tenant_column() -> Column[str]:
    return Column("tenant_id", key(), primary_key=True)


def _entity_columns() -> list[Column[Any]]:
    return [
        tenant_column(),
        Column("id", key(), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("history_hash", key(), nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
    ]


leads = Table(
    "crm_leads",
    metadata,
    *_entity_columns(),
    Column("lead_number", key(50), nullable=False, info={NUMBER_KIND: NumberKind.LEAD}),
    Column("external_id", key(255)),
    Column("status", key(50), nullable=False),
    Column("status_entered_at", Moment, nullable=False),
    Column("source", key(50), nullable=False),
    Column("priority", key(20), nullable=False),
    Column("score_total", Integer, nullable=False),
    Column("score_demographic", Integer, nullable=False),
    Column("score_behavioral", Integer, nullable=False),
    Column("score_engagement", Integer, nullable=False),
    Column("score_firmographic", Integer, nullable=False),
    Column("name", key(255), nullable=False),
    Column("company", key(255)),
    Column("email", key(254)),
    Column("email_key", key(512)),
    Column("phone", key(255)),
    Column("industry", key(255)),
    Column("territory", key(255)),
    Column("estimated_value_minor", minor()),
    Column("currency_code", key(3)),
    Column("attributes", text(), nullable=False),
    Column("party_id", key(FOREIGN_ID_LENGTH)),
    Column("contact_id", key(FOREIGN_ID_LENGTH)),
    Column("campaign_id", key(FOREIGN_ID_LENGTH)),
    Column("assigned_to", key()),
    Column("assigned_at", Moment),
    Column("converted_to_opportunity_id", key()),
    Column("qualified_at", Moment),
    Column("converted_at", Moment),
    Column("disqualified_at", Moment),
    Column("disqualification_reason", text()),
    Column("reopened_count", Integer, nullable=False),
    Column("notes", text()),
    UniqueConstraint("tenant_id", "lead_number"),
    UniqueConstraint("tenant_id", "external_id"),
    Index(None, "tenant_id", "status"),
    Index(None, "tenant_id", "assigned_to", "status"),
    Index(None, "tenant_id", "score_total"),
    Index(None, "tenant_id", "email_key"),
)

pipelines = Table(
    "crm_pipelines",
    metadata,
    *_entity_columns(),
    Column("name", key(100), nullable=False),
    Column("description", text()),
    Column("is_default", Boolean, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

pipeline_stages = Table(
    "crm_pipeline_stages",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("pipeline_id", key(), nullable=False),
    Column("name", key(50), nullable=False),
    Column("display_name", key(100), nullable=False),
    Column("display_order", Integer, nullable=False),
    Column("probability_bp", Integer, nullable=False),
    Column("outcome", key(10), nullable=False),
    Column("next_stages", text(), nullable=False),
    UniqueConstraint("tenant_id", "pipeline_id", "name"),
    UniqueConstraint("tenant_id", "pipeline_id", "display_order"),
    ForeignKeyConstraint(["tenant_id", "pipeline_id"], [pipelines.c.tenant_id, pipelines.c.id], ondelete="CASCADE"),
)

opportunities = Table(
    "crm_opportunities",
    metadata,
    *_entity_columns(),
    Column("opportunity_number", key(50), nullable=False, info={NUMBER_KIND: NumberKind.OPPORTUNITY}),
    Column("lead_id", key()),
    Column("converted_lead_id", key()),
    Column("source", key(50), nullable=False),
    Column("party_id", key(FOREIGN_ID_LENGTH), nullable=False),
    Column("contact_id", key(FOREIGN_ID_LENGTH)),
    Column("name", key(255), nullable=False),
    Column("description", text()),
    Column("pipeline_id", key(), nullable=False),
    Column("stage", key(50), nullable=False),
    Column("outcome", key(10), nullable=False),
    Column("stage_entered_at", Moment, nullable=False),
    Column("type", key(50), nullable=False),
    Column("priority", key(20), nullable=False),
    Column("probability_bp", Integer, nullable=False),
    Column("probability_adjusted_at", Moment),
    Column("expected_revenue_minor", minor()),
    Column("actual_value_minor", minor()),
    Column("currency_code", key(3), nullable=False),
    Column("expected_close_date", Date),
    Column("actual_close_date", Date),
    Column("closed_at", Moment),
    Column("assigned_to", key(), nullable=False),
    Column("converted_to_quote_id", key(FOREIGN_ID_LENGTH)),
    Column("converted_to_order_id", key(FOREIGN_ID_LENGTH)),
    Column("superseded_quotation_ids", text(), nullable=False),
    Column("lost_reason", text()),
    Column("reopened_count", Integer, nullable=False),
    Column("notes", text()),
    UniqueConstraint("tenant_id", "opportunity_number"),
    UniqueConstraint("tenant_id", "converted_lead_id"),
    Index(None, "tenant_id", "lead_id"),
    Index(
        "ix_crm_opportunities_board",
        "tenant_id",
        "pipeline_id",
        "stage",
        "outcome",
        "currency_code",
        "probability_bp",
        "expected_revenue_minor",
        "actual_value_minor",
    ),
    Index(None, "tenant_id", "assigned_to"),
    Index(None, "tenant_id", "party_id"),
    Index(None, "tenant_id", "expected_close_date"),
    Index(None, "tenant_id", "actual_close_date"),
)

stage_moves = Table(
    "crm_stage_moves",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("opportunity_id", key(), nullable=False),
    Column("pipeline_id", key(), nullable=False),
    Column("from_stage", key(50), nullable=False),
    Column("to_stage", key(50), nullable=False),
    Column("at", Moment, nullable=False),
    Column("seconds_in_stage", minor(), nullable=False),
    Index(None, "tenant_id", "pipeline_id", "from_stage"),
)

activities = Table(
    "crm_activities",
    metadata,
    *_entity_columns(),
    Column("related_entity_type", key(50), nullable=False),
    Column("related_entity_id", key(), nullable=False),
    Column("activity_type", key(50), nullable=False),
    Column("subject", key(255), nullable=False),
    Column("description", text()),
    Column("outcome", key(50)),
    Column("due_date", Moment),
    Column("completed_at", Moment),
    Column("completed_by", key()),
    Column("assigned_to", key()),
    Column("created_by", key(), nullable=False),
    Index("ix_crm_activities_related", "tenant_id", "related_entity_type", "related_entity_id"),
    Index(None, "tenant_id", "due_date"),
    Index(None, "tenant_id", "assigned_to"),
)

journeys = Table(
    "crm_customer_journeys",
    metadata,
    *_entity_columns(),
    Column("party_id", key(FOREIGN_ID_LENGTH)),
    Column("lead_id", key()),
    Column("traveller", key(270), nullable=False),
    Column("journey_name", key(100), nullable=False),
    Column("run", Integer, nullable=False),
    Column("current_step", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("abandoned_at", Moment),
    Column("abandonment_reason", text()),
    UniqueConstraint("tenant_id", "traveller", "journey_name", "run"),
    Index(None, "tenant_id", "party_id"),
    Index(None, "tenant_id", "lead_id"),
)

journey_steps = Table(
    "crm_journey_steps",
    metadata,
    tenant_column(),
    Column("journey_id", key(), primary_key=True),
    Column("step_order", Integer, primary_key=True, autoincrement=False),
    Column("step_name", key(100), nullable=False),
    Column("step_type", key(50), nullable=False),
    Column("entity_type", key(50)),
    Column("entity_id", key()),
    Column("entered_at", Moment, nullable=False),
    Column("exited_at", Moment),
    ForeignKeyConstraint(["tenant_id", "journey_id"], [journeys.c.tenant_id, journeys.c.id], ondelete="CASCADE"),
)

sources = Table(
    "crm_sources",
    metadata,
    *_entity_columns(),
    Column("key", key(50), nullable=False),
    Column("name", key(255), nullable=False),
    Column("retired_at", Moment),
    UniqueConstraint("tenant_id", "key"),
)

scoring_models = Table(
    "crm_lead_scoring_models",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", key(255), nullable=False),
    Column("caps", text(), nullable=False),
    Column("currency", key(3)),
)

scoring_weights = Table(
    "crm_lead_scoring_weights",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("category", key(50), nullable=False),
    Column("factor", key(255), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

scoring_rules = Table(
    "crm_lead_scoring_rules",
    metadata,
    tenant_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("category", key(50), nullable=False),
    Column("factor", key(255), nullable=False),
    Column("condition", text(), nullable=False),
    Column("points", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
)
