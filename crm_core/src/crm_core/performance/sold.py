"""What each person sold in a period (SPM-CRMOP-0123)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from crm_core.credits import REVENUE, CreditBasis, CreditDimension, CreditQuery, CreditStore
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod


class Sold(NamedTuple):
    """``won_minor`` is what a person was credited of won deals, theirs or others'; ``won_count`` their own deals."""

    won_count: int = 0
    won_minor: int = 0


class SoldByUser(NamedTuple):
    """By user id; ``not_priced`` are the numbers of deals in a currency without a rate, which are left out."""

    sold: Mapping[str, Sold]
    not_priced: tuple[str, ...]


class PerformanceFigures(Protocol):
    """Figures of one tenant's deals, within a unit of work."""

    def won_counts(self, first: date, last: date) -> Mapping[str, int]:
        """By owner: how many deals were won on these days, both included, by one statement; none without an owner."""
        ...


def sold_by_user(
    figures: PerformanceFigures, credited: CreditStore, period: FiscalPeriod, rates: RatesInto
) -> SoldByUser:
    """In the currency of the rates; what was credited in another one is converted by the rate of its day."""
    counts = figures.won_counts(period.start, period.end)
    query = CreditQuery(
        CreditBasis.WON,
        (period.start, period.end + timedelta(days=1)),
        by=(CreditDimension.USER,),
        kinds=(REVENUE,),
    )
    amounts: dict[str, int] = {}
    others: set[str] = set()
    for (user, *_), currency, amount in credited.sums(query):
        if currency == rates.into:
            amounts[str(user)] = amounts.get(str(user), 0) + amount
        else:
            others.add(currency)
    not_priced: set[str] = set()
    for currency in sorted(others):
        for row in credited.stream(query._replace(by=(), currency=currency)):
            converted = rates.converted(row.amount_minor, currency, row.credit_date)
            if converted is None:
                not_priced.add(row.opportunity_number)
            else:
                amounts[row.user_id] = amounts.get(row.user_id, 0) + converted
    users = sorted({*counts, *amounts})
    sold = {user: Sold(counts.get(user, 0), amounts.get(user, 0)) for user in users}
    return SoldByUser(sold, tuple(sorted(not_priced)))
