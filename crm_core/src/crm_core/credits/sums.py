"""What credits add up to, by whom, what and when; a store answers the same by one statement."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from crm_core.credits.credit import Credit, CreditBasis


class CreditDimension(StrEnum):
    """What sums are grouped by; ``period`` is the place among the query's periods, from 0."""

    USER = "user_id"
    KIND = "kind"
    OWNER = "owner_id"
    TEAM = "team"
    MANAGER = "manager_id"
    TERRITORY = "territory"
    PRODUCT = "product"
    CATEGORY = "category"
    OPPORTUNITY = "opportunity_id"
    PERIOD = "period"


class CreditQuery(NamedTuple):
    """Credits on one basis, in one or more periods, of those people, kinds and so on that are named; None is all.

    ``starts`` are the first days of the periods in their order, and the day after the last one.
    """

    basis: CreditBasis
    starts: Sequence[date]
    by: Sequence[CreditDimension] = ()
    kinds: Collection[str] | None = None
    users: Collection[str] | None = None
    teams: Collection[str] | None = None
    managers: Collection[str] | None = None
    territories: Collection[str] | None = None
    products: Collection[str] | None = None
    categories: Collection[str] | None = None
    currency: str | None = None

    @property
    def named(self) -> dict[str, Collection[str]]:
        """By the field of a credit: what it must be one of."""
        asked = {
            "kind": self.kinds,
            "user_id": self.users,
            "team": self.teams,
            "manager_id": self.managers,
            "territory": self.territories,
            "product": self.products,
            "category": self.categories,
            "currency_code": None if self.currency is None else (self.currency,),
        }
        return {field: values for field, values in asked.items() if values is not None}

    def asks_for(self, credit: Credit) -> bool:
        """Whether the credit is one of those."""
        return (
            credit.basis is self.basis
            and self.starts[0] <= credit.credit_date < self.starts[-1]
            and all(getattr(credit, field) in values for field, values in self.named.items())
        )


class CreditSum(NamedTuple):
    """Of one group and currency; ``group`` has the values in the order of the query's dimensions, None for unknown."""

    group: tuple[str | int | None, ...]
    currency_code: str
    amount_minor: int


def sums_of(counted: Iterable[Credit], query: CreditQuery) -> Sequence[CreditSum]:
    """What a store answers, counted in memory."""
    sums: dict[tuple[tuple[str | int | None, ...], str], int] = defaultdict(int)
    for credit in filter(query.asks_for, counted):
        group = tuple(
            bisect_right(query.starts, credit.credit_date) - 1
            if dimension is CreditDimension.PERIOD
            else getattr(credit, dimension.value)
            for dimension in query.by
        )
        sums[group, credit.currency_code] += credit.amount_minor
    return [CreditSum(group, currency, amount) for (group, currency), amount in sums.items()]
