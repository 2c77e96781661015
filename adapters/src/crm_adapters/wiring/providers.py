"""The providers of other systems, built in unless overridden, with the notifier and webhooks."""

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
from crm_adapters.storage import SqlAnalytics, SqlWorkQueue
from crm_adapters.wiring.by_name import ByName
from crm_adapters.wiring.directory import zone_of
from crm_adapters.wiring.extras import LazyReports, publisher_of
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_adapters.wiring.live import inbox_news
from crm_adapters.wiring.notifications import dispatch_of
from crm_operations.credits import CreditedPeople
from crm_operations.live_updates import LiveNews


class Partners(containers.DeclarativeContainer):
    """The other systems; built in unless overridden."""

    infrastructure = providers.DependenciesContainer()
    partner = ByName((Infrastructure, infrastructure))

    customers = partner(EmbeddedCustomers)
    quotations = partner(EmbeddedQuotations, zone_of=providers.Callable(zone_of, infrastructure.settings_for))
    orders = partner(EmbeddedOrders, zone_of=providers.Callable(zone_of, infrastructure.settings_for))
    people = partner(EmbeddedPeople)
    credited_people = partner(CreditedPeople, people=people)
    inbox = partner(Inbox)
    channels = providers.Singleton(channels_of, infrastructure.settings.provided.notifications, infrastructure.clock)
    addresses = partner(SqlAddresses, channels=channels)
    preferences = partner(SqlPreferences, settings=infrastructure.settings.provided.notifications)
    schedule = partner(SqlSchedule)
    recipients = partner(
        Recipients,
        people=people,
        settings=infrastructure.settings.provided.notifications,
        fallback_user=infrastructure.settings.provided.user,
    )
    live_signal = providers.Singleton(
        signal_of, infrastructure.settings.provided.live, infrastructure.database, infrastructure.loops
    )
    live_feed = partner(SqlLiveFeed, signal=live_signal)
    live_news = partner(LiveNews, feed=live_feed)
    notifications = partner(
        NotificationRouter,
        inbox=inbox,
        recipients=recipients,
        dispatch=providers.Callable(
            dispatch_of, channels, addresses, preferences, schedule, infrastructure.settings.provided.notifications
        ),
        listener=providers.Callable(inbox_news, live_news, infrastructure.settings.provided.live),
    )
    analytics = partner(SqlAnalytics)
    figures = partner(SqlAnalytics)
    work_queue = partner(SqlWorkQueue)
    reports = partner(LazyReports)
    publisher = providers.Singleton(publisher_of, infrastructure.settings.provided.broker)
