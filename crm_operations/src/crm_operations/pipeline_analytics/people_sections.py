"""The report's sections on sales people, sources and tracked events."""

from collections.abc import Sequence

from crm_core.money import Money
from crm_core.pipelines import CurrencyFigures, PipelineSummary, Rate
from crm_operations.pipeline_analytics.charts import people_charts, source_chart
from crm_operations.pipeline_analytics.columns import CURRENCY, count, in_words, money, rate, text
from crm_operations.pipeline_analytics.report import Cell, Section, Table
from crm_operations.providers import AnalyticsReport, LeadFunnel, SourcePerformance


def people(report: AnalyticsReport) -> Section:
    rows = tuple(
        (person.user_id, *_opportunity_cells(figures))
        for person in report.people
        for figures in person.opportunities.currencies
    )
    return Section(
        name="people",
        title="By person",
        note="Open deals are today's; won and lost are of the months of this report.",
        charts=people_charts(report.people),
        tables=(
            Table(
                name="people",
                title="Deals by person",
                columns=(
                    text("person", "Person"),
                    CURRENCY,
                    count("open", "Open"),
                    money("open_value", "Open value"),
                    money("weighted", "Weighted"),
                    count("won", "Won"),
                    money("won_value", "Won value"),
                    count("lost", "Lost"),
                    rate("win_rate", "Win rate"),
                ),
                rows=rows,
                empty="Nobody has a deal yet.",
            ),
        ),
    )


def sources(report: AnalyticsReport) -> Section:
    return Section(
        name="sources",
        title="By source",
        note="Leads captured in the months of this report; open deals are today's, won ones of these months.",
        charts=source_chart(report.sources),
        tables=(
            Table(
                name="sources",
                title="Leads by source",
                columns=(
                    text("source", "Source"),
                    count("leads", "Leads"),
                    count("converted", "Converted"),
                    count("disqualified", "Disqualified"),
                    rate("conversion", "Conversion"),
                    CURRENCY,
                    money("open_value", "Open value"),
                    money("won_value", "Won value"),
                ),
                rows=tuple(row for source in report.sources for row in _source_rows(source)),
                empty="No lead was captured in these months, and there are no deals.",
            ),
            _funnel(report.metrics.leads),
        ),
    )


def events(report: AnalyticsReport) -> Section:
    table = Table(
        name="events",
        title="Events by name",
        columns=(text("event", "Event"), count("count", "Count")),
        rows=tuple((event.name, event.count) for event in report.events),
        empty="No event was tracked in these months.",
    )
    return Section(name="events", title="Tracked events", tables=(table,))


def _opportunity_cells(figures: CurrencyFigures) -> tuple[Cell, ...]:
    def money(minor: int) -> Money:
        return Money.unchecked(minor, figures.currency)

    return (
        figures.currency,
        figures.open_count,
        money(figures.open_minor),
        money(figures.weighted_minor),
        figures.won_count,
        money(figures.won_minor),
        figures.lost_count,
        Rate.of(figures.won_count, figures.won_count + figures.lost_count),
    )


def _source_rows(source: SourcePerformance) -> list[tuple[Cell, ...]]:
    """The leads stand in the first row only, so that a column can be added up."""
    leads: tuple[Cell, ...] = (
        source.leads,
        source.conversion.numerator,
        source.disqualified,
        source.conversion,
    )
    name = in_words(source.source)
    rows: list[tuple[Cell, ...]] = []
    for amounts in _source_amounts(source.opportunities):
        rows.append((name, *(leads if not rows else (None,) * len(leads)), *amounts))
    return rows


def _source_amounts(opportunities: PipelineSummary) -> Sequence[tuple[Cell, ...]]:
    return [
        (
            figures.currency,
            Money.unchecked(figures.open_minor, figures.currency),
            Money.unchecked(figures.won_minor, figures.currency),
        )
        for figures in opportunities.currencies
    ] or [(None, None, None)]


def _funnel(leads: LeadFunnel) -> Table:
    return Table(
        name="leads",
        title="Leads by status, today",
        columns=(text("status", "Status"), count("leads", "Leads")),
        rows=tuple((in_words(row.status), row.count) for row in leads.by_status) if leads.total else (),
        empty="No lead was captured yet.",
    )
