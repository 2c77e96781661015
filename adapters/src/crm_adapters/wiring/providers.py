"""The other systems, built in unless overridden, and what tells people and applications."""

from dependency_injector import containers, providers

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.live import SqlLiveFeed, signal_of
from crm_adapters.notifiers import (
    Inbox,
    NotificationRouter,
    Recipients,
    SqlAddresses,
    SqlPreferences,
    SqlSchedule,
    channels_of,
)
from crm_adapters.storage import SqlAnalytics
from crm_adapters.wiring.directory import zone_of
from crm_adapters.wiring.extras import LazyReports, publisher_of
from crm_adapters.wiring.live import inbox_news
from crm_adapters.wiring.notifications import dispatch_of
from crm_operations.live_updates import LiveNews


class Partners(containers.DeclarativeContainer):
    """The other systems; built in unless overridden."""

    infrastructure = providers.DependenciesContainer()

    customers = providers.Singleton(
        EmbeddedCustomers, infrastructure.database, infrastructure.clock, infrastructure.new_id
    )
    quotations = providers.Singleton(
        EmbeddedQuotations,
        infrastructure.database,
        infrastructure.clock,
        infrastructure.new_id,
        providers.Callable(zone_of, infrastructure.settings_for),
    )
    orders = providers.Singleton(
        EmbeddedOrders,
        infrastructure.database,
        infrastructure.clock,
        infrastructure.new_id,
        providers.Callable(zone_of, infrastructure.settings_for),
    )
    people = providers.Singleton(EmbeddedPeople, infrastructure.database)
    inbox = providers.Singleton(Inbox, infrastructure.database, infrastructure.clock, infrastructure.new_id)
    channels = providers.Singleton(channels_of, infrastructure.settings.provided.notifications, infrastructure.clock)
    addresses = providers.Singleton(
        SqlAddresses, infrastructure.database, infrastructure.clock, channels, infrastructure.secrets
    )
    preferences = providers.Singleton(
        SqlPreferences, infrastructure.database, infrastructure.clock, infrastructure.settings.provided.notifications
    )
    schedule = providers.Singleton(SqlSchedule, infrastructure.database)
    recipients = providers.Singleton(
        Recipients,
        people,
        infrastructure.settings.provided.notifications,
        infrastructure.settings_for,
        infrastructure.settings.provided.user,
    )
    live_signal = providers.Singleton(
        signal_of, infrastructure.settings.provided.live, infrastructure.database, infrastructure.loops
    )
    live_feed = providers.Singleton(SqlLiveFeed, infrastructure.database, infrastructure.clock, live_signal)
    live_news = providers.Singleton(LiveNews, live_feed, infrastructure.clock)
    notifications = providers.Singleton(
        NotificationRouter,
        infrastructure.database,
        infrastructure.clock,
        inbox,
        recipients,
        providers.Callable(
            dispatch_of, channels, addresses, preferences, schedule, infrastructure.settings.provided.notifications
        ),
        providers.Callable(inbox_news, live_news, infrastructure.settings.provided.live),
    )
    analytics = providers.Singleton(SqlAnalytics, infrastructure.database)
    figures = providers.Singleton(SqlAnalytics, infrastructure.database)
    reports = providers.Singleton(LazyReports)
    publisher = providers.Singleton(publisher_of, infrastructure.settings.provided.broker)
