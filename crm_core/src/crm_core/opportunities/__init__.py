"""Opportunities: possible sales, their value and outcome."""

from crm_core.opportunities.accepted_sale import AcceptedSale
from crm_core.opportunities.closing import check_currency, lose, reopen, win
from crm_core.opportunities.events import (
    OpportunityCategoryChanged,
    OpportunityCreated,
    OpportunityEdited,
    OpportunityHeld,
    OpportunityLost,
    OpportunityOrdered,
    OpportunityPaid,
    OpportunityQuoted,
    OpportunityRefunded,
    OpportunityReleased,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.opportunities.forecast_override import ForecastOverride, OverrideForecastCategory
from crm_core.opportunities.forecasting import clear_category, override_category
from crm_core.opportunities.holding import hold, release
from crm_core.opportunities.opportunity import Opportunity, OpportunityNotFound
from crm_core.opportunities.pricing import price
from crm_core.opportunities.refusals import (
    InvalidOpportunityStageTransition,
    OpportunityCategoryFixed,
    OpportunityCurrencyDiffers,
    OpportunityNotSettled,
    StageRulesUnmet,
)
from crm_core.opportunities.requests import CreateOpportunity, UpdateOpportunity
from crm_core.opportunities.rules_passed import RulesPassed
from crm_core.opportunities.settling import pay, refund
from crm_core.opportunities.store import (
    OpportunityFilter,
    OpportunityPersist,
    OpportunityQuery,
    OpportunityStore,
    StagePassed,
)
from crm_core.opportunities.terms import MATERIAL_FIELDS, DealTerms

__all__ = [
    "MATERIAL_FIELDS",
    "AcceptedSale",
    "CreateOpportunity",
    "DealTerms",
    "ForecastOverride",
    "InvalidOpportunityStageTransition",
    "Opportunity",
    "OpportunityCategoryChanged",
    "OpportunityCategoryFixed",
    "OpportunityCreated",
    "OpportunityCurrencyDiffers",
    "OpportunityEdited",
    "OpportunityFilter",
    "OpportunityHeld",
    "OpportunityLost",
    "OpportunityNotFound",
    "OpportunityNotSettled",
    "OpportunityOrdered",
    "OpportunityPaid",
    "OpportunityPersist",
    "OpportunityQuery",
    "OpportunityQuoted",
    "OpportunityRefunded",
    "OpportunityReleased",
    "OpportunityReopened",
    "OpportunityStageChanged",
    "OpportunityStore",
    "OpportunityWon",
    "OverrideForecastCategory",
    "RulesPassed",
    "StagePassed",
    "StageRulesUnmet",
    "UpdateOpportunity",
    "check_currency",
    "clear_category",
    "hold",
    "lose",
    "override_category",
    "pay",
    "price",
    "refund",
    "release",
    "reopen",
    "win",
]
