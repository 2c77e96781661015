"""Figures, each from one statement."""

from crm_adapters.storage.analytics.analytics import SqlAnalytics
from crm_adapters.storage.analytics.tables import tracked_events
from crm_adapters.storage.analytics.work_queue import SqlWorkQueue

__all__ = ["SqlAnalytics", "SqlWorkQueue", "tracked_events"]
