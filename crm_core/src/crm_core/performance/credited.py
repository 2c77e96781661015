"""What credits add up to in one currency, by person, team, territory or product: one statement a measure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from crm_core.credits import REVENUE, CreditBasis, CreditDimension, CreditQuery, CreditRow, CreditStore
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod


class Measure(NamedTuple):
    """Which credit counts, and for whom it is added up."""

    basis: CreditBasis = CreditBasis.WON
    kinds: tuple[str, ...] = (REVENUE,)
    by: CreditDimension = CreditDimension.USER
    product: str | None = None


class Credited(NamedTuple):
    """By id or name, in minor units; ``not_priced`` are numbers of deals in a currency without a rate, left out."""

    amounts: Mapping[str, int]
    not_priced: frozenset[str]


class CreditedAmounts:
    """Of one period, within one unit of work; each measure is added up once."""

    def __init__(self, credited: CreditStore, rates: RatesInto, period: FiscalPeriod) -> None:
        self._credited = credited
        self._rates = rates
        self._days = (period.start, period.end + timedelta(days=1))
        self._known: dict[Measure, Credited] = {}

    def by(self, measure: Measure) -> Credited:
        """In the currency of the rates; what was credited in another one is converted by the rate of its day."""
        if measure not in self._known:
            self._known[measure] = self._added_up(measure)
        return self._known[measure]

    def credits_of(self, user_id: str, measure: Measure) -> Iterator[CreditRow]:
        """What makes up a person's amount, in the order of time."""
        return self._credited.stream(self._query(measure, users=(user_id,)))

    def converted(self, row: CreditRow) -> int | None:
        """In the currency of the rates; None without a rate."""
        return self._rates.converted(row.amount_minor, row.currency_code, row.credit_date)

    def _query(self, measure: Measure, users: Collection[str] | None = None) -> CreditQuery:
        products = None if measure.product is None else (measure.product,)
        return CreditQuery(measure.basis, self._days, kinds=measure.kinds, users=users, products=products)

    def _added_up(self, measure: Measure) -> Credited:
        query = self._query(measure)
        amounts: dict[str, int] = {}
        others: set[str] = set()
        for (whose, *_), currency, amount in self._credited.sums(query._replace(by=(measure.by,))):
            if currency != self._rates.into:
                others.add(currency)
            elif whose is not None:
                amounts[str(whose)] = amounts.get(str(whose), 0) + amount
        not_priced: set[str] = set()
        for currency in sorted(others):
            for row in self._credited.stream(query._replace(currency=currency)):
                whose = getattr(row, measure.by.value)
                if (converted := self.converted(row)) is None:
                    not_priced.add(row.opportunity_number)
                elif whose is not None:
                    amounts[whose] = amounts.get(whose, 0) + converted
        return Credited(amounts, frozenset(not_priced))
