"""Counts and sums of deals: by stage, by currency and by outcome (FEAT-003, PLAN-007).

Currencies are never added together; ``converted`` in the neighbouring module does that by dated rates, and says so.
An open or lost deal counts with what it was expected to bring, a won one with what it brought. A deal of unknown value
is counted as unpriced and adds nothing. Weighted figures are rounded half to even once, from the exact sum: the stages'
may therefore differ from the total's by a minor unit.
"""

from collections.abc import Iterable, Sequence

from crm_core.money import BASIS_POINTS, StoredCurrency, TotalMinorUnits, rounded_ratio
from crm_core.pipelines.stage import Outcome
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Figure, Id, Total, UserId


class FiguresFilter(Value):
    """Which deals are counted; everything named must hold."""

    pipeline_id: Id | None = None
    assigned_to: UserId | None = None


class Rate(Value):
    """A part of a whole, exact; ``value`` is None when the denominator is 0."""

    numerator: Total
    denominator: Total
    value: Figure | None

    @classmethod
    def of(cls, numerator: int, denominator: int) -> "Rate":
        """``value`` is the quotient as a float, for display."""
        value = numerator / denominator if denominator else None
        return cls(numerator=numerator, denominator=denominator, value=value)

    @property
    def basis_points(self) -> int | None:
        """In hundredths of a percent, rounded half to even."""
        if not self.denominator:
            return None
        return rounded_ratio(self.numerator * BASIS_POINTS, self.denominator)


class StageFigures(Value):
    """The deals of one stage in one currency; a stage without deals has one row, with no currency."""

    pipeline_id: AnyText
    pipeline: AnyText
    stage: AnyText
    display_name: AnyText
    display_order: Total
    outcome: Outcome
    currency: StoredCurrency | None = None
    count: Total = 0
    unpriced_count: Total = 0
    total_minor: TotalMinorUnits = 0
    weighted_minor: TotalMinorUnits = 0
    weighted_exact: Total = 0
    """Minor units times basis points, before rounding."""


class CurrencyFigures(Value):
    """Deals in one currency by how they ended; only open deals are weighted."""

    currency: StoredCurrency
    open_count: Total = 0
    won_count: Total = 0
    lost_count: Total = 0
    unpriced_count: Total = 0
    """Open deals of unknown value."""
    open_minor: TotalMinorUnits = 0
    weighted_minor: TotalMinorUnits = 0
    won_minor: TotalMinorUnits = 0
    lost_minor: TotalMinorUnits = 0


class ValueWinRate(Value):
    """Of the money decided on in one currency, the part that was won."""

    currency: StoredCurrency
    rate: Rate


class WinRate(Value):
    """Won of won and lost; open deals are not decided yet and do not count."""

    won: Total
    lost: Total
    by_count: Rate
    by_value: tuple[ValueWinRate, ...] = ()


class OpportunitySums(Value):
    """What a store counts in one statement: deals alike in outcome, currency and probability."""

    currency: StoredCurrency
    outcome: Outcome
    probability_basis_points: Total
    count: Total
    priced_count: Total
    total_minor: TotalMinorUnits

    @property
    def weighted_exact(self) -> int:
        """Minor units times basis points: a won deal weighs whole, a lost one nothing, whatever its stage says."""
        if self.outcome is Outcome.OPEN:
            return self.total_minor * self.probability_basis_points
        return self.total_minor * BASIS_POINTS if self.outcome is Outcome.WON else 0


class PipelineSummary(Value):
    """A set of deals in a few figures: counts over all currencies, money by currency."""

    open_count: Total = 0
    won_count: Total = 0
    lost_count: Total = 0
    unpriced_count: Total = 0
    currencies: tuple[CurrencyFigures, ...] = ()
    win_rate: WinRate

    @classmethod
    def of(cls, rows: Iterable[OpportunitySums]) -> "PipelineSummary":
        """Adds the rows up, currency by currency, and rounds once."""
        by_currency: dict[str, list[OpportunitySums]] = {}
        for row in rows:
            by_currency.setdefault(row.currency, []).append(row)
        currencies = tuple(_currency_figures(currency, by_currency[currency]) for currency in sorted(by_currency))
        return cls(
            open_count=sum(figures.open_count for figures in currencies),
            won_count=sum(figures.won_count for figures in currencies),
            lost_count=sum(figures.lost_count for figures in currencies),
            unpriced_count=sum(figures.unpriced_count for figures in currencies),
            currencies=currencies,
            win_rate=_win_rate(currencies),
        )

    @property
    def count(self) -> int:
        """Open, won and lost deals together."""
        return self.open_count + self.won_count + self.lost_count


def _currency_figures(currency: str, rows: Sequence[OpportunitySums]) -> CurrencyFigures:
    def counted(outcome: Outcome) -> int:
        return sum(row.count for row in rows if row.outcome is outcome)

    def minor(outcome: Outcome) -> int:
        return sum(row.total_minor for row in rows if row.outcome is outcome)

    still_open = [row for row in rows if row.outcome is Outcome.OPEN]
    return CurrencyFigures(
        currency=currency,
        open_count=counted(Outcome.OPEN),
        won_count=counted(Outcome.WON),
        lost_count=counted(Outcome.LOST),
        unpriced_count=sum(row.count - row.priced_count for row in still_open),
        open_minor=minor(Outcome.OPEN),
        weighted_minor=rounded_ratio(sum(row.weighted_exact for row in still_open), BASIS_POINTS),
        won_minor=minor(Outcome.WON),
        lost_minor=minor(Outcome.LOST),
    )


def _win_rate(currencies: Sequence[CurrencyFigures]) -> WinRate:
    won = sum(figures.won_count for figures in currencies)
    lost = sum(figures.lost_count for figures in currencies)
    by_value = tuple(
        ValueWinRate(currency=figures.currency, rate=Rate.of(figures.won_minor, figures.won_minor + figures.lost_minor))
        for figures in currencies
        if figures.won_count + figures.lost_count
    )
    return WinRate(won=won, lost=lost, by_count=Rate.of(won, won + lost), by_value=by_value)
