"""Live updates: events and messages for connected clients (RTN-CRMOP-0148 to 0150)."""

from crm_operations.live_updates.feed import LiveFeed
from crm_operations.live_updates.news import ALERT, LiveNews
from crm_operations.live_updates.notifier import RealTimeNotifier
from crm_operations.live_updates.updates import LiveUpdate, NewUpdate, Subscription, TopicPattern

__all__ = [
    "ALERT",
    "LiveFeed",
    "LiveNews",
    "LiveUpdate",
    "NewUpdate",
    "RealTimeNotifier",
    "Subscription",
    "TopicPattern",
]
