"""The facts of a deal that every condition may ask for, of stages, service levels and approvals, as ``opportunity``."""

from datetime import UTC, date, datetime

from crm_core.conditions import Condition, Facts
from crm_core.money import CurrencyCode, MinorUnits
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import AnyDay, ForeignId, Id, OpportunityType, Priority, SourceKey, StageName, Total, UserId


class OpportunityFacts(Value):
    """Fields of a deal as they are; what people wrote in words is left out, since every decision stores its facts."""

    stage: StageName
    pipeline_id: Id
    type: OpportunityType
    priority: Priority
    source: SourceKey
    party_id: ForeignId
    contact_id: ForeignId | None = None
    lead_id: Id | None = None
    assigned_to: UserId
    probability_basis_points: Total
    expected_revenue_minor: MinorUnits | None = None
    value_minor: MinorUnits | None = None
    """What it is judged at: in approvals what it would be won at, else what is expected."""
    currency_code: CurrencyCode
    expected_close_date: AnyDay | None = None
    discount_basis_points: Total | None = None
    margin_basis_points: Total | None = None
    payment_days: Total | None = None
    term_months: Total | None = None
    clauses: Total = 0
    """How many say otherwise than usual."""
    converted_to_quote_id: ForeignId | None = None
    reopened_count: Total = 0
    created_at: AnyMoment
    stage_entered_at: AnyMoment
    days_open: Total
    """Whole days since it was opened."""
    days_in_stage: Total
    """Whole days since it entered its stage."""


_BEGUN = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
_SAMPLE = OpportunityFacts(
    stage="proposal",
    pipeline_id="pipeline",
    type=OpportunityType.NEW_BUSINESS,
    priority=Priority.MEDIUM,
    source="website",
    party_id="customer",
    contact_id="contact",
    lead_id="lead",
    assigned_to="ada",
    probability_basis_points=5_000,
    expected_revenue_minor=500_000,
    currency_code="EUR",
    expected_close_date=date(2026, 6, 30),
    value_minor=500_000,
    discount_basis_points=1_000,
    margin_basis_points=3_000,
    payment_days=30,
    term_months=12,
    clauses=1,
    converted_to_quote_id="quotation",
    reopened_count=1,
    created_at=_BEGUN,
    stage_entered_at=_BEGUN,
    days_open=30,
    days_in_stage=10,
)
"""Every fact is there, so that a condition which compares what does not compare is refused when it is written."""


def opportunity_condition(source: str) -> Condition:
    """The compiled condition; it asks for facts of a deal only and answers yes or no. Raises ConditionError."""
    condition = Condition.of(source).check_fields(opportunity=OpportunityFacts)
    condition.matches(Facts(opportunity=_SAMPLE))
    return condition
