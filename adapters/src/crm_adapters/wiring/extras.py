"""Parts that come with an extra are loaded when first asked for; without it, the answer says what to install."""

from typing import TYPE_CHECKING

from crm_adapters.wiring.settings import BrokerSettings
from crm_core.errors import Invalid
from crm_operations.pipeline_analytics import Report, ReportContents, ReportFormat, ReportRenderer
from crm_operations.process import BoundLogs, ProcessWatch

if TYPE_CHECKING:
    from crm_adapters.broker import EventPublisher


class LazyReports:
    """A ReportRenderer that needs the extra ``reports`` only once a report is wanted."""

    def __init__(self) -> None:
        self._renderer: ReportRenderer | None = None

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        """Raises Invalid when the extra is not installed; ReportTooLarge."""
        try:
            return self._loaded().render(contents, report_format)
        except ModuleNotFoundError as cause:
            remedy = "pip install 'crm-adapters[reports]'"
            raise Invalid.field("reports", f"{cause.name} is not installed", remedy) from cause

    def _loaded(self) -> ReportRenderer:
        if self._renderer is None:
            from crm_adapters.reports import FileReports

            self._renderer = FileReports()
        return self._renderer


def publisher_of(settings: BrokerSettings) -> "EventPublisher | None":
    """None where no broker is named. Raises Invalid when the extra ``broker`` is not installed."""
    if settings.url is None:
        return None
    try:
        from crm_adapters.broker import event_publisher

        return event_publisher(**settings.model_dump())
    except ModuleNotFoundError as cause:
        raise Invalid.field("broker", f"{cause.name} is not installed", "pip install 'crm-adapters[broker]'") from cause


def process_watch(telemetry: bool) -> ProcessWatch:
    """Logs alone, or traces too. Raises Invalid when the extra ``telemetry`` is not installed."""
    if not telemetry:
        return BoundLogs()
    try:
        from crm_adapters.telemetry import TracedProcesses
    except ModuleNotFoundError as cause:
        remedy = "pip install 'crm-adapters[telemetry]', or set CRM_TELEMETRY=0"
        raise Invalid.field("telemetry", f"{cause.name} is not installed", remedy) from cause
    return TracedProcesses(BoundLogs())
