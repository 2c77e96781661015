"""A report as people read it in a terminal: what matters first, then each table with its figures to the right."""

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.screen import facts, plain, table
from crm_adapters.reports import ShownTable, in_words, shown_table
from crm_core.clock import zone_named
from crm_operations.pipeline_analytics import ColumnKind, ReportContents


def report_tables(contents: ReportContents, width: int) -> RenderableType:
    """``width`` is the terminal's, in columns."""
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
            parts += ["", Text(plain(each.title), style="bold"), *_drawn(shown_table(each, zone), width)]
        if section.note:
            parts.append(Text(plain(section.note), style="dim"))
    return Group(*parts)


def _drawn(shown: ShownTable, width: int) -> list[RenderableType]:
    """As many columns as there is room for, from the left; the others are named."""
    if not shown.rows:
        return [plain(shown.empty)]
    widths = [_width(shown, place) for place in range(len(shown.heads))]
    count = next((n for n in range(len(widths), 1, -1) if sum(widths[:n]) + _GAP * (n - 1) <= width), 1)
    heads, others = shown.heads[:count], shown.heads[count:]
    grid = table(*(head.text for head in heads), right=[head.text for head in heads if head.is_number])
    for row in shown.rows:
        grid.add_row(*(cell.text if cell.is_number else plain(cell.text) for cell in row.cells[:count]))
    if not others:
        return [grid]
    names = ", ".join(head.text for head in others)
    return [grid, Text(f"No room for: {names}. A wider terminal shows them, or --format csv.", style="dim")]


def _width(shown: ShownTable, place: int) -> int:
    """What a column takes where it need not be folded; a long text may be."""
    texts = [shown.heads[place].text, *(row.cells[place].text for row in shown.rows)]
    longest = max(map(len, texts))
    return longest if shown.heads[place].is_number else min(longest, _LONGEST_TEXT)


_GAP = 3
_LONGEST_TEXT = 24
