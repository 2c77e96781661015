"""The report's sections on the forecast and its accuracy."""

from collections.abc import Sequence

from crm_core.money import Money
from crm_core.pipelines import CategoryFigures, ForecastRange
from crm_operations.pipeline_analytics.charts import forecast_charts
from crm_operations.pipeline_analytics.columns import CURRENCY, MONTH, count, money, rate, text
from crm_operations.pipeline_analytics.report import Cell, Section, Table
from crm_operations.providers import AnalyticsReport, ForecastAccuracy


def forecast(report: AnalyticsReport) -> Section:
    outlook = report.forecast
    ranges = (
        CURRENCY,
        count("deals", "Open deals"),
        money("low", "Low"),
        money("expected", "Expected"),
        money("high", "High"),
        money("everything", "If all are won"),
        count("unpriced", "No value yet"),
    )
    ahead = Table(
        name="forecast",
        title="By expected close",
        columns=(
            MONTH,
            *ranges,
            money("won", "Won so far"),
        ),
        rows=tuple(
            (month.month, *_range_cells(month), Money.unchecked(month.won_minor, month.currency))
            for month in outlook.months
        ),
        empty="No open deal has an expected close ahead of it.",
    )
    apart = Table(
        name="forecast_apart",
        title="In no month",
        columns=(text("why", "Why"), *ranges),
        rows=tuple(
            (why, *_range_cells(figures))
            for why, group in (("Expected close is past", outlook.slipped), ("No expected close", outlook.undated))
            for figures in group
        ),
        empty="No open deal has slipped, and none lacks an expected close.",
    )
    categories = Table(
        name="forecast_by_category",
        title="By forecast category",
        columns=(
            text("category", "Category"),
            CURRENCY,
            count("deals", "Deals"),
            money("worth", "Worth"),
            money("weighted", "Weighted"),
            count("unpriced", "No value yet"),
        ),
        rows=tuple(map(_category_cells, outlook.categories)),
        empty="No deal is open, and none was won this month.",
    )
    return Section(
        name="forecast",
        title="Forecast",
        note=(
            f"Low to high holds the outcome in about {outlook.confidence_percent} of 100 cases, if each deal is won or "
            "lost by its own probability, independently of the others. Few or very unequal deals make it a rough "
            "guide. A category is its stage's, unless a person said otherwise; closed is what this month has won, and "
            "what is omitted is in no other figure."
        ),
        charts=forecast_charts(outlook),
        tables=(ahead, categories, apart),
    )


def accuracy(report: AnalyticsReport) -> Section:
    verdicts = Table(
        name="accuracy",
        title="Over all months",
        columns=(
            text("currency", "Currency"),
            rate("bias", "Expected too much by"),
            rate("mape", "A month is off by"),
            rate("on_time", "Won in the month expected"),
            count("earlier", "Earlier"),
            count("later", "Later"),
            count("never_foreseen", "Never foreseen"),
        ),
        rows=tuple(
            (row.currency, row.bias, row.mape, row.on_time, row.earlier, row.later, row.never_foreseen)
            for row in report.accuracy
        ),
        empty="No deal was won in these months.",
    )
    months = Table(
        name="accuracy_by_month",
        title="Expected and won, month by month",
        columns=(
            MONTH,
            count("expected_deals", "Expected deals"),
            CURRENCY,
            money("expected", "Expected value"),
            count("won_deals", "Won deals"),
            money("won", "Won value"),
        ),
        rows=_accuracy_rows(report.accuracy),
        empty="No deal was won in these months.",
    )
    return Section(
        name="accuracy",
        title="Forecast accuracy",
        note="Won deals only, against what was last expected of them; what was lost or is still open is not in it.",
        tables=(verdicts, months),
    )


def _category_cells(figures: CategoryFigures) -> tuple[Cell, ...]:
    amounts = (Money.unchecked(minor, figures.currency) for minor in (figures.total_minor, figures.weighted_minor))
    name = figures.category.replace("_", " ")
    return (name, figures.currency, figures.count, *amounts, figures.unpriced_count)


def _range_cells(figures: ForecastRange) -> tuple[Cell, ...]:
    amounts = (figures.worst_minor, figures.expected_minor, figures.best_minor, figures.total_minor)
    money = (Money.unchecked(minor, figures.currency) for minor in amounts)
    return (figures.currency, figures.count, *money, figures.unpriced_count)


def _accuracy_rows(accuracy: Sequence[ForecastAccuracy]) -> tuple[tuple[Cell, ...], ...]:
    """By month and then by currency, as in the other tables."""
    by_month = sorted(
        ((month, row.currency) for row in accuracy for month in row.months), key=lambda pair: (pair[0].month, pair[1])
    )
    return tuple(
        (
            month.month,
            month.expected_count,
            currency,
            Money.unchecked(month.expected_minor, currency),
            month.won_count,
            Money.unchecked(month.won_minor, currency),
        )
        for month, currency in by_month
    )
