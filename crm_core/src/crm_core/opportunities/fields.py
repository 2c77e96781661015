"""The fields of an opportunity: what is known of it, where it stands, and how it ended."""

from typing import Annotated

from crm_core.identity import NumberKind
from crm_core.money import CurrencyCode, MinorUnits
from crm_core.opportunities.accepted_sale import AcceptedSale
from crm_core.opportunities.forecast_override import ForecastOverride
from crm_core.opportunities.rules_passed import RulesPassed
from crm_core.opportunities.terms import DealTerms
from crm_core.personal import PERSONAL
from crm_core.pipelines import ForecastProbability, Outcome
from crm_core.values import Utc
from crm_core.vocabulary import (
    Count,
    Day,
    ForeignId,
    FreeText,
    Id,
    Number,
    OpportunityType,
    Priority,
    ShortText,
    SourceKey,
    StageName,
    UserId,
)


class OpportunityFields(DealTerms):
    """Amounts in minor units of ``currency_code``; unknown is None, not 0."""

    opportunity_number: Annotated[Number, NumberKind.OPPORTUNITY]
    lead_id: Id | None = None
    """Several opportunities may come of one lead."""
    converted_lead_id: Id | None = None
    """The lead whose conversion opened it; a lead is converted once."""
    source: SourceKey
    party_id: ForeignId
    contact_id: ForeignId | None = None
    name: Annotated[ShortText, PERSONAL]
    description: FreeText | None = None
    pipeline_id: Id
    stage: StageName
    outcome: Outcome = Outcome.OPEN
    stage_entered_at: Utc
    type: OpportunityType = OpportunityType.NEW_BUSINESS
    priority: Priority = Priority.MEDIUM
    probability: ForecastProbability
    expected_revenue_minor: MinorUnits | None = None
    actual_value_minor: MinorUnits | None = None
    refunded_minor: MinorUnits | None = None
    """Of what it was won at, since it was last won."""
    paid_minor: MinorUnits | None = None
    """The same, as far as payments were recorded."""
    currency_code: CurrencyCode
    expected_close_date: Day | None = None
    actual_close_date: Day | None = None
    """The day it was closed, in the tenant's time zone."""
    closed_at: Utc | None = None
    assigned_to: UserId
    converted_to_quote_id: ForeignId | None = None
    converted_to_order_id: ForeignId | None = None
    superseded_quotation_ids: tuple[ForeignId, ...] = ()
    """Those made before it was last reopened: they no longer count."""
    lost_reason: FreeText | None = None
    reopened_count: Count = 0
    notes: FreeText | None = None
    forecast_override: ForecastOverride | None = None
    """In place of its stage's forecast category, whatever stages it enters, until a person ends it."""
    rules_passed: RulesPassed | None = None
    accepted_sale: AcceptedSale | None = None
    """Of an open deal that is accepted in the sales system and cannot be won here yet."""
