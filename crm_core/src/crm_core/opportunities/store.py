"""Where opportunities are stored (INT-CRMOP-0090)."""

from typing import Protocol

from crm_core.errors import NotFound
from crm_core.opportunities.events import OpportunityStageChanged
from crm_core.opportunities.opportunity import Opportunity
from crm_core.pipelines import Outcome
from crm_core.stores import EntityPersist, EntityQuery, Filter
from crm_core.vocabulary import ForeignId, Id, StageName, UserId


class OpportunityNotFound(NotFound):
    """No opportunity of the tenant has this id."""


class OpportunityFilter(Filter):
    stage: StageName | None = None
    outcome: Outcome | None = None
    assigned_to: UserId | None = None
    party_id: ForeignId | None = None
    lead_id: Id | None = None
    pipeline_id: Id | None = None


class OpportunityQuery(EntityQuery[Opportunity, OpportunityFilter], Protocol):
    def find_by_number(self, opportunity_number: str) -> Opportunity | None: ...


class OpportunityPersist(EntityPersist[Opportunity], Protocol):
    def record_move(self, move: OpportunityStageChanged) -> None:
        """Records a change of stage, from which velocity and conversion rates are counted."""
        ...


class OpportunityStore(OpportunityQuery, OpportunityPersist, Protocol):
    """Both, within one unit of work."""
