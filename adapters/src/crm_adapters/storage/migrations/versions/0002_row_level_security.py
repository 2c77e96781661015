"""Row-level security on PostgreSQL: a tenant's work meets that tenant's rows alone."""

from crm_adapters.storage.fences import admit_tenants, dismiss_tenants, fence, unfence

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "crm_activities",
    "crm_customer_journeys",
    "crm_customer_links",
    "crm_customers",
    "crm_decisions",
    "crm_history",
    "crm_inbox_messages",
    "crm_journey_steps",
    "crm_lead_scoring_models",
    "crm_lead_scoring_rules",
    "crm_lead_scoring_weights",
    "crm_leads",
    "crm_numbers",
    "crm_opportunities",
    "crm_orders",
    "crm_outbox",
    "crm_people",
    "crm_pipeline_stages",
    "crm_pipelines",
    "crm_quotation_lines",
    "crm_quotations",
    "crm_routing_desks",
    "crm_routing_queue",
    "crm_routing_rosters",
    "crm_routing_rules",
    "crm_routing_turns",
    "crm_runs",
    "crm_stage_moves",
    "crm_tracked_events",
)


def upgrade() -> None:
    admit_tenants()
    fence(*TABLES)


def downgrade() -> None:
    unfence(*TABLES)
    dismiss_tenants()
