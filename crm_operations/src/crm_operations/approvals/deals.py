"""A deal as approvals see it: its material terms, and the case that its rule judges."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from crm_core.approvals import (
    ApprovalCase,
    ApprovalResult,
    AskForApproval,
    DealApprovalPolicy,
    FormerApprovalCase,
    MaterialTerms,
    OpportunityApprovalRule,
    Round,
    Trigger,
)
from crm_core.clock import local_date
from crm_core.currency_rates import newest_rate
from crm_core.money import ExchangeRate, Money
from crm_core.opportunities import Opportunity
from crm_operations.records import Rule, UnitOfWork
from crm_operations.settings import OperationsSettings

DEAL_APPROVAL_1: Rule[FormerApprovalCase, DealApprovalPolicy, ApprovalResult] = Rule(
    "deal_approval", FormerApprovalCase, DealApprovalPolicy, OpportunityApprovalRule.evaluate, version=1
)
"""Its conditions knew the terms, and little besides."""
DEAL_APPROVAL: Rule[ApprovalCase, DealApprovalPolicy, ApprovalResult] = Rule(
    "deal_approval", ApprovalCase, DealApprovalPolicy, OpportunityApprovalRule.evaluate, version=2
)

MATERIAL = {
    "party_id": "customer",
    "expected_revenue_minor": "value_minor",
    "currency_code": "currency_code",
    "discount_basis_points": "discount_basis_points",
    "margin_basis_points": "margin_basis_points",
    "payment_days": "payment_days",
    "term_months": "term_months",
    "non_standard_clauses": "non_standard_clauses",
}
"""The fields of a deal that an approval is about, and what its terms call them."""


class SharesInDeals(Protocol):
    """Who has a share in a deal, and may therefore not decide about it."""

    def holders(self, work: UnitOfWork, opportunity: Opportunity) -> Collection[str]:
        """The ids of these people."""
        ...


class NoShares:
    """Nobody shares a deal yet."""

    def holders(self, work: UnitOfWork, opportunity: Opportunity) -> Collection[str]:  # noqa: ARG002
        return ()


def policy_of(settings: OperationsSettings) -> DealApprovalPolicy:
    """The tenant's policy, in its own currency."""
    return settings.approvals.deals.model_copy(update={"currency": settings.currency})


def terms_of(opportunity: Opportunity, value: Money | None = None) -> MaterialTerms:
    """At this value, or at what is expected of it."""
    known: dict[str, Any] = {name: getattr(opportunity, field) for field, name in MATERIAL.items()}
    if value is not None:
        known |= {"value_minor": value.minor, "currency_code": value.currency}
    return MaterialTerms.model_construct(**{**known, "non_standard_clauses": known["non_standard_clauses"] or ()})


def case_of(
    work: UnitOfWork, opportunity: Opportunity, settings: OperationsSettings, at: datetime, value: Money | None = None
) -> ApprovalCase:
    """With the stored rate that may convert its value: the newest not after the day, where the tenant lives."""
    terms = terms_of(opportunity, value)
    return ApprovalCase.model_construct(
        terms=terms,
        opportunity=opportunity.facts(at),
        rates=_rates(work, terms.currency_code, policy_of(settings), local_date(at, settings.zone)),
    )


def _rates(work: UnitOfWork, currency: str, policy: DealApprovalPolicy, day: date) -> tuple[ExchangeRate, ...]:
    """None where the thresholds need none."""
    if currency == policy.currency or currency in policy.value_by_currency:
        return ()
    stored = work.currency_rates.newest({currency}, policy.currency, day)
    rate = newest_rate(stored, currency, policy.currency, day)
    return () if rate is None else (rate,)


def about_deal(
    opportunity: Opportunity,
    terms: MaterialTerms,
    triggers: Sequence[Trigger],
    rounds: Sequence[Round],
    *,
    requested_by: str,
    expires_at: datetime,
    conflicted: Sequence[str] = (),
    then_close: bool = False,
) -> AskForApproval:
    """What is asked about the deal on these terms, round by round."""
    first, *later = rounds
    return AskForApproval(
        subject=opportunity.ref,
        number=opportunity.opportunity_number,
        title=opportunity.name,
        owner=opportunity.assigned_to,
        requested_by=requested_by,
        level=first.level,
        strategy=first.strategy,
        electorate=first.electorate,
        upcoming=tuple(later),
        triggers=tuple(triggers),
        terms=terms.as_attributes,
        digest=terms.digest,
        conflicted=tuple(conflicted),
        then_close=then_close,
        expires_at=expires_at,
    )


def last_editor(work: UnitOfWork, opportunity: Opportunity) -> str | None:
    """Who changed one of its material fields last; who opened it, where nobody did since."""
    entries = reversed(work.history.of(opportunity.ref))
    return next((entry.user_id for entry in entries if not MATERIAL.keys().isdisjoint(entry.fields)), None)
