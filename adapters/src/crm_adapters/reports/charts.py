"""Charts as SVG inside a page: without scripts, own colours or external resources."""

import re
from datetime import date
from operator import add
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pygal
from markupsafe import Markup
from pygal.style import Style

from crm_adapters.amounts import as_decimal, show_amount
from crm_adapters.reports.wording import count_in_words, month_in_words, on_an_axis
from crm_core.money import Money
from crm_operations.pipeline_analytics import Chart, ChartKind, Series

_WIDTH = 640
_LONGEST_LABEL = 28
_FEW_LABELS = 6
"""So many months still stand side by side without leaning."""

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

_NO_SHAPES = {"defs", "desc", "script", "style", "title"}
_STYLE = Style(label_font_size=13, major_label_font_size=13, legend_font_size=13)
_GRAPHS = {
    ChartKind.BARS: pygal.Bar,
    ChartKind.RANKING: pygal.HorizontalBar,
    ChartKind.RANGE: pygal.Bar,
    ChartKind.WATERFALL: pygal.StackedBar,
}
_FLOOR = "serie-0"
"""What the bars of a waterfall stand on, which is not drawn."""


def drawn(chart: Chart) -> Markup:
    """The page's stylesheet gives it its colours, so it is dark on a dark page."""
    lying = chart.kind is ChartKind.RANKING
    order = slice(None, None, -1 if lying else 1)  # lying bars are stacked from the bottom up
    graph = _GRAPHS[chart.kind](
        style=_STYLE,
        js=(),
        width=_WIDTH,
        height=_height_of_lying(chart) if lying else 300,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(chart.series),
        legend_box_size=11,
        truncate_label=_LONGEST_LABEL,
        truncate_legend=-1,
        margin=4,
        margin_right=24,
        spacing=10,
        x_label_rotation=0 if lying or len(chart.labels) <= _FEW_LABELS else 35,
        range=(0, _top(chart)),
        min_scale=3,
        max_scale=6,
        value_formatter=lambda value: on_an_axis(value, chart.currency),
    )
    graph.uuid = chart.name  # random otherwise, and no two reports would be equal
    graph.x_labels = [_label(label) for label in chart.labels][order]
    if chart.kind is ChartKind.WATERFALL:
        graph.add("", [_point(floor, chart) for floor in chart.floors])
    for series in chart.series:
        graph.add(series.title, _points(series, chart)[order])
    drawing = fromstring(graph.render())  # noqa: S314 - it was drawn a line above
    if chart.kind is ChartKind.WATERFALL:
        _remove_floor(drawing)
    return Markup(tostring(_bare(drawing, chart.title), encoding="unicode"))  # noqa: S704 - ElementTree escapes


def _height_of_lying(chart: Chart) -> int:
    return 64 + len(chart.labels) * (14 + 13 * len(chart.series))


def _remove_floor(drawing: Element) -> None:
    for shape in list(drawing.iter()):
        for child in list(shape):
            if _FLOOR in child.get("class", "").split():
                shape.remove(child)


def _top(chart: Chart) -> float:
    if chart.kind is ChartKind.WATERFALL:
        heights = (abs(value or 0) for value in chart.series[0].values)
        return _major(max(map(add, chart.floors, heights), default=0), chart) or 1
    highest = max((value or 0 for series in chart.series for value in (*series.values, *series.highs)), default=0)
    return _major(highest, chart) or 1


def _points(series: Series, chart: Chart) -> list[dict[str, Any]]:
    points: list[dict[str, Any]] = [_point(value, chart) for value in series.values]
    if chart.kind is ChartKind.WATERFALL:
        return [{**point, "value": abs(point["value"] or 0)} for point in points]
    for point, low, high in zip(points, series.lows, series.highs, strict=False):
        point["ci"] = {"low": _major(low, chart), "high": _major(high, chart)}
    return points


def _point(value: int | None, chart: Chart) -> dict[str, Any]:
    if value is None:
        return {"value": None}
    exact = count_in_words(value) if chart.currency is None else show_amount(Money.unchecked(value, chart.currency))
    return {"value": _major(value, chart), "formatter": lambda _: exact}


def _major(value: int, chart: Chart) -> float:
    return float(value if chart.currency is None else as_decimal(Money.unchecked(value, chart.currency)))


def _label(label: str | date) -> str:
    return month_in_words(label) if isinstance(label, date) else _UNWRITABLE.sub("", label)


def _bare(drawing: Element, title: str) -> Element:
    """Only the shapes and their texts, as HTML writes them; what a script would show over a bar becomes its title."""
    drawing.attrib.update({"role": "img", "aria-label": title})
    for shape in drawing.iter():
        shape.tag = shape.tag.rpartition("}")[2]
        shape.attrib.pop("id", None)
    for shape in list(drawing.iter()):
        descriptions = {child.get("class"): child.text or "" for child in shape if child.tag == "desc"}
        for child in list(shape):
            if child.tag in _NO_SHAPES or "tooltip-overlay" in child.get("class", ""):
                shape.remove(child)
        if "value" in descriptions:
            SubElement(shape, "title").text = f"{descriptions.get('x_label', '')}: {descriptions['value']}"
    return drawing
