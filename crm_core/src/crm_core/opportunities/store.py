"""Where opportunities are stored (INT-CRMOP-0090)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, NamedTuple, Protocol

from pydantic import Field

from crm_core.opportunities.events import OpportunityStageChanged
from crm_core.opportunities.opportunity import Opportunity
from crm_core.pipelines import Outcome
from crm_core.stores import AsOf, EntityPersist, EntityQuery, Filled, Filter
from crm_core.values import Utc
from crm_core.vocabulary import ForeignId, Id, StageName, UserId


class OpportunityFilter(Filter):
    """Everything named must hold, each compared as it is."""

    stage: StageName | None = Field(default=None, description="Only deals in this stage, such as proposal.")
    outcome: Outcome | None = Field(default=None, description="Only deals that ended so, or have not.")
    assigned_to: UserId | None = Field(default=None, description="Only what this person has.")
    party_id: ForeignId | None = Field(default=None, description="Only deals with this customer.")
    lead_id: Id | None = Field(default=None, description="Only deals that come of this lead: number or id.")
    pipeline_id: Id | None = Field(default=None, description="Only this pipeline: name or id.")
    accepted_elsewhere: Annotated[bool, Filled("accepted_sale")] = Field(
        default=False, description="Only open deals that are accepted in the sales system and wait here."
    )
    rotting_at: Annotated[Utc | None, AsOf()] = Field(
        default=None, description="Only open deals that have been in their stage, and without anybody, for too long."
    )
    """Only what rots at this moment, by the days of its stage."""


class OpportunityQuery(EntityQuery[Opportunity, OpportunityFilter], Protocol):
    """Reads opportunities; by number besides."""

    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        """Such as ``OPP-2026-0001``; None when the tenant has no such opportunity."""
        ...


class StagePassed(NamedTuple):
    """A deal went from a stage into the next one at a moment; since when it had been in the first is unknown."""

    opportunity_id: str
    pipeline_id: str
    from_stage: str
    to_stage: str
    at: datetime


class OpportunityPersist(EntityPersist[Opportunity], Protocol):
    """Writes opportunities, and their changes of stage."""

    def record_move(self, move: OpportunityStageChanged) -> None:
        """Records a change of stage, from which velocity and conversion rates are counted."""
        ...

    def record_passed(self, passed: Sequence[StagePassed]) -> None:
        """Records changes of stage that count for conversion rates, and for no velocity; by one statement."""
        ...

    def remove_moves(self, opportunity_ids: Sequence[str]) -> None:
        """Takes out the changes of stage of deals that are taken out."""
        ...


class OpportunityStore(OpportunityQuery, OpportunityPersist, Protocol):
    """Both, within one unit of work."""
