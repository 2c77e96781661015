"""How deals move: conversion rates, time in stages, and deals opened and closed by month (FEAT-003)."""

from crm_core.money import StoredCurrency, TotalMinorUnits, rounded_ratio
from crm_core.pipelines.figures import Rate
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Total


class ConversionRate(Value):
    """Of all stays in a stage, ended or not, the part that led on to a later one; losing is not going on.

    A deal that comes back, after a reopening say, is another stay.
    """

    pipeline_id: AnyText
    stage: AnyText
    display_name: AnyText
    display_order: Total
    entered: Total
    moved_on: Total
    lost: Total
    rate: Rate


class StageVelocity(Value):
    """How long deals stayed in an open stage before they left it; None while none has left."""

    pipeline_id: AnyText
    stage: AnyText
    display_name: AnyText
    display_order: Total
    stays: Total
    total_seconds: Total
    average_seconds: Total | None


class SalesCycle(Value):
    """How long winning took, from opening the deal or from capturing its lead; None while none is won.

    The median is what half of the deals took at most: one that dragged on for years does not move it.
    """

    won_count: Total
    total_seconds: Total
    average_seconds: Total | None
    median_seconds: Total | None = None

    @classmethod
    def of(cls, won_count: int, total_seconds: int, median_seconds: int | None = None) -> "SalesCycle":
        """Both in seconds; the average is rounded half to even."""
        return cls(
            won_count=won_count,
            total_seconds=total_seconds,
            average_seconds=average(total_seconds, won_count),
            median_seconds=median_seconds,
        )


class TrendAmount(Value):
    """What a month's closed deals were worth in one currency."""

    currency: StoredCurrency
    won_minor: TotalMinorUnits = 0
    lost_minor: TotalMinorUnits = 0


class MonthTrend(Value):
    """What was opened, won and lost in a month of the tenant; an idle month is there too, with zeros."""

    month: AnyDay
    opened: Total = 0
    won: Total = 0
    lost: Total = 0
    amounts: tuple[TrendAmount, ...] = ()


def average(total: int, count: int) -> int | None:
    """Rounded half to even; None when ``count`` is 0."""
    return rounded_ratio(total, count) if count else None
