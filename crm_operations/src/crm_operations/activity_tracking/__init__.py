"""Activity tracking: calls, meetings and tasks, and the customer journeys they belong to."""

from crm_operations.activity_tracking.coordinator import ActivityCoordinator
from crm_operations.activity_tracking.journeys import SALES_JOURNEY, JourneyFollower

__all__ = ["SALES_JOURNEY", "ActivityCoordinator", "JourneyFollower"]
