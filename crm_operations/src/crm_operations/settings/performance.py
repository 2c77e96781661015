"""Settings of quotas and sales performance."""

from typing import Annotated

from pydantic import Field

from crm_core.coaching import UnderperformancePolicy
from crm_core.values import Value
from crm_core.vocabulary import Name


class PerformanceSettings(Value):
    """How quotas are counted, and performance is judged (SPM-CRMOP-0121 to 0126)."""

    calendar: Name | None = None
    """The working calendar whose days count where a quota is prorated by working days; else Monday to Friday."""
    underperformance: UnderperformancePolicy = UnderperformancePolicy()
    measured_after_days: Annotated[int, Field(ge=1, le=365)] = 60
    """When the pace of somebody who is coached is looked at again."""
