"""Activity tracking: calls, meetings and tasks, and the customer journey they add up to."""

from crm_operations.activity_tracking.coordinator import ActivityTracker

__all__ = ["ActivityTracker"]
