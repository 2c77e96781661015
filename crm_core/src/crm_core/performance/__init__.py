"""What people sold in a period: deals by who owned them when they were closed, amounts by who was credited."""

from crm_core.performance.sold import PerformanceFigures, Sold, SoldByUser, sold_by_user

__all__ = ["PerformanceFigures", "Sold", "SoldByUser", "sold_by_user"]
