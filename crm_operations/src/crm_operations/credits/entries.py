"""A refund or a payment as it was entered, read from the credits that it wrote."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.credits import REVENUE, Credit, CreditBasis, CreditCause, standing
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_operations.credits.errors import SettledOtherwise

_BASIS = {CreditCause.REFUNDED: CreditBasis.WON, CreditCause.PAID: CreditBasis.PAYMENT}


class Entry(NamedTuple):
    """``cause`` says which of the two it is; ``left_minor`` is what is credited for a payment still."""

    id: str
    cause: CreditCause
    amount_minor: int
    left_minor: int
    at: datetime
    is_reversed: bool


def entry_of(of_deal: Sequence[Credit], entry_id: str) -> Entry | None:
    """None where nothing was entered by this id."""
    mine = [credit for credit in of_deal if credit.event_id == entry_id]
    first = next((credit for credit in mine if _BASIS.get(credit.cause) is credit.basis), None)
    if first is None:
        return None
    entered = (credit for credit in mine if credit.cause is first.cause and _is_counted(credit, first.basis))
    stands = (each for each in standing(of_deal) if each.credit.event_id == entry_id)
    return Entry(
        id=entry_id,
        cause=first.cause,
        amount_minor=abs(sum(credit.amount_minor for credit in entered)),
        left_minor=sum(each.left_minor for each in stands if _is_counted(each.credit, first.basis)),
        at=first.at,
        is_reversed=any(credit.cause is CreditCause.CORRECTED for credit in mine),
    )


def was_entered(of_deal: Sequence[Credit], deal: Opportunity, entry_id: str, cause: CreditCause, amount: Money) -> bool:
    """Whether this very thing is there. Raises SettledOtherwise for another one by this id."""
    entry = entry_of(of_deal, entry_id)
    if entry is None:
        return False
    if entry.is_reversed:
        raise SettledOtherwise.because_it_was_reversed(deal, entry_id)
    if (entry.cause, entry.amount_minor, deal.currency_code) != (cause, amount.minor, amount.currency):
        what = "refund" if entry.cause is CreditCause.REFUNDED else "payment"
        raise SettledOtherwise.because_it_was_entered(deal, entry_id, what, entry.amount_minor)
    return True


def _is_counted(credit: Credit, basis: CreditBasis) -> bool:
    return credit.basis is basis and credit.kind == REVENUE
