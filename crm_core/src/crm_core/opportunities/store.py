"""Where opportunities are kept (INT-CRMOP-0090)."""

from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.opportunities.events import OpportunityStageChanged
from crm_core.opportunities.opportunity import Opportunity
from crm_core.pipelines import Outcome
from crm_core.values import Listed, Value
from crm_core.vocabulary import ForeignId, Id, Limit, StageName, UserId


class OpportunityNotFound(NotFound):
    @classmethod
    def because_unknown_opportunity(cls, opportunity_id: str) -> Self:
        return cls.because_unknown("opportunity", opportunity_id)


class OpportunityFilter(Value):
    """Everything named must hold; pages by id, so the cursor is stable under inserts."""

    stage: StageName | None = None
    outcome: Outcome | None = None
    assigned_to: UserId | None = None
    party_id: ForeignId | None = None
    lead_id: Id | None = None
    pipeline_id: Id | None = None
    after_id: Id | None = None
    limit: Limit = 50


class OpportunityQuery(Protocol):
    def get(self, opportunity_id: str, *, lock: bool = False) -> Opportunity:
        """The deal; with ``lock`` nobody else changes it before the unit of work ends. Raises OpportunityNotFound."""
        ...

    def find_by_number(self, opportunity_number: str) -> Opportunity | None: ...

    def find(self, wanted: OpportunityFilter) -> Listed[Opportunity]:
        """At most ``limit`` opportunities, oldest first."""
        ...


class OpportunityPersist(Protocol):
    def add(self, opportunity: Opportunity) -> Opportunity:
        """Keeps a new opportunity as version 1. Raises Conflict, naming the key that is taken."""
        ...

    def save(self, opportunity: Opportunity) -> Opportunity:
        """Keeps the next version. Raises Conflict when it changed since it was loaded, OpportunityNotFound."""
        ...

    def record_move(self, move: OpportunityStageChanged) -> None:
        """Remembers a change of stage, from which velocity and conversion rates are counted."""
        ...


class OpportunityStore(OpportunityQuery, OpportunityPersist, Protocol):
    """Both, within one unit of work."""
