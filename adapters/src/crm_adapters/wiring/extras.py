"""Parts that come with an extra are loaded when first asked for; without it, the answer says what to install."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from crm_adapters.extras import extra
from crm_adapters.wiring.settings import BrokerSettings
from crm_operations.pipeline_analytics import Report, ReportContents, ReportFormat, ReportRenderer, Row
from crm_operations.process import BoundLogs, ProcessWatch

if TYPE_CHECKING:
    from crm_adapters.broker import EventPublisher


class LazyReports:
    """A ReportRenderer that needs the extra ``reports`` only once a report is wanted."""

    def __init__(self) -> None:
        self._renderer: ReportRenderer | None = None

    def render(self, contents: ReportContents, report_format: ReportFormat) -> Report:
        """Raises Invalid when the extra is not installed; ReportTooLarge."""
        with extra("reports"):
            return self._loaded().render(contents, report_format)

    def render_parts(
        self, contents: ReportContents, report_format: ReportFormat, rows: Iterable[Row] | None = None
    ) -> Iterator[bytes]:
        """Raises Invalid when the extra is not installed; ReportTooLarge."""
        with extra("reports"):
            return self._loaded().render_parts(contents, report_format, rows)

    def _loaded(self) -> ReportRenderer:
        if self._renderer is None:
            from crm_adapters.reports import FileReports

            self._renderer = FileReports()
        return self._renderer


def publisher_of(settings: BrokerSettings) -> "EventPublisher | None":
    """None where no broker is named. Raises Invalid when the extra ``broker`` is not installed."""
    if settings.url is None:
        return None
    with extra("broker"):
        from crm_adapters.broker import event_publisher

        return event_publisher(**settings.model_dump())


def process_watch(telemetry: bool) -> ProcessWatch:
    """Logs alone, or traces too. Raises Invalid when the extra ``telemetry`` is not installed."""
    if not telemetry:
        return BoundLogs()
    with extra("telemetry", otherwise="or set CRM_TELEMETRY=0"):
        from crm_adapters.telemetry import TracedProcesses
    return TracedProcesses(BoundLogs())
