"""Sales performance: quotas, attainment, and how people sold, period by period."""

from crm_operations.sales_performance.coaching import CoachingCoordinator, CoachingTimer
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
from crm_operations.sales_performance.underperformance import UNDERPERFORMANCE, Underperformer

__all__ = [
    "UNDERPERFORMANCE",
    "CoachingCoordinator",
    "CoachingTimer",
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
    "Underperformer",
]
