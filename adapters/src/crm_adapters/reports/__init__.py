"""Reports: figures written down as a page, a workbook, comma separated values or JSON."""

from crm_adapters.reports.files import FileReports

__all__ = ["FileReports"]
