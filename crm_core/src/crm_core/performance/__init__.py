"""Performance of people in a period: what they sold, attained and closed; amounts by who was credited."""

from crm_core.performance.credited import Credited, CreditedAmounts, Measure
from crm_core.performance.figures import (
    ActivityCount,
    ClosedSum,
    CycleOfUser,
    PerformanceFigures,
    StageConversion,
)
from crm_core.performance.ratios import attainment, basis_points, pace, win_rate
from crm_core.performance.sold import Sold, SoldByUser, sold_by_user

__all__ = [
    "ActivityCount",
    "ClosedSum",
    "Credited",
    "CreditedAmounts",
    "CycleOfUser",
    "Measure",
    "PerformanceFigures",
    "Sold",
    "SoldByUser",
    "StageConversion",
    "attainment",
    "basis_points",
    "pace",
    "sold_by_user",
    "win_rate",
]
