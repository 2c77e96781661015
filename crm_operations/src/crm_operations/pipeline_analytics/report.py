"""The contents of a report as values; their layout is the renderer's (FUN-CRMOP-0029)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Protocol, Self

from crm_core.errors import Invalid
from crm_core.money import AnyMoney, StoredCurrency
from crm_core.pipelines import Months, Rate
from crm_core.values import AnyMoment, Utc, Value
from crm_core.vocabulary import AnyDay, AnyNumber, AnyText, Total


class ReportFormat(StrEnum):
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"


class ReportTooLarge(Invalid):
    @classmethod
    def because_the_format_ends_there(cls, report_format: ReportFormat, rows: int, limit: int) -> Self:
        return cls(
            "format: {format} holds {limit} rows and there are {rows}; take csv or json, or ask for less",
            {"format": str(report_format), "limit": limit, "rows": rows},
        )


class Report(Value):
    """A file, ready to be saved or sent."""

    filename: AnyText
    media_type: AnyText
    content: bytes


class ColumnKind(StrEnum):
    """What a column's cells are, so that each format can write them as what they are."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    CURRENCY = "currency"
    """The code of the row's money, for formats whose money is a bare number."""
    RATE = "rate"
    """A share: exact as a Rate, or a float where it is the mean of shares."""
    DURATION = "duration"
    MONTH = "month"
    DATE = "date"
    MOMENT = "moment"


Cell = AnyText | Total | AnyNumber | AnyMoney | Rate | timedelta | AnyMoment | AnyDay | None
Row = tuple[Cell, ...]


class Column(Value):
    """``name`` is stable, for programs; ``title`` is what people read."""

    name: AnyText
    title: AnyText
    kind: ColumnKind = ColumnKind.TEXT


class Table(Value):
    """``empty`` is what to say when there are no rows."""

    name: AnyText
    title: AnyText
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    empty: AnyText = "Nothing to show yet."


class ChartKind(StrEnum):
    BARS = "bars"
    """Side by side over time or another order that matters."""
    RANKING = "ranking"
    """Lying bars, one below the other, with room for names."""
    RANGE = "range"
    """Standing bars with a low and a high each."""
    WATERFALL = "waterfall"
    """Standing bars that each begin where the one before ended; the first and the last stand on the ground."""


class Series(Value):
    """One value for each label of its chart; ``lows`` and ``highs`` only in a range.

    A waterfall has one series: what it begins with, each change with its sign, and what it ends with.
    """

    title: AnyText
    values: tuple[Total | None, ...]
    lows: tuple[Total, ...] = ()
    highs: tuple[Total, ...] = ()


class Chart(Value):
    """Values are counts, or minor units of ``currency``; a label that is a date stands for its month."""

    name: AnyText
    title: AnyText
    kind: ChartKind
    labels: tuple[AnyText | AnyDay, ...]
    series: tuple[Series, ...]
    currency: StoredCurrency | None = None

    @property
    def floors(self) -> tuple[int, ...]:
        """Of a waterfall: where each bar begins, in the order of the labels."""
        changes = [value or 0 for value in self.series[0].values[:-1]]
        between = (min(before, after) for before, after in pairwise(accumulate(changes)))
        return (0, *between, 0)[: len(self.labels)]

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)


class Highlight(Value):
    """A figure that is read first; money in several currencies is several values, never a sum."""

    title: AnyText
    values: tuple[Cell, ...]
    note: AnyText | None = None


class Section(Value):
    """A heading with its note, charts and tables; ``name`` is stable, for programs."""

    name: AnyText
    title: AnyText
    note: AnyText | None = None
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class ReportContents(Value):
    """``scope`` says in words what the report is limited to."""

    name: AnyText
    title: AnyText
    tenant_id: AnyText
    scope: AnyText
    months: Months | None = None
    generated_at: Utc
    timezone: AnyText
    highlights: tuple[Highlight, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Those of all sections, in order."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Those of all sections, in order."""
        return tuple(chart for section in self.sections for chart in section.charts)

    def with_rows(self, rows: Iterable[Row]) -> Self:
        """With these rows in the only table."""
        ((section,), (table,)) = self.sections, self.tables
        section = section.model_copy(update={"tables": (table.model_copy(update={"rows": tuple(rows)}),)})
        return self.model_copy(update={"sections": (section,)})


class ReportRenderer(Protocol):
    """Renders contents as a file; the same contents give the same file."""

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        """Raises ReportTooLarge when the format cannot hold that many rows."""
        ...

    def render_parts(
        self, contents: ReportContents, report_format: ReportFormat, rows: Iterable[Row] | None = None
    ) -> Iterator[bytes]:
        """The content of ``render``, part by part; ``rows`` are those of the only table, and CSV and JSON keep none.

        Raises ReportTooLarge.
        """
        ...
