"""Opportunities in their table, and the moves between stages beside them."""

from types import MappingProxyType

from sqlalchemy import Column, Index, Table

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, minor
from crm_core.opportunities import Opportunity, OpportunityFilter, OpportunityStageChanged

_mapping = EntityMapping(
    Opportunity,
    "crm_opportunities",
    Index(
        "ix_crm_opportunities_board",
        "tenant_id",
        "pipeline_id",
        "stage",
        "outcome",
        "currency_code",
        "probability_basis_points",
        "expected_revenue_minor",
        "actual_value_minor",
    ),
    Index(None, "tenant_id", "expected_close_date"),
    Index(None, "tenant_id", "actual_close_date"),
)
opportunities = _mapping.table

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


class SqlOpportunities(SqlEntityStore[Opportunity, OpportunityFilter]):
    mapping = _mapping
    scans = MappingProxyType({"pipeline_id": "a tenant has few, and most deals are in one, so a page is soon full"})

    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        return self._one(opportunity_number=opportunity_number)

    def record_move(self, move: OpportunityStageChanged) -> None:
        row = {
            "id": self._session.new_id(),
            "opportunity_id": move.subject.id,
            "pipeline_id": move.pipeline_id,
            "from_stage": move.from_stage,
            "to_stage": move.to_stage,
            "at": move.at,
            "seconds_in_stage": move.seconds_in_stage,
        }
        self._session.append(stage_moves, row)
