"""Reports as files: one renderer for every format."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from crm_adapters.reports.csv_file import csv_file
from crm_adapters.reports.json_file import json_file
from crm_core.clock import local_date, zone_named
from crm_operations.pipeline_analytics import Report, ReportContents, ReportFormat


def _spreadsheet(contents: ReportContents) -> bytes:
    from crm_adapters.reports.spreadsheet import spreadsheet

    return spreadsheet(contents)


def _html_file(contents: ReportContents) -> bytes:
    from crm_adapters.reports.html_file import html_file

    return html_file(contents)


_WRITERS: Mapping[ReportFormat, tuple[str, Callable[[ReportContents], bytes]]] = MappingProxyType(
    {
        ReportFormat.JSON: ("application/json", json_file),
        ReportFormat.CSV: ("text/csv; charset=utf-8", csv_file),
        ReportFormat.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _spreadsheet),
        ReportFormat.HTML: ("text/html; charset=utf-8", _html_file),
    }
)


class FileReports:
    """What charts and workbooks need is loaded with the first of them, so that a terminal's tables do without.

    The name of a file says what it is and the day it was written, nothing of its contents.
    """

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        media_type, write = _WRITERS[report_format]
        day = local_date(contents.generated_at, zone_named(contents.timezone))
        return Report(
            filename=f"{contents.name}-{day.isoformat()}.{report_format}",
            media_type=media_type,
            content=write(contents),
        )
