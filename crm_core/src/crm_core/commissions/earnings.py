"""What each deal of a person has earned in a credit period (COM-CRMOP-0127, COM-CRMOP-0129).

Per payee, plan, credit period and currency the exact running total is rounded half to even after each deal, in the
order of (time of the credit, number of the deal), and a deal has earned the difference; so deals always add up to the
rounded whole.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from crm_core.commissions.scale import Part, Scale
from crm_core.credits import CreditRow

Price = Callable[[CreditRow, int], int | None]
"""This much of a credit in the plan's currency; None where no rate is stored."""


class DealCredit(NamedTuple):
    """What one person is credited of one deal in the period, all reversals taken off, in the plan's currency.

    ``base_minor`` is None where it has no price. In this order deals are paid.
    """

    at: datetime
    opportunity_number: str
    opportunity_id: str
    event_id: str
    credit_date: date
    currency_code: str
    base_minor: int | None


class Earned(NamedTuple):
    """What a deal has earned of its credit; ``before_minor`` is the credit of the deals before it."""

    opportunity_id: str
    opportunity_number: str
    event_id: str
    credit_date: date
    currency_code: str
    base_minor: int
    before_minor: int
    amount_minor: int


def net_by_deal(rows: Iterable[CreditRow], price: Price) -> Sequence[DealCredit]:
    """The credits of one person, given in the order of time, deal by deal in the order in which they are paid.

    A deal stands at the time of the first of its credits that was not taken back whole. Deals of which nothing is
    left are not among them.
    """
    first: dict[str, CreditRow] = {}
    left: dict[str, int] = {}
    roots: dict[str, str] = {}
    for row in rows:
        root = roots.get(row.reverses) if row.reverses is not None else None
        if root is None:
            root = row.id
            first[root] = row
            left[root] = 0
        left[root] += row.amount_minor
        roots[row.id] = root
    deals: dict[str, DealCredit] = {}
    for root, row in first.items():
        if not (amount := left[root]):
            continue
        base = price(row, amount)
        if (known := deals.get(row.opportunity_id)) is not None:
            both = None if base is None or known.base_minor is None else known.base_minor + base
            deals[row.opportunity_id] = known._replace(base_minor=both)
            continue
        deals[row.opportunity_id] = DealCredit(
            row.at, row.opportunity_number, row.opportunity_id, row.event_id, row.credit_date, row.currency_code, base
        )
    return sorted(deals.values(), key=lambda deal: deal[:3])


def earned(deals: Iterable[DealCredit], scale: Scale) -> Iterator[Earned]:
    """Each deal that has a price, in the order given, and what it has earned."""
    total = former = 0
    for _, number, opportunity_id, event_id, credit_date, currency, base in deals:
        if base is None:
            continue
        before, total = total, total + base
        rounded = scale.rounded(scale.exact(total))
        yield Earned(opportunity_id, number, event_id, credit_date, currency, base, before, rounded - former)
        former = rounded


def parts_of(earning: Earned, scale: Scale) -> Sequence[Part]:
    """How its credit was divided among rates."""
    return scale.parts(earning.before_minor, earning.before_minor + earning.base_minor)
