"""Reports: figures rendered as HTML, XLSX, CSV or JSON."""

from crm_adapters.reports.files import FileReports
from crm_adapters.reports.shown import ShownTable, shown_table
from crm_adapters.reports.statements import payouts_csv, rate_of, statements_csv, statements_html, totals_of
from crm_adapters.reports.wording import in_words

__all__ = [
    "FileReports",
    "ShownTable",
    "in_words",
    "payouts_csv",
    "rate_of",
    "shown_table",
    "statements_csv",
    "statements_html",
    "totals_of",
]
