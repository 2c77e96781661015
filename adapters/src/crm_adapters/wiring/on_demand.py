"""Parts that come with an extra are loaded when first asked for; without it, the answer says what to install."""

from crm_core.errors import Invalid
from crm_operations.pipeline_analytics import Report, ReportContents, ReportFormat, ReportRenderer


class ReportsOnDemand:
    """A ReportRenderer that needs the extra ``reports`` only once a report is wanted."""

    def __init__(self) -> None:
        self._renderer: ReportRenderer | None = None

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        """Raises Invalid when the extra is not installed; ReportTooLarge."""
        if self._renderer is None:
            try:
                from crm_adapters.reports import FileReports
            except ModuleNotFoundError as cause:
                raise Invalid.field(
                    "reports", f"{cause.name} is not installed", "pip install 'crm-adapters[reports]'"
                ) from cause
            self._renderer = FileReports()
        return self._renderer.render(contents, report_format)
