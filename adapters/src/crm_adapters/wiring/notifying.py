"""How the notifier is put together: the inbox alone or with channels, and what carries deliveries to each channel."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from crm_adapters.notifiers import (
    Channel,
    Dispatch,
    NotificationSettings,
    Post,
    SqlAddresses,
    SqlPreferences,
    SqlSchedule,
    carrier_of,
)
from crm_adapters.relay import Handlers, standard_handlers
from crm_adapters.wiring.together import at_home_with
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
    post: Post,
    people: PeopleProvider,
) -> Handlers:
    """The standard ones, and what carries the deliveries of each channel."""
    at_home = at_home_with(people)
    handlers = standard_handlers(notifications, analytics, subscribers, publisher, is_at_home=at_home)
    for name, channel in channels.items():
        handlers.carry(name, carrier_of(channel, post))
    return handlers
