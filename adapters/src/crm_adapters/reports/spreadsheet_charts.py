"""A workbook's charts: drawn by the spreadsheet itself from a sheet of figures behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs

from crm_adapters.amounts import as_decimal
from crm_adapters.reports.wording import month_in_words
from crm_core.money import Money
from crm_operations.pipeline_analytics import Chart, ChartKind

_DATA = "Chart data"
_COLOURS = ("#2F6FDE", "#F0A63C", "#C8526B")
_WIDTH, _HEIGHT = 640, 340
_ROWS_A_CHART = 18
_COLUMNS_A_CHART = 10


def draw_charts(workbook: Any, charts: Sequence[Chart]) -> None:
    """Two beside each other, in the order of the report."""
    sheet, data = workbook.add_worksheet("Charts"), workbook.add_worksheet(_DATA)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    top = 0
    for place, chart in enumerate(charts):
        _write_data(data, top, chart)
        drawing = _drawing(workbook, top, chart)
        across, down = place % 2, place // 2
        sheet.insert_chart(down * _ROWS_A_CHART, across * _COLUMNS_A_CHART, drawing)
        top += len(chart.labels) + 3


def _write_data(sheet: Any, top: int, chart: Chart) -> None:
    """The title, a head, and a row for every label; a range has how far down and up it goes beside its value.

    A waterfall has there where each bar begins, and how high it is.
    """
    sheet.write_string(top, 0, chart.title)
    for place, series in enumerate(chart.series):
        column = 1 + 3 * place
        sheet.write_string(top + 1, column, series.title)
        for row, value in enumerate(series.values, start=top + 2):
            if value is not None:
                sheet.write_number(row, column, _major(value, chart))
        ranges = zip(series.values, series.lows, series.highs, strict=False)  # without lows there are none
        for row, (value, low, high) in enumerate(ranges, start=top + 2):
            sheet.write_number(row, column + 1, _major((value or 0) - low, chart))
            sheet.write_number(row, column + 2, _major(high - (value or 0), chart))
    if chart.kind is ChartKind.WATERFALL:
        for row, (floor, value) in enumerate(zip(chart.floors, chart.series[0].values, strict=True), start=top + 2):
            sheet.write_number(row, 2, _major(floor, chart))
            sheet.write_number(row, 3, _major(abs(value or 0), chart))
    for row, label in enumerate(chart.labels, start=top + 2):
        sheet.write_string(row, 0, month_in_words(label) if isinstance(label, date) else label)


def _drawing(workbook: Any, top: int, chart: Chart) -> Any:
    lying = chart.kind is ChartKind.RANKING
    is_waterfall = chart.kind is ChartKind.WATERFALL
    stacked = {"subtype": "stacked"} if is_waterfall else {}
    drawing = workbook.add_chart({"type": "bar" if lying else "column", **stacked})
    first, last = top + 2, top + 1 + len(chart.labels)

    def cells(column: int) -> list[str | int]:
        return [_DATA, first, column, last, column]

    if is_waterfall:
        drawing.add_series({"categories": cells(0), "values": cells(2), "fill": {"none": True}, "gap": 60})
    for place, series in enumerate(chart.series):
        column = 3 if is_waterfall else 1 + 3 * place
        drawn = {
            "name": [_DATA, top + 1, 1 + 3 * place],
            "categories": cells(0),
            "values": cells(column),
            "fill": {"color": _COLOURS[place % len(_COLOURS)]},
            "gap": 60,
        }
        if series.highs:
            drawn["y_error_bars"] = {
                "type": "custom",
                "minus_values": _formula(cells(column + 1)),
                "plus_values": _formula(cells(column + 2)),
            }
        drawing.add_series(drawn)
    drawing.set_title({"name": chart.title, "name_font": {"size": 12}})
    drawing.set_size({"width": _WIDTH, "height": _HEIGHT})
    drawing.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    figures: dict[str, Any] = {
        "num_format": "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#DFE3E8"}},
    }
    if chart.kind is ChartKind.RANGE:
        highest = max(high for series in chart.series for high in series.highs)
        figures["max"] = _major(highest, chart) * 1.05  # or the bars alone would set it
    if lying:
        # The first name on top turns the whole chart over; "high" brings the figures back below it.
        drawing.set_x_axis({**figures, "label_position": "high"})
        drawing.set_y_axis({"reverse": True})
    else:
        drawing.set_y_axis(figures)
    return drawing


def _formula(cells: Sequence[str | int]) -> str:
    _, first, column, last, _ = cells
    return f"='{_DATA}'!{xl_range_abs(first, column, last, column)}"


def _major(value: int, chart: Chart) -> float:
    return float(value if chart.currency is None else as_decimal(Money.unchecked(value, chart.currency)))
