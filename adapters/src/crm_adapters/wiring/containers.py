"""What is made of what: one container per concern, joined in the application's.

To use another implementation, override one provider: ``crm.container.partners.customers.override(...)``, or name it
when opening: ``open_crm(url, customers=TrytonCustomers(...))``.
"""

from dependency_injector import containers, providers

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.encryption import Keys, Secrets, SecretsUpkeep
from crm_adapters.identifiers import new_id
from crm_adapters.live import SqlLiveFeed, signal_of
from crm_adapters.loops import Loops
from crm_adapters.notifiers import (
    SEALED_COLUMNS,
    DeliveryContext,
    Inbox,
    NotificationRouter,
    Notifier,
    Recipients,
    SqlAddresses,
    SqlDeliveryReport,
    SqlPreferences,
    SqlSchedule,
    channels_of,
)
from crm_adapters.relay import Relay, Share, circuits_of
from crm_adapters.replay import ReplayBatchWorkflow
from crm_adapters.storage import Database, SqlAnalytics, SqlLoopFailures, SqlRecords, SqlRunLog
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring.directory import role_members, zone_of
from crm_adapters.wiring.durable import LazyDurableRunner, durable_runner
from crm_adapters.wiring.extras import LazyReports, process_watch, publisher_of
from crm_adapters.wiring.live import LiveUpdates, inbox_news, with_live_news
from crm_adapters.wiring.local_transaction import local_transaction
from crm_adapters.wiring.notifications import dispatch_of, handlers_of
from crm_adapters.wiring.replay import replay_opener
from crm_adapters.wiring.settings import CrmSettings, TenantSettings
from crm_adapters.wiring.webhooks import WebhookServices
from crm_operations.activity_tracking import ActivityCoordinator, JourneyFollower
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_closing import (
    CloseAsLostWorkflow,
    CloseAsWonWorkflow,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
    OrderOpportunityWorkflow,
    QuoteOpportunityWorkflow,
    QuoteToOrderCoordinator,
)
from crm_operations.lead_conversion import LeadContextProvider, LeadConversionCoordinator, LeadToOpportunityWorkflow
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator, RouteBatchWorkflow, RoutingTransaction
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.live_updates import LiveNews, RealTimeNotifier
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.process import InProcessRunner


class Infrastructure(containers.DeclarativeContainer):
    """What everything stands on: settings, time, ids, the database."""

    settings = providers.Dependency(instance_of=CrmSettings)
    settings_for = providers.Singleton(TenantSettings, settings)
    clock = providers.Singleton(SystemClock)
    new_id = providers.Object(new_id)
    database = providers.Singleton(Database, settings.provided.database_url)
    records = providers.Singleton(SqlRecords, database, clock, new_id)
    runs = providers.Singleton(SqlRunLog, database)
    keys = providers.Singleton(Keys, settings.provided.encryption, database.provided.url)
    secrets = providers.Singleton(Secrets, keys, clock)
    secrets_upkeep = providers.Singleton(SecretsUpkeep, database, secrets, clock, providers.Object(SEALED_COLUMNS))
    loops = providers.Singleton(Loops, providers.Singleton(SqlLoopFailures, database))


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
    inbox = providers.Singleton(
        Inbox,
        infrastructure.database,
        infrastructure.clock,
        infrastructure.new_id,
        providers.Callable(role_members, people),
        fallback_user=infrastructure.settings.provided.user,
    )
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


