"""Pipeline analytics: figures, forecasts, reports and exports."""

from crm_operations.pipeline_analytics.coordinator import PipelineAnalyticsCoordinator
from crm_operations.pipeline_analytics.query import Dashboard, OneCurrency, ReportQuery
from crm_operations.pipeline_analytics.report import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Highlight,
    Report,
    ReportContents,
    ReportFormat,
    ReportRenderer,
    ReportTooLarge,
    Row,
    Section,
    Series,
    Table,
)

__all__ = [
    "Cell",
    "Chart",
    "ChartKind",
    "Column",
    "ColumnKind",
    "Dashboard",
    "Highlight",
    "OneCurrency",
    "PipelineAnalyticsCoordinator",
    "Report",
    "ReportContents",
    "ReportFormat",
    "ReportQuery",
    "ReportRenderer",
    "ReportTooLarge",
    "Row",
    "Section",
    "Series",
    "Table",
]
