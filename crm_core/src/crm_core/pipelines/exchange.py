"""One total out of several currencies: only by dated rates, each of them named."""

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
    """A total in one currency, the rates it rests on, and how many deals had none and are not in it."""

    total: AnyMoney
    count: Total
    rates: tuple[ExchangeRate, ...] = ()
    not_priced: Total = 0
    not_priced_currencies: tuple[StoredCurrency, ...] = ()

    @property
    def oldest_rate(self) -> date | None:
        return min((rate.on for rate in self.rates), default=None)


def converted(figures: Iterable[CountedMoney], rates: Sequence[ExchangeRate], into: CurrencyCode) -> ConvertedTotal:
    """Each amount by the newest direct rate there is, rounded once each; never one to one, never by a detour."""
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
