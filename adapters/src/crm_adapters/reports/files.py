"""Reports as files: one renderer for every format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from crm_adapters.reports.csv_file import csv_parts
from crm_adapters.reports.json_file import json_parts
from crm_core.clock import local_date, zone_named
from crm_operations.pipeline_analytics import Report, ReportContents, ReportFormat, Row

Rows = Iterable[Row] | None
"""Those of the only table, where they are not in the contents."""


def _spreadsheet(contents: ReportContents, rows: Rows) -> Iterator[bytes]:
    from crm_adapters.reports.spreadsheet import spreadsheet

    yield spreadsheet(contents if rows is None else contents.with_rows(rows))


def _html_file(contents: ReportContents, rows: Rows) -> Iterator[bytes]:
    from crm_adapters.reports.html_file import html_file

    yield html_file(contents if rows is None else contents.with_rows(rows))


_WRITERS: Mapping[ReportFormat, tuple[str, Callable[[ReportContents, Rows], Iterator[bytes]]]] = MappingProxyType(
    {
        ReportFormat.JSON: ("application/json", json_parts),
        ReportFormat.CSV: ("text/csv; charset=utf-8", csv_parts),
        ReportFormat.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _spreadsheet),
        ReportFormat.HTML: ("text/html; charset=utf-8", _html_file),
    }
)


class FileReports:
    """A ReportRenderer; libraries for charts and workbooks are imported with the first of them only.

    The name of a file says what it is and the day it was written, nothing of its contents.
    """

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        media_type, _ = _WRITERS[report_format]
        day = local_date(contents.generated_at, zone_named(contents.timezone))
        return Report(
            filename=f"{contents.name}-{day.isoformat()}.{report_format}",
            media_type=media_type,
            content=b"".join(self.render_parts(contents, report_format)),
        )

    def render_parts(self, contents: ReportContents, report_format: ReportFormat, rows: Rows = None) -> Iterator[bytes]:
        _, parts = _WRITERS[report_format]
        return parts(contents, rows)
