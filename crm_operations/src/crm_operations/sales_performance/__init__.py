"""Sales performance: quotas, attainment, and how people sold, period by period."""

from crm_operations.sales_performance.coordinator import SalesPerformanceCoordinator
from crm_operations.sales_performance.request import (
    Conversion,
    ExplainAttainment,
    ExplainedAttainment,
    ExplainedCredit,
    ExplainedQuota,
    GroupAttainment,
    GroupKind,
    Performance,
    PerformanceDashboard,
    PerformanceMetrics,
    PerformanceQuery,
    PeriodQuery,
    PersonMetrics,
    PersonPerformance,
    Ranking,
    RolledUp,
    StageConversions,
)

__all__ = [
    "Conversion",
    "ExplainAttainment",
    "ExplainedAttainment",
    "ExplainedCredit",
    "ExplainedQuota",
    "GroupAttainment",
    "GroupKind",
    "Performance",
    "PerformanceDashboard",
    "PerformanceMetrics",
    "PerformanceQuery",
    "PeriodQuery",
    "PersonMetrics",
    "PersonPerformance",
    "Ranking",
    "RolledUp",
    "SalesPerformanceCoordinator",
    "StageConversions",
]
