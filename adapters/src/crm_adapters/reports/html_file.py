"""A report as one page of HTML that fetches nothing and runs nothing, for the screen, for the night and for paper."""

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crm_adapters.reports.charts import drawn
from crm_adapters.reports.shown import shown_table
from crm_adapters.reports.wording import NOTHING, at_a_glance, in_words, month_in_words
from crm_core.clock import zone_named
from crm_operations.pipeline_analytics import Chart, ColumnKind, ReportContents


def html_file(contents: ReportContents) -> bytes:
    zone = zone_named(contents.timezone)
    page = template_environment().get_template("report.html.jinja")
    months = contents.months
    return page.render(
        contents=contents,
        period=f"{month_in_words(months.first)} to {month_in_words(months.last)}" if months else None,
        written_at=in_words(contents.generated_at, ColumnKind.MOMENT, zone),
        glance=partial(at_a_glance, zone=zone),
        shown=partial(shown_table, zone=zone),
        drawn=_drawn,
        nothing=NOTHING,
    ).encode()


@cache
def template_environment() -> Environment:
    return Environment(
        loader=PackageLoader("crm_adapters.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _drawn(charts: tuple[Chart, ...]) -> list[tuple[str, Markup]]:
    return [(chart.title, drawn(chart)) for chart in charts if not chart.is_empty]
