"""Totals over several currencies, by dated exchange rates, each listed in the result."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm_core.money import AnyMoney, CurrencyCode, ExchangeRate, Money, StoredCurrency
from crm_core.values import Value
from crm_core.vocabulary import Total


class CountedMoney(Value):
    """An amount, and how many deals it stands for."""

    amount: AnyMoney
    count: Total


class ConvertedTotal(Value):
    """A total in one currency, the rates it uses, and how many deals are left out for want of a rate."""

    total: AnyMoney
    count: Total
    rates: tuple[ExchangeRate, ...] = ()
    not_priced: Total = 0
    not_priced_currencies: tuple[StoredCurrency, ...] = ()

    @property
    def oldest_rate(self) -> date | None:
        """The day of the oldest rate used; None when nothing was converted."""
        return min((rate.on for rate in self.rates), default=None)


def converted(figures: Iterable[CountedMoney], rates: Sequence[ExchangeRate], into: CurrencyCode) -> ConvertedTotal:
    """Each amount by its newest direct rate, rounded half to even once; without one it is left out and counted."""
    newest = {rate.source: rate for rate in sorted(rates, key=lambda rate: rate.on) if rate.target == into}
    total, count, missing, used, without = Money(minor=0, currency=into), 0, 0, {}, set()
    for figure in figures:
        source = figure.amount.currency
        if source == into:
            total, count = total + figure.amount, count + figure.count
        elif (rate := newest.get(source)) is not None:
            total, count = total + rate.convert(figure.amount), count + figure.count
            used[source] = rate
        else:
            missing += figure.count
            without.add(source)
    return ConvertedTotal(
        total=total,
        count=count,
        rates=tuple(used[source] for source in sorted(used)),
        not_priced=missing,
        not_priced_currencies=tuple(sorted(without)),
    )
