"""Every number of the requirements, with its default; each tenant may have its own. A capability has a module."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from crm_core.clock import KnownZone, zone_named
from crm_core.fiscal import FiscalCalendar
from crm_core.leads import SALES_READY, LeadPolicy
from crm_core.money import CurrencyCode
from crm_core.values import Value
from crm_operations.settings.activities import ActivitySettings
from crm_operations.settings.approvals import ApprovalSettings
from crm_operations.settings.calendars import CalendarSettings
from crm_operations.settings.delegation import DelegationSettings
from crm_operations.settings.escalation import EscalationSettings
from crm_operations.settings.forecasts import ForecastSettings
from crm_operations.settings.performance import PerformanceSettings
from crm_operations.settings.running import (
    BackoffSettings,
    MaintenanceSettings,
    ProcessSettings,
    RelaySettings,
    RetrySettings,
)
from crm_operations.settings.selling import (
    AttentionSettings,
    BacktestSettings,
    BulkSettings,
    QualificationSettings,
    QuotationSettings,
    RoutingSettings,
)
from crm_operations.settings.service_levels import ServiceLevelSettings
from crm_operations.settings.splits import OwnerShare, SplitSettings
from crm_operations.settings.timers import TimerSettings

__all__ = [
    "ActivitySettings",
    "ApprovalSettings",
    "AttentionSettings",
    "BackoffSettings",
    "BacktestSettings",
    "BulkSettings",
    "CalendarSettings",
    "DelegationSettings",
    "EscalationSettings",
    "ForecastSettings",
    "MaintenanceSettings",
    "OperationsSettings",
    "OwnerShare",
    "PerformanceSettings",
    "ProcessSettings",
    "QualificationSettings",
    "QuotationSettings",
    "RelaySettings",
    "RetrySettings",
    "RoutingSettings",
    "ServiceLevelSettings",
    "SettingsFor",
    "SplitSettings",
    "TimerSettings",
]


class OperationsSettings(Value):
    """The settings of one tenant."""

    timezone: KnownZone = "UTC"
    currency: CurrencyCode = "USD"
    """For deals whose lead named none."""
    fiscal: FiscalCalendar = FiscalCalendar()
    sales_ready_score: Annotated[int, Field(ge=0, le=100)] = SALES_READY
    lead_policy: LeadPolicy = LeadPolicy()
    qualification: QualificationSettings = QualificationSettings()
    backtest: BacktestSettings = BacktestSettings()
    routing: RoutingSettings = RoutingSettings()
    delegation: DelegationSettings = DelegationSettings()
    quotations: QuotationSettings = QuotationSettings()
    attention: AttentionSettings = AttentionSettings()
    activities: ActivitySettings = ActivitySettings()
    bulk: BulkSettings = BulkSettings()
    calendars: CalendarSettings = CalendarSettings()
    approvals: ApprovalSettings = ApprovalSettings()
    splits: SplitSettings = SplitSettings()
    performance: PerformanceSettings = PerformanceSettings()
    forecasts: ForecastSettings = ForecastSettings()
    retry: RetrySettings = RetrySettings()
    relay: RelaySettings = RelaySettings()
    processes: ProcessSettings = ProcessSettings()
    timers: TimerSettings = TimerSettings()
    escalation: EscalationSettings = EscalationSettings()
    service_levels: ServiceLevelSettings = ServiceLevelSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The tenant's time zone."""
        return zone_named(self.timezone)


SettingsFor = Callable[[str], OperationsSettings]
"""The settings of a tenant by its id."""
