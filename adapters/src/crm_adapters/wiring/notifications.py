"""Wires the notifier: the inbox alone or with channels, and a sender for the deliveries of each channel."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from crm_adapters.notifiers import (
    Channel,
    DeliveryContext,
    Dispatch,
    NotificationSettings,
    SqlAddresses,
    SqlPreferences,
    SqlSchedule,
    sender_for,
)
from crm_adapters.relay import Handlers, standard_handlers
from crm_adapters.wiring.local_transaction import local_with
from crm_core.events import DomainEvent
from crm_operations.providers import AnalyticsProvider, NotificationProvider, PeopleProvider


def dispatch_of(
    channels: Mapping[str, Channel],
    addresses: SqlAddresses,
    preferences: SqlPreferences,
    schedule: SqlSchedule,
    settings: NotificationSettings,
) -> Dispatch | None:
    """None where no channel is set up."""
    if not channels:
        return None
    return Dispatch(addresses, preferences, schedule, timedelta(seconds=settings.digest_cutoff_seconds))


def handlers_of(
    notifications: NotificationProvider,
    analytics: AnalyticsProvider,
    subscribers: Sequence[Callable[[DomainEvent], None]],
    publisher: Callable[[DomainEvent, str], None] | None,
    channels: Mapping[str, Channel],
    context: DeliveryContext,
    people: PeopleProvider,
) -> Handlers:
    """The standard handlers, and the sender of each channel."""
    local = local_with(people)
    handlers = standard_handlers(notifications, analytics, subscribers, publisher, is_local=local)
    for name, channel in channels.items():
        handlers.add_sender(name, sender_for(channel, context))
    return handlers
