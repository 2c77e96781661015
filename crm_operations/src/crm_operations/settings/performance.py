"""Settings of quotas and sales performance."""

from crm_core.values import Value
from crm_core.vocabulary import Name


class PerformanceSettings(Value):
    """How quotas are counted, and performance is judged (SPM-CRMOP-0121 to 0126)."""

    calendar: Name | None = None
    """The working calendar whose days count where a quota is prorated by working days; else Monday to Friday."""
