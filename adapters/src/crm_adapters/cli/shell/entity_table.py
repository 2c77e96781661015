"""Entities in a table: a row each, with the id in a line of its own where the row would be wider than the screen."""

from collections.abc import Sequence
from typing import Generic
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.cells import Column, V, text_of
from crm_adapters.cli.shell.screen import table

_UNLIMITED = 100_000
"""Wider than any table, in characters."""


class EntityTable(Generic[V]):
    def __init__(self, columns: Sequence[Column[V]], entities: Sequence[V], zone: ZoneInfo) -> None:
        self._columns = columns
        self._entities = entities
        self._zone = zone

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = self._table(self._columns)
        beside = [column for column in self._columns if not column.is_id]
        width = console.measure(wide, options=options.update(width=_UNLIMITED)).maximum
        if len(beside) == len(self._columns) or width <= options.max_width:
            yield wide
            return
        for line in console.render_lines(self._table(beside, has_ids_below=True), options):
            ids = [each.style.meta["id"] for each in line if each.style and "id" in each.style.meta]
            yield from [Segment(ids[0], Style(dim=True))] if ids else line
            yield Segment.line()

    def _table(self, columns: Sequence[Column[V]], *, has_ids_below: bool = False) -> Table:
        """An id below its row is not in a cell, which would be too narrow: the style of an empty row says which."""
        grid = table(
            *(column.title for column in columns),
            right=[column.title for column in columns if column.right],
            whole=[column.title for column in columns if column.whole],
        )
        for entity in self._entities:
            grid.add_row(*(column.cell(entity, self._zone) for column in columns))
            if has_ids_below:
                grid.add_row(Text(" ", Style(meta={"id": text_of(entity, "id", self._zone)})))
        return grid
