"""Opportunities: possible sales, their value and outcome."""

from crm_core.opportunities.events import (
    OpportunityCreated,
    OpportunityEdited,
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
from crm_core.opportunities.terms import MATERIAL_FIELDS, DealTerms

__all__ = [
    "MATERIAL_FIELDS",
    "CreateOpportunity",
    "DealTerms",
    "InvalidOpportunityStageTransition",
    "Opportunity",
    "OpportunityCreated",
    "OpportunityCurrencyDiffers",
    "OpportunityEdited",
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
