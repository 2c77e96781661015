"""Sales performance: what people sold, period by period."""

from crm_operations.sales_performance.coordinator import (
    Performance,
    PerformanceQuery,
    PersonPerformance,
    SalesPerformanceCoordinator,
)

__all__ = ["Performance", "PerformanceQuery", "PersonPerformance", "SalesPerformanceCoordinator"]
