"""A report as a workbook: a sheet for each table, numbers that can be reckoned with, and charts of its own.

A spreadsheet reckons in floats of 15 digits; beyond ten trillion in a currency with cents the last cent is not exact.
"""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter

from crm_adapters.amounts import as_decimal
from crm_adapters.reports.csv_file import in_days, title_of
from crm_adapters.reports.json_file import in_iso
from crm_adapters.reports.spreadsheet_charts import draw_charts
from crm_adapters.reports.wording import in_words, month_in_words
from crm_core.clock import zone_named
from crm_core.money import Money
from crm_core.pipelines import Rate
from crm_operations.pipeline_analytics import (
    Cell,
    ColumnKind,
    ReportContents,
    ReportFormat,
    ReportTooLarge,
    Table,
)

MOST_ROWS = 1_048_575
"""A sheet's rows below its head."""

_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_WIDTHS = {ColumnKind.TEXT: 24, ColumnKind.MONEY: 18, ColumnKind.MOMENT: 18, ColumnKind.RATE: 18}
_NUMBERS = {ColumnKind.COUNT, ColumnKind.MONEY, ColumnKind.RATE, ColumnKind.DURATION}
_OTHER_WIDTH = 15
_A4 = 9
_FIRST_YEAR = 1900
_TWO_LINES = 32
_SHARE = "0.0%"
_DAYS, _DAYS_WITH_UNIT = "#,##0.0", '#,##0.0 "days"'
_MONTH, _DAY, _MOMENT = "mmm yyyy", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def spreadsheet(contents: ReportContents) -> bytes:
    """Raises ReportTooLarge."""
    largest = max((len(table.rows) for table in contents.tables), default=0)
    if largest > MOST_ROWS:
        raise ReportTooLarge.because_the_format_ends_there(ReportFormat.XLSX, largest, MOST_ROWS)
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        _WorkbookWriter(workbook, contents).write()
    return file.getvalue()


class _WorkbookWriter:
    def __init__(self, workbook: Any, contents: ReportContents) -> None:
        self._workbook = workbook
        self._contents = contents
        self._zone = zone_named(contents.timezone)
        self._formats: dict[str, Any] = {}
        self._names = {"summary", "charts", "chart data"}
        self._head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._right = workbook.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
        )
        self._bold = workbook.add_format({"bold": True})
        self._title = workbook.add_format({"bold": True, "font_size": 16})
        self._indented = workbook.add_format({"indent": 1})

    def write(self) -> None:
        written_at = self._contents.generated_at.astimezone(self._zone).replace(tzinfo=None)
        self._workbook.set_properties({"title": self._contents.title, "created": written_at})
        if self._contents.highlights:
            self._summary(self._page("Summary"))
        for table in self._contents.tables:
            self._sheet(self._page(self._name_for(table.title)), table)
        charts = [chart for chart in self._contents.charts if not chart.is_empty]
        if charts:
            draw_charts(self._workbook, charts)

    def _page(self, name: str) -> Any:
        """A sheet that fits the width of the paper when printed."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _summary(self, sheet: Any) -> None:
        contents, months = self._contents, self._contents.months
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 4, 22)
        sheet.write_string(0, 0, contents.title, self._title)
        sheet.write_string(1, 0, contents.scope)
        if months:
            sheet.write_string(2, 0, f"{month_in_words(months.first)} to {month_in_words(months.last)}")
        sheet.write_string(
            3, 0, f"{contents.tenant_id}, written {in_words(contents.generated_at, ColumnKind.MOMENT, self._zone)}"
        )
        widest = max(len(highlight.values) for highlight in contents.highlights)
        row = 5
        for highlight in contents.highlights:
            sheet.write_string(row, 0, highlight.title, self._bold)
            for place, value in enumerate(highlight.values, start=1):
                self._write(sheet, row, place, value, ColumnKind.TEXT)
            sheet.write_string(row, widest + 1, highlight.note or "")
            row += 1
        for section in contents.sections:
            if section.note:
                row += 1
                sheet.write_string(row, 0, section.title, self._bold)
                sheet.write_string(row, 1, section.note)

    def _sheet(self, sheet: Any, table: Table) -> None:
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS.get(column.kind, _OTHER_WIDTH))
            sheet.write_string(0, place, title_of(column), self._right if column.kind in _NUMBERS else self._head)
        sheet.set_row(0, _TWO_LINES)
        sheet.freeze_panes(1, 0)
        if not table.rows:
            sheet.write_string(1, 0, table.empty)
            return
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        for row, cells in enumerate(table.rows, start=1):
            for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
                self._write(sheet, row, place, cell, column.kind)

    def _write(self, sheet: Any, row: int, place: int, cell: Cell, kind: ColumnKind) -> None:
        match cell:
            case str():
                text = cell if len(cell) <= _LONGEST_TEXT else f"{cell[: _LONGEST_TEXT - 1]}…"
                sheet.write_string(row, place, text, self._indented if kind is ColumnKind.CURRENCY else None)
            case Money():
                sheet.write_number(row, place, float(as_decimal(cell)), self._format(_money_format(cell)))
            case Rate() if cell.value is not None:
                sheet.write_number(row, place, cell.value, self._format(_SHARE))
            case float():
                sheet.write_number(row, place, cell, self._format(_SHARE))
            case int():
                sheet.write_number(row, place, cell, self._format("#,##0"))
            case timedelta():
                sheet.write_number(
                    row, place, in_days(cell), self._format(_DAYS if kind is ColumnKind.DURATION else _DAYS_WITH_UNIT)
                )
            case datetime():
                local = cell.astimezone(self._zone).replace(tzinfo=None)
                self._write_day(sheet, row, place, local, _MOMENT, local.isoformat(" ", "minutes"))
            case date():
                layout = _MONTH if kind is ColumnKind.MONTH else _DAY
                self._write_day(sheet, row, place, cell, layout, in_iso(cell, kind))

    def _write_day(self, sheet: Any, row: int, place: int, day: date, layout: str, text: str) -> None:
        """As text before 1900, which a spreadsheet has no number for."""
        if day.year < _FIRST_YEAR:
            sheet.write_string(row, place, text)
        else:
            sheet.write_datetime(row, place, day, self._format(layout))

    def _format(self, layout: str) -> Any:
        if layout not in self._formats:
            aligned = {"align": "left"} if layout in {_MONTH, _DAY, _MOMENT} else {}
            self._formats[layout] = self._workbook.add_format({"num_format": layout, **aligned})
        return self._formats[layout]

    def _name_for(self, title: str) -> str:
        """What a sheet may be called: short, without the signs that mean something, and once only."""
        wished = re.sub(r"[\[\]:*?/\\']", " ", title)[:_LONGEST_NAME].strip() or "Table"
        name, count = wished, 1
        while name.lower() in self._names:
            count += 1
            name = f"{wished[: _LONGEST_NAME - len(str(count)) - 1]} {count}"
        self._names.add(name.lower())
        return name


def _money_format(money: Money) -> str:
    exponent = as_decimal(money).as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"[${money.currency}] #,##0{'.' + '0' * decimals if decimals else ''}"
