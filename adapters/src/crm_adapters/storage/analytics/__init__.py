"""Figures, each from one statement."""

from crm_adapters.storage.analytics.analytics import SqlAnalytics
from crm_adapters.storage.analytics.tables import tracked_events

__all__ = ["SqlAnalytics", "tracked_events"]
