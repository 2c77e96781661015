"""The report's sections on stages and months: counts, conversion, opened and closed deals."""

from collections.abc import Sequence
from datetime import timedelta

from crm_core.money import Money
from crm_core.pipelines import StageFigures
from crm_operations.pipeline_analytics.charts import stage_charts, trend_charts
from crm_operations.pipeline_analytics.columns import CURRENCY, MONTH, count, money, rate, text
from crm_operations.pipeline_analytics.report import Cell, Column, ColumnKind, Section, Table
from crm_operations.providers import AnalyticsReport


def stages(report: AnalyticsReport) -> Section:
    rows = report.metrics.stages
    return Section(
        name="stages",
        title="Pipeline by stage",
        note="All deals, whenever opened. Weighted is value times probability; a won deal counts what it brought.",
        charts=stage_charts(rows),
        tables=(
            Table(
                name="stages",
                title="Deals by stage",
                columns=(
                    *_pipeline_column(rows),
                    text("stage", "Stage"),
                    count("deals", "Deals"),
                    CURRENCY,
                    money("value", "Value"),
                    money("weighted", "Weighted"),
                    count("unpriced", "No value yet"),
                ),
                rows=tuple(_stage_row(row, with_pipeline=bool(_pipeline_column(rows))) for row in rows),
                empty="There is no pipeline yet.",
            ),
        ),
    )


def flow(report: AnalyticsReport) -> Section:
    """Conversion beside velocity, stage by stage, in the same order."""
    stays = {(speed.pipeline_id, speed.stage): speed for speed in report.velocity}
    rows = tuple(
        (
            rate.display_name,
            rate.entered,
            rate.moved_on,
            rate.lost,
            rate.rate,
            _duration(stays[rate.pipeline_id, rate.stage].average_seconds),
        )
        for rate in report.conversion.stages
        if (rate.pipeline_id, rate.stage) in stays
    )
    columns = (
        text("stage", "Stage"),
        count("entered", "Entered"),
        count("moved_on", "Moved on"),
        count("lost", "Lost"),
        rate("conversion", "Conversion"),
        Column(name="average_stay", title="Average stay", kind=ColumnKind.DURATION),
    )
    return Section(
        name="flow",
        title="Conversion and velocity",
        note="Of all stays in a stage, the part that led on to a later one; a deal that came back counts again.",
        tables=(
            Table(
                name="flow",
                title="From stage to stage",
                columns=columns,
                rows=rows if any(rate.entered for rate in report.conversion.stages) else (),
                empty="No deal has entered a stage yet.",
            ),
        ),
    )


def trend(report: AnalyticsReport) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for month in report.trend:
        amounts: Sequence[tuple[str | None, Money | None]] = [
            (amount.currency, Money.unchecked(amount.won_minor, amount.currency)) for amount in month.amounts
        ] or [(None, None)]
        first, *others = amounts
        rows.append((month.month, month.opened, month.won, month.lost, *first))
        rows += [(month.month, None, None, None, *other) for other in others]
    columns = (
        MONTH,
        count("opened", "Opened"),
        count("won", "Won"),
        count("lost", "Lost"),
        CURRENCY,
        money("won_value", "Won value"),
    )
    return Section(
        name="trend",
        title="Month by month",
        charts=trend_charts(report.trend),
        tables=(
            Table(
                name="trend",
                title="Opened, won and lost",
                columns=columns,
                rows=tuple(rows) if any(month.opened + month.won + month.lost for month in report.trend) else (),
                empty="No deal was opened or closed in these months.",
            ),
        ),
    )


def _stage_row(row: StageFigures, *, with_pipeline: bool) -> tuple[Cell, ...]:
    value = weighted = None
    if row.currency is not None:
        value = Money.unchecked(row.total_minor, row.currency)
        weighted = Money.unchecked(row.weighted_minor, row.currency)
    cells = (row.display_name, row.count, row.currency, value, weighted, row.unpriced_count)
    return (row.pipeline, *cells) if with_pipeline else cells


def _pipeline_column(rows: Sequence[StageFigures]) -> tuple[Column, ...]:
    """The column of the pipeline's name, only where there are several."""
    return (text("pipeline", "Pipeline"),) if len({row.pipeline_id for row in rows}) > 1 else ()


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
