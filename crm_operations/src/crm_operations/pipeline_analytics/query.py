"""The query of reports, and the dashboard."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crm_core.money import CurrencyCode, ExchangeRate, Money
from crm_core.pipelines import (
    DEFAULT_CONFIDENCE,
    Confidence,
    ConvertedTotal,
    CountedMoney,
    CurrencyFigures,
    FiguresFilter,
    PipelineSummary,
    StageFigures,
    converted,
)
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Day, Id, UserId
from crm_operations.providers import LeadFunnel


class ReportQuery(Value):
    """One pipeline or all, one person or all, over ``months`` months, the last of which contains ``until`` (today)."""

    pipeline_id: Id | None = None
    assigned_to: UserId | None = None
    months: Annotated[int, Field(ge=1, le=60)] = 12
    until: Day | None = None
    confidence_percent: Confidence = DEFAULT_CONFIDENCE
    currency: CurrencyCode | None = None
    """Named, the dashboard also gives totals in this one currency."""
    rates: tuple[ExchangeRate, ...] = ()
    """By these rates alone, where any is named; else by the newest stored ones not after today."""

    @property
    def opportunities(self) -> FiguresFilter:
        """The pipeline and the person alone."""
        return FiguresFilter(pipeline_id=self.pipeline_id, assigned_to=self.assigned_to)


class OneCurrency(Value):
    """The totals of all currencies in one, each with the rates it rests on and the deals it leaves out."""

    open: ConvertedTotal
    weighted: ConvertedTotal
    won: ConvertedTotal

    @classmethod
    def of(cls, summary: PipelineSummary, into: CurrencyCode, rates: Sequence[ExchangeRate]) -> "OneCurrency":
        """By the newest rate of each currency; without one its deals are left out and counted."""
        return cls(
            open=converted([_open(figures, figures.open_minor) for figures in summary.currencies], rates, into),
            weighted=converted([_open(figures, figures.weighted_minor) for figures in summary.currencies], rates, into),
            won=converted([_won(figures) for figures in summary.currencies], rates, into),
        )


class Dashboard(Value):
    """How things stand today: every stage, the sums of all deals, and the leads that feed them."""

    as_of: AnyDay
    timezone: AnyText
    stages: tuple[StageFigures, ...]
    summary: PipelineSummary
    leads: LeadFunnel
    in_one_currency: OneCurrency | None = None


def _open(figures: CurrencyFigures, minor: int) -> CountedMoney:
    priced = figures.open_count - figures.unpriced_count
    return CountedMoney(amount=Money.unchecked(minor, figures.currency), count=priced)


def _won(figures: CurrencyFigures) -> CountedMoney:
    return CountedMoney(amount=Money.unchecked(figures.won_minor, figures.currency), count=figures.won_count)
