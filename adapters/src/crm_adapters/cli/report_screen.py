"""A report as people read it in a terminal: what matters first, then each table with its figures to the right."""

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.screen import cut, facts, plain, table
from crm_adapters.reports import ShownTable, in_words, shown_table
from crm_core.clock import zone_named
from crm_operations.pipeline_analytics import ColumnKind, ReportContents


def report_tables(contents: ReportContents) -> RenderableType:
    zone = zone_named(contents.timezone)
    parts: list[RenderableType] = [Text.assemble((plain(contents.title), "bold"), f"  {plain(contents.scope)}")]
    highlights = [
        (highlight.title, plain(", ".join(in_words(value, ColumnKind.TEXT, zone) for value in highlight.values)))
        for highlight in contents.highlights
    ]
    if highlights:
        parts += ["", facts(highlights)]
    for section in contents.sections:
        for each in section.tables:
            parts += ["", Text(plain(each.title), style="bold"), _drawn(shown_table(each, zone))]
        if section.note:
            parts.append(Text(plain(section.note), style="dim"))
    return Group(*parts)


def _drawn(shown: ShownTable) -> RenderableType:
    if not shown.rows:
        return plain(shown.empty)
    titles = [head.text for head in shown.heads]
    made = table(*titles, right=[head.text for head in shown.heads if head.is_number])
    for row in shown.rows:
        made.add_row(*(cell.text if cell.is_number else cut(cell.text) for cell in row.cells))
    return made
