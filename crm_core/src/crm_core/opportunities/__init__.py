"""Opportunities: possible sales, their value and outcome."""

from crm_core.opportunities.events import (
    OpportunityCreated,
    OpportunityLost,
    OpportunityOrdered,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.opportunities.opportunity import Opportunity, OpportunityNotFound
from crm_core.opportunities.refusals import InvalidOpportunityStageTransition, OpportunityCurrencyDiffers
from crm_core.opportunities.requests import CreateOpportunity, UpdateOpportunity
from crm_core.opportunities.store import (
    OpportunityFilter,
    OpportunityPersist,
    OpportunityQuery,
    OpportunityStore,
)

__all__ = [
    "CreateOpportunity",
    "InvalidOpportunityStageTransition",
    "Opportunity",
    "OpportunityCreated",
    "OpportunityCurrencyDiffers",
    "OpportunityFilter",
    "OpportunityLost",
    "OpportunityNotFound",
    "OpportunityOrdered",
    "OpportunityPersist",
    "OpportunityQuery",
    "OpportunityReopened",
    "OpportunityStageChanged",
    "OpportunityStore",
    "OpportunityWon",
    "UpdateOpportunity",
]
