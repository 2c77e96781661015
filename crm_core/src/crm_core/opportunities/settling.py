"""What of a won opportunity was paid, and paid back."""

from datetime import datetime

from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.opportunities.events import OpportunityPaid, OpportunityRefunded
from crm_core.opportunities.opportunity import Opportunity
from crm_core.opportunities.refusals import OpportunityCurrencyDiffers, OpportunityNotSettled


def refund(
    opportunity: Opportunity, amount: Money, *, refund_id: str, reason: str, at: datetime, reverses: bool = False
) -> tuple[Opportunity, OpportunityRefunded]:
    """Some of what it was won at is paid back, or with ``reverses`` was not; all together at most that value.

    Raises OpportunityNotSettled, OpportunityCurrencyDiffers, Invalid for an amount of nothing.
    """
    total = _settled(opportunity, "paid back", amount, opportunity.refunded_minor, reverses)
    event = opportunity.event(
        OpportunityRefunded, at=at, refund_id=refund_id, amount=amount, reason=reason, reverses=reverses
    )
    return opportunity.changed(at, refunded_minor=total), event


def pay(
    opportunity: Opportunity,
    amount: Money,
    *,
    payment_id: str,
    at: datetime,
    reason: str | None = None,
    reverses: bool = False,
) -> tuple[Opportunity, OpportunityPaid]:
    """The customer paid some of it, or with ``reverses`` did not. Raises as ``refund``."""
    total = _settled(opportunity, "paid", amount, opportunity.paid_minor, reverses)
    event = opportunity.event(
        OpportunityPaid, at=at, payment_id=payment_id, amount=amount, reason=reason, reverses=reverses
    )
    return opportunity.changed(at, paid_minor=total), event


def _settled(opportunity: Opportunity, what: str, amount: Money, so_far: int | None, reverses: bool) -> int:
    """How much it is altogether, in minor units."""
    if opportunity.actual_value_minor is None:
        raise OpportunityNotSettled.because_it_is_not_won(opportunity.opportunity_number, opportunity.outcome)
    if amount.currency != opportunity.currency_code:
        raise OpportunityCurrencyDiffers.because_won_in_another(
            opportunity.opportunity_number, opportunity.currency_code, amount.currency
        )
    if amount.minor <= 0:
        raise Invalid.field("amount", "it is nothing", f"name how much was {what}")
    total = (so_far or 0) + (-amount.minor if reverses else amount.minor)
    if not 0 <= total <= opportunity.actual_value_minor:
        left = opportunity.actual_value_minor - (so_far or 0)
        raise OpportunityNotSettled.because_it_is_too_much(opportunity.opportunity_number, what, amount, left)
    return total
