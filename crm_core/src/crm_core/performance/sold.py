"""What each person sold in a period (SPM-CRMOP-0123)."""

from collections.abc import Mapping
from typing import NamedTuple

from crm_core.credits import CreditStore
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod
from crm_core.performance.credited import CreditedAmounts, Measure
from crm_core.performance.figures import PerformanceFigures


class Sold(NamedTuple):
    """``won_minor`` is what a person was credited of won deals, theirs or others'; ``won_count`` their own deals."""

    won_count: int = 0
    won_minor: int = 0


class SoldByUser(NamedTuple):
    """By user id; ``not_priced`` are the numbers of deals in a currency without a rate, which are left out."""

    sold: Mapping[str, Sold]
    not_priced: tuple[str, ...]


def sold_by_user(
    figures: PerformanceFigures, credited: CreditStore, period: FiscalPeriod, rates: RatesInto
) -> SoldByUser:
    """In the currency of the rates; what was credited in another one is converted by the rate of its day."""
    counts = figures.won_counts(period.start, period.end)
    amounts, not_priced = CreditedAmounts(credited, rates, period).by(Measure())
    users = sorted({*counts, *amounts})
    sold = {user: Sold(counts.get(user, 0), amounts.get(user, 0)) for user in users}
    return SoldByUser(sold, tuple(sorted(not_priced)))