class Workflows(containers.DeclarativeContainer):
    """The workflows, what they read, and what runs them."""

    infrastructure = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()

    lead_contexts = providers.Singleton(LeadContextProvider)
    opportunity_contexts = providers.Singleton(OpportunityContextProvider)
    lead_conversion = providers.Singleton(
        LeadToOpportunityWorkflow,
        infrastructure.records,
        partners.customers,
        partners.people,
        lead_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    deal_won = providers.Singleton(
        CloseAsWonWorkflow,
        infrastructure.records,
        partners.quotations,
        opportunity_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    deal_lost = providers.Singleton(
        CloseAsLostWorkflow,
        infrastructure.records,
        partners.quotations,
        opportunity_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    deal_quotation = providers.Singleton(
        QuoteOpportunityWorkflow,
        infrastructure.records,
        partners.quotations,
        opportunity_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    deal_order = providers.Singleton(
        OrderOpportunityWorkflow,
        infrastructure.records,
        partners.quotations,
        partners.orders,
        opportunity_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )

    routing_transaction = providers.Singleton(
        RoutingTransaction,
        infrastructure.records,
        partners.people,
        partners.customers,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    lead_routing = providers.Singleton(RouteBatchWorkflow, routing_transaction)

    deal_replay = providers.Singleton(
        ReplayBatchWorkflow, providers.Callable(replay_opener, infrastructure.settings, infrastructure.database)
    )

    registered = providers.List(
        lead_conversion, lead_routing, deal_won, deal_lost, deal_quotation, deal_order, deal_replay
    )
    """Every recipe, for whoever takes one up by its name."""
    watch = providers.Singleton(process_watch, infrastructure.settings.provided.telemetry)
    works_off_queues = providers.Object(False)
    in_process = providers.Singleton(
        InProcessRunner,
        infrastructure.runs,
        infrastructure.clock,
        infrastructure.settings.provided.operations.retry,
        providers.Callable(
            local_transaction,
            infrastructure.database,
            partners.customers,
            partners.quotations,
            partners.orders,
            partners.people,
        ),
        watch,
    )
    durable = providers.Singleton(
        durable_runner,
        infrastructure.settings,
        infrastructure.database,
        in_process,
        registered,
        watch,
        works_off_queues,
        infrastructure.loops,
    )
    lazy_durable = providers.Singleton(LazyDurableRunner, durable.provider)
    runner = providers.Selector(infrastructure.settings.provided.runner, in_process=in_process, durable=lazy_durable)


class Coordinators(containers.DeclarativeContainer):
    """The doors."""

    infrastructure = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()
    workflows = providers.DependenciesContainer()

    leads = providers.Singleton(
        LeadManagementCoordinator,
        infrastructure.records,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    sources = providers.Singleton(
        LeadSourceCoordinator,
        infrastructure.records,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    activities = providers.Singleton(
        ActivityCoordinator,
        infrastructure.records,
        partners.people,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    routing = providers.Singleton(
        LeadRoutingCoordinator,
        workflows.runner,
        workflows.lead_routing,
        infrastructure.records,
        partners.people,
        partners.customers,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    conversion = providers.Singleton(
        LeadConversionCoordinator,
        workflows.runner,
        workflows.lead_conversion,
        infrastructure.records,
        partners.customers,
        workflows.lead_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    deals = providers.Singleton(
        PipelineCoordinator,
        infrastructure.records,
        partners.customers,
        partners.people,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    closing = providers.Singleton(
        OpportunityCloseCoordinator,
        workflows.runner,
        workflows.deal_won,
        workflows.deal_lost,
        infrastructure.records,
        partners.quotations,
        workflows.opportunity_contexts,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    quote_to_order = providers.Singleton(
        QuoteToOrderCoordinator,
        workflows.runner,
        workflows.deal_quotation,
        workflows.deal_order,
        infrastructure.records,
        partners.quotations,
        partners.orders,
    )
    analytics = providers.Singleton(
        PipelineAnalyticsCoordinator,
        partners.analytics,
        partners.figures,
        partners.reports,
        infrastructure.settings_for,
        infrastructure.clock,
    )
    audit = providers.Singleton(AuditCoordinator, infrastructure.records)
    journeys = providers.Singleton(JourneyFollower, infrastructure.records, infrastructure.new_id)
    standard_handlers = providers.Singleton(
        handlers_of,
        partners.notifications,
        partners.analytics,
        providers.List(journeys),
        partners.publisher,
        partners.channels,
        providers.Factory(
            DeliveryContext,
            partners.addresses,
            partners.schedule,
            infrastructure.clock,
            partners.recipients.provided.is_gone,
        ),
        partners.people,
    )
    webhook_services = providers.Singleton(
        WebhookServices,
        infrastructure.settings,
        infrastructure.database,
        infrastructure.clock,
        infrastructure.new_id,
        partners.channels,
        infrastructure.secrets,
    )
    handlers_with_webhooks = providers.Singleton(WebhookServices.listening, webhook_services, standard_handlers)
    handlers = providers.Singleton(
        with_live_news, handlers_with_webhooks, partners.live_news, infrastructure.settings.provided.live
    )
    real_time = providers.Singleton(RealTimeNotifier, partners.live_news, partners.notifications)
    live = providers.Singleton(
        LiveUpdates,
        partners.live_feed,
        partners.live_signal,
        infrastructure.settings.provided.live,
        infrastructure.clock,
        infrastructure.loops,
    )
    circuits = providers.Singleton(circuits_of, infrastructure.settings.provided.operations.relay)
    relay = providers.Singleton(
        Relay,
        infrastructure.database,
        handlers,
        infrastructure.clock,
        infrastructure.settings.provided.operations.relay,
        loops=infrastructure.loops,
        circuits=circuits,
    )
    notifier = providers.Singleton(
        Notifier,
        partners.inbox,
        partners.preferences,
        partners.addresses,
        partners.recipients,
        providers.Singleton(SqlDeliveryReport, infrastructure.database),
        partners.channels,
        relay,
        infrastructure.new_id,
    )
    news_relay = providers.Singleton(
        Relay,
        infrastructure.database,
        handlers,
        infrastructure.clock,
        infrastructure.settings.provided.operations.relay,
        share=Share.NEWS,
        loops=infrastructure.loops,
        circuits=circuits,
    )
    delivery_relay = providers.Singleton(
        Relay,
        infrastructure.database,
        handlers,
        infrastructure.clock,
        infrastructure.settings.provided.operations.relay,
        share=Share.DELIVERIES,
        loops=infrastructure.loops,
        circuits=circuits,
    )


class Application(containers.DeclarativeContainer):
    """Everything, joined."""

    infrastructure = providers.Container(Infrastructure)
    partners = providers.Container(Partners, infrastructure=infrastructure)
    workflows = providers.Container(Workflows, infrastructure=infrastructure, partners=partners)
    coordinators = providers.Container(
        Coordinators, infrastructure=infrastructure, partners=partners, workflows=workflows
    )
