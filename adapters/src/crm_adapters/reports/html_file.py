"""A report as one page of HTML that fetches nothing and runs nothing, for the screen, for the night and for paper."""

from dataclasses import dataclass
from functools import cache, partial
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crm_adapters.reports.charts import drawn
from crm_adapters.reports.wording import NOTHING, at_a_glance, in_words, month_in_words
from crm_core.clock import zone_named
from crm_operations.pipeline_analytics import Cell, Chart, ColumnKind, ReportContents, Table

_NUMBERS = {ColumnKind.COUNT, ColumnKind.MONEY, ColumnKind.RATE, ColumnKind.DURATION}


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    css: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``again`` goes on with what the row above is about, in another currency: it repeats the name, but faintly."""

    again: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table without the currency codes: its money shows the sign."""

    title: str
    empty: str
    heads: tuple[ShownCell, ...]
    rows: tuple[ShownRow, ...]


def html_file(contents: ReportContents) -> bytes:
    zone = zone_named(contents.timezone)
    page = _template_environment().get_template("report.html.jinja")
    months = contents.months
    return page.render(
        contents=contents,
        period=f"{month_in_words(months.first)} to {month_in_words(months.last)}" if months else None,
        written_at=in_words(contents.generated_at, ColumnKind.MOMENT, zone),
        glance=partial(at_a_glance, zone=zone),
        shown=partial(_shown, zone=zone),
        drawn=_drawn,
        nothing=NOTHING,
    ).encode()


@cache
def _template_environment() -> Environment:
    return Environment(
        loader=PackageLoader("crm_adapters.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _drawn(charts: tuple[Chart, ...]) -> list[tuple[str, Markup]]:
    return [(chart.title, drawn(chart)) for chart in charts if not chart.is_empty]


def _shown(table: Table, zone: ZoneInfo) -> ShownTable:
    places = [place for place, column in enumerate(table.columns) if column.kind is not ColumnKind.CURRENCY]
    heads = tuple(ShownCell(table.columns[place].title, _css(table.columns[place].kind)) for place in places)
    names = _leading_names(table)
    rows = []
    above: tuple[Cell, ...] | None = None
    for row in table.rows:
        again = above is not None and row[:names] == above[:names]
        cells = tuple(_shown_cell(row[place], table.columns[place].kind, zone, again=again) for place in places)
        rows.append(ShownRow(again, cells))
        above = row
    return ShownTable(table.title, table.empty, heads, tuple(rows))


def _leading_names(table: Table) -> int:
    """How many columns say what a row is about before its figures begin."""
    figures = _NUMBERS | {ColumnKind.CURRENCY}
    return next((place for place, column in enumerate(table.columns) if column.kind in figures), len(table.columns))


def _shown_cell(cell: Cell, kind: ColumnKind, zone: ZoneInfo, *, again: bool) -> ShownCell:
    text = "" if again and cell is None else in_words(cell, kind, zone)
    return ShownCell(text, _css(kind))


def _css(kind: ColumnKind) -> str:
    return "number" if kind in _NUMBERS else "text"
