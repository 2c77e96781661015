"""What each credited deal of a person has earned in a credit period (COM-CRMOP-0127, COM-CRMOP-0129).

Per payee, plan, credit period and currency the exact running total is rounded half to even after each deal, in the
order of (time of the credit event, number of the deal), and a deal has earned the difference; so deals always add up to
the rounded whole. A deal that is won again, ordered or paid in parts has several events, each with its own day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from crm_core.commissions.clawback import Clawback
from crm_core.commissions.formula import Formula, Line
from crm_core.commissions.scale import Part
from crm_core.credits import REVENUE, CreditRow
from crm_core.money import rounded_ratio

Price = Callable[[CreditRow, int], int | None]
"""This much of a credit in the plan's currency; None where no rate is stored."""


class Product(NamedTuple):
    """What is credited of one product, in the plan's currency."""

    code: str | None
    category: str | None
    base_minor: int


class EventCredit(NamedTuple):
    """What one person is credited for one event of a deal, all reversals taken off, in the plan's currency.

    ``base_minor`` is None where it has no price; ``products`` are empty where the plan asks for none. The share is that
    in the revenue, 0 for who stands beside it. In this order events are paid.
    """

    at: datetime
    opportunity_number: str
    opportunity_id: str
    event_id: str
    credit_date: date
    currency_code: str
    base_minor: int | None
    share_basis_points: int
    products: tuple[Product, ...] = ()


class Earned(NamedTuple):
    """What a deal has earned of its credit; ``before_minor`` is what filled the scale before it.

    ``exact_before`` and ``exact_after`` are what the period's deals have earned exactly, in parts of the formula.
    """

    credit: EventCredit
    base_minor: int
    lines: tuple[Line, ...]
    before_minor: int
    exact_before: int
    exact_after: int
    amount_minor: int

    def parts(self, formula: Formula) -> Sequence[Part]:
        """How its credit was divided among rates."""
        return formula.parts(self.before_minor, self.base_minor, self.lines)


def net_by_event(
    rows: Iterable[CreditRow], price: Price, clawback: Clawback | None = None, *, with_products: bool = False
) -> Sequence[EventCredit]:
    """The credits of one person, in the order of time, event by event in the order in which they are paid.

    An event stands at the time of the first of its credits, those taken back too. One of which nothing is left is not
    among them.
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
        if clawback is None:
            left[root] += row.amount_minor
        else:
            left[root] = 0 if clawback.takes_all(row) else left[root] + clawback.counted(row)
        roots[row.id] = root
    events: dict[tuple[str, str], EventCredit] = {}
    since: dict[tuple[str, str], datetime] = {}
    for root, row in first.items():
        key = (row.opportunity_id, row.event_id)
        if not (amount := left[root]):
            since.setdefault(key, row.at)
            continue
        base = price(row, amount)
        share = row.share_basis_points if row.kind == REVENUE else 0
        if (known := events.get(key)) is None:
            events[key] = EventCredit(
                since.get(key, row.at), row.opportunity_number, *key, row.credit_date, row.currency_code, base, share
            )
        else:
            both = None if base is None or known.base_minor is None else known.base_minor + base
            events[key] = known._replace(base_minor=both, share_basis_points=max(share, known.share_basis_points))
        if with_products and base is not None:
            events[key] = _with_product(events[key], row, base)
    return sorted(events.values(), key=lambda event: event[:4])


def added_up(of_people: Iterable[Sequence[EventCredit]]) -> Sequence[EventCredit]:
    """What several people are credited, event by event, in the order in which they are paid; no products."""
    events: dict[tuple[str, str], EventCredit] = {}
    for event in chain.from_iterable(of_people):
        key = (event.opportunity_id, event.event_id)
        if (known := events.get(key)) is None:
            events[key] = event
            continue
        both = None if event.base_minor is None or known.base_minor is None else known.base_minor + event.base_minor
        events[key] = known._replace(at=min(known.at, event.at), base_minor=both)
    return sorted(events.values(), key=lambda event: event[:4])


def of_deals(priced: Iterable[EventCredit]) -> Iterable[EventCredit]:
    """What one person is credited of each deal, all its events together; named by the first of them."""
    deals: dict[str, EventCredit] = {}
    for event in priced:
        known = deals.get(event.opportunity_id)
        deals[event.opportunity_id] = (
            event
            if known is None
            else known._replace(
                base_minor=(known.base_minor or 0) + (event.base_minor or 0),
                products=known.products + event.products,
                share_basis_points=max(known.share_basis_points, event.share_basis_points),
            )
        )
    return deals.values()


def earned(
    credited: Iterable[EventCredit],
    formula: Formula,
    *,
    lines_of: Callable[[EventCredit], tuple[Line, ...]] | None = None,
    is_paid: Callable[[EventCredit], bool] | None = None,
) -> Iterator[Earned]:
    """Each event that has a price, in the order of ``credited``, and what it has earned.

    What is not paid fills the scale and earns nothing: the months before in the quota's period. Without ``is_paid`` all
    of it is.
    """
    running, denominator = formula.running(), formula.denominator
    exact = former = 0
    for credit in credited:
        base = credit.base_minor
        if base is None:
            continue
        lines = () if lines_of is None else lines_of(credit)
        filled, before = running.total_minor, running.exact
        running.add(base, lines)
        if is_paid is not None and not is_paid(credit):
            continue
        exact_before = exact
        exact += running.exact - before
        rounded = rounded_ratio(exact, denominator)
        yield Earned(credit, base, lines, filled, exact_before, exact, rounded - former)
        former = rounded


def _with_product(event: EventCredit, row: CreditRow, base_minor: int) -> EventCredit:
    """In the order of codes, after what has none."""
    products = {(each.code, each.category): each.base_minor for each in event.products}
    key = (row.product, row.category)
    products[key] = products.get(key, 0) + base_minor
    in_order = sorted(products.items(), key=lambda item: (item[0][0] or "", item[0][1] or ""))
    return event._replace(products=tuple(Product(*named, base) for named, base in in_order))
