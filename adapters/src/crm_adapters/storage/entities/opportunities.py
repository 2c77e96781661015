"""Opportunities in their table, and the moves between stages beside them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Column, ColumnElement, Index, Table, and_, bindparam, delete, exists, false, literal, or_, select

from crm_adapters.storage.entities.activities import activities, is_human
from crm_adapters.storage.entities.pipelines import pipeline_stages
from crm_adapters.storage.kernel.conditions import TWO_INDEXES
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, minor
from crm_core.opportunities import Opportunity, OpportunityFilter, OpportunityStageChanged, StagePassed
from crm_core.pipelines import Outcome

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
    Index(None, "tenant_id", "assigned_to", "outcome"),
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
    Column("seconds_in_stage", minor()),
    Index(None, "tenant_id", "pipeline_id", "from_stage"),
)

_ROTTING = select(pipeline_stages.c.pipeline_id, pipeline_stages.c.name, pipeline_stages.c.rotting_days).where(
    pipeline_stages.c.tenant_id == bindparam("tenant"), pipeline_stages.c.rotting_days.is_not(None)
)


class SqlOpportunities(SqlEntityStore[Opportunity, OpportunityFilter]):
    mapping = _mapping
    sorts = MappingProxyType({"assigned_to": TWO_INDEXES})
    scans = MappingProxyType(
        {
            "pipeline_id": "a tenant has few, and most deals are in one, so a page is soon full",
            "accepted_elsewhere": "a few of the open deals, looked for once a minute",
            "rotting_at": "by the stages that have such days, on the board's index",
        }
    )

    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        return self._one(opportunity_number=opportunity_number)

    def where_accepted_elsewhere(self, is_asked: bool) -> ColumnElement[bool]:  # noqa: ARG002  False is no condition
        return opportunities.c.accepted_sale_quotation_id.is_not(None)

    def where_rotting_at(self, at: datetime) -> ColumnElement[bool]:
        columns = opportunities.c
        rotting: list[ColumnElement[bool]] = [false()]
        for pipeline_id, stage, days in self._session.connection.execute(_ROTTING, {"tenant": self._session.tenant_id}):
            since = literal(at - timedelta(days=days), Moment())
            in_touch = exists().where(
                activities.c.tenant_id == columns.tenant_id,
                activities.c.related_entity_type == Opportunity.kind.value,
                activities.c.related_entity_id == columns.id,
                is_human,
                activities.c.completed_at > since,
                activities.c.completed_at <= literal(at, Moment()),
            )
            of_the_stage = and_(columns.pipeline_id == pipeline_id, columns.stage == stage)
            rotting.append(and_(of_the_stage, columns.stage_entered_at <= since, ~in_touch))
        return and_(columns.outcome == Outcome.OPEN.value, or_(*rotting))

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

    def record_passed(self, passed: Sequence[StagePassed]) -> None:
        for step in passed:
            row = {"id": self._session.new_id(), **step._asdict(), "seconds_in_stage": None}
            self._session.append(stage_moves, row)

    def remove_moves(self, opportunity_ids: Sequence[str]) -> None:
        c = stage_moves.c
        mine = delete(stage_moves).where(c.tenant_id == self._session.tenant_id, c.opportunity_id.in_(opportunity_ids))
        self._session.connection.execute(mine)
