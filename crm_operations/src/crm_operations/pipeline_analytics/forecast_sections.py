"""The report's section on what became of the open value of the present period, and its chart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from crm_core.forecasts import Movement, WaterfallColumn
from crm_core.money import Money
from crm_core.pipelines import ForecastCategory
from crm_operations.pipeline_analytics.columns import CURRENCY, count, in_words, money, text
from crm_operations.pipeline_analytics.report import Cell, Chart, ChartKind, Section, Series, Table

MOST_CURRENCIES = 3
_CATEGORIES = (
    ForecastCategory.COMMIT,
    ForecastCategory.BEST_CASE,
    ForecastCategory.PIPELINE,
    ForecastCategory.OMITTED,
)


class PeriodMovements(NamedTuple):
    """The period, the days of the two snapshots, and the columns between them."""

    period: str
    opened_on: date
    closed_on: date
    columns: Sequence[WaterfallColumn]


def waterfall(moved: PeriodMovements | None) -> Section:
    columns = () if moved is None else moved.columns
    table = Table(
        name="waterfall",
        title="From opening to closing",
        columns=(
            text("step", "Step"),
            CURRENCY,
            count("deals", "Deals"),
            *(money(category.value, in_words(category)) for category in _CATEGORIES),
            money("all", "All"),
        ),
        rows=tuple(_rows(columns)),
        empty="No two snapshots of deals can be compared yet.",
    )
    note = "What became of the open value of the period; opening and all steps add up to closing in every column."
    if moved is not None:
        note = f"{moved.period}, from the snapshot of {moved.opened_on} to that of {moved.closed_on}. {note}"
    charts = tuple(_chart(column) for column in _totals(columns)[:MOST_CURRENCIES])
    return Section(name="waterfall", title="What became of the forecast", note=note, charts=charts, tables=(table,))


def _rows(columns: Sequence[WaterfallColumn]) -> Sequence[tuple[Cell, ...]]:
    """Of each currency a row for every step."""
    rows: list[tuple[Cell, ...]] = []
    for whole in _totals(columns):
        of_category: Mapping[ForecastCategory | None, WaterfallColumn] = {
            column.category: column for column in columns if column.currency == whole.currency
        }
        for step in whole.steps:
            amounts = (
                0 if category not in of_category else of_category[category].step(step.step).amount_minor
                for category in _CATEGORIES
            )
            figures = (Money.unchecked(minor, whole.currency) for minor in (*amounts, step.amount_minor))
            rows.append((in_words(step.step), whole.currency, step.count, *figures))
    return rows


def _totals(columns: Sequence[WaterfallColumn]) -> Sequence[WaterfallColumn]:
    return [column for column in columns if column.category is None]


def _chart(column: WaterfallColumn) -> Chart:
    """Without the moves between categories, which are nothing in all."""
    steps = [step for step in column.steps if step.step is not Movement.CATEGORY]
    return Chart(
        name=f"waterfall-{column.currency}".lower(),
        title=f"From opening to closing, {column.currency}",
        kind=ChartKind.WATERFALL,
        labels=tuple(in_words(step.step) for step in steps),
        series=(Series(title="Open value", values=tuple(step.amount_minor for step in steps)),),
        currency=column.currency,
    )
