"""Opportunities in their table, and the moves between stages beside them."""

import json

from sqlalchemy import RowMapping, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.kept_wrongly import from_json, known
from crm_adapters.storage.ledger import Row
from crm_core.identity import EntityKind
from crm_core.opportunities import Opportunity, OpportunityFilter, OpportunityNotFound, OpportunityStageChanged
from crm_core.pipelines import ForecastProbability, Outcome
from crm_core.values import Listed
from crm_core.vocabulary import OpportunityType, Priority

NONE = "[]"


class SqlOpportunities(EntityStore[Opportunity]):
    table = tables.opportunities
    kind = EntityKind.OPPORTUNITY

    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        table = self.table
        query = select(table).where(
            table.c.tenant_id == self._ledger.tenant_id, table.c.opportunity_number == opportunity_number
        )
        row = self._ledger.connection.execute(query).mappings().first()
        return None if row is None else self._taken_in(row)

    def find(self, wanted: OpportunityFilter) -> Listed[Opportunity]:
        table = self.table
        query = select(table).where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.id)
        for column in ("stage", "outcome", "assigned_to", "party_id", "lead_id", "pipeline_id"):
            if (value := getattr(wanted, column)) is not None:
                query = query.where(table.c[column] == value)
        if wanted.after_id is not None:
            query = query.where(table.c.id > wanted.after_id)
        return self._listed(query.limit(wanted.limit))

    def record_move(self, move: OpportunityStageChanged) -> None:
        row = {
            "id": self._ledger.new_id(),
            "opportunity_id": move.subject.id,
            "pipeline_id": move.pipeline_id,
            "from_stage": move.from_stage,
            "to_stage": move.to_stage,
            "at": move.at,
            "seconds_in_stage": move.seconds_in_stage,
        }
        self._ledger.append(tables.stage_moves, row)

    def _row_of(self, opportunity: Opportunity) -> Row:
        row = dict(opportunity.__dict__)
        probability: ForecastProbability = row.pop("probability")
        row["probability_bp"] = probability.basis_points
        row["probability_adjusted_at"] = probability.adjusted_at
        row["outcome"], row["type"] = opportunity.outcome.value, opportunity.type.value
        row["priority"] = opportunity.priority.value
        row["superseded_quotation_ids"] = json.dumps(opportunity.superseded_quotation_ids)
        return row

    def _entity_of(self, row: RowMapping | Row) -> Opportunity:
        values = dict(row)
        del values["history_hash"]
        values["probability"] = ForecastProbability.model_construct(
            basis_points=values.pop("probability_bp"), adjusted_at=values.pop("probability_adjusted_at")
        )
        values["outcome"] = known(Outcome, values, "outcome")
        values["type"] = known(OpportunityType, values, "type")
        values["priority"] = known(Priority, values, "priority")
        superseded = values["superseded_quotation_ids"]
        values["superseded_quotation_ids"] = () if superseded == NONE else tuple(from_json(superseded, list))
        return Opportunity.model_construct(**values)

    def _not_found(self, entity_id: str) -> OpportunityNotFound:
        return OpportunityNotFound.because_unknown_opportunity(entity_id)
