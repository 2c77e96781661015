"""What is made of what: one container per concern, joined in the application's.

To use another implementation, override one provider: ``crm.container.partners.customers.override(...)``, or name it
when opening: ``open_crm(url, customers=TrytonCustomers(...))``.
"""

from dependency_injector import containers, providers

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.encryption import Keys, Secrets, SecretsUpkeep
from crm_adapters.identifiers import new_id
from crm_adapters.live import SqlLiveFeed, bell_of
from crm_adapters.loops import Loops
from crm_adapters.notifiers import (
    SEALED_COLUMNS,
    Inbox,
    NotificationRouter,
    Notifier,
    Post,
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
from crm_adapters.wiring.durably import DurableOnDemand, durable_runner
from crm_adapters.wiring.live import LiveDoor, letter_news, with_live_news
from crm_adapters.wiring.notifying import dispatch_of, handlers_of
from crm_adapters.wiring.on_demand import ReportsOnDemand, process_watch, publisher_of
from crm_adapters.wiring.outgoing import Outgoing
from crm_adapters.wiring.quietly import quiet_doors
from crm_adapters.wiring.settings import CrmSettings, TenantSettings
from crm_adapters.wiring.together import together
from crm_operations.activity_tracking import ActivityTracker, JourneyFollower
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_closing import (
    CloseAsLostWorkflow,
    CloseAsWonWorkflow,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
    OpportunityConverter,
    OrderDealWorkflow,
    QuoteDealWorkflow,
)
from crm_operations.lead_conversion import LeadContextProvider, LeadConversionCoordinator, LeadToOpportunityWorkflow
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator, RouteBatchWorkflow, RoutingOffice
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.live_updates import LiveNews, RealTimeNotifier
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineManager
from crm_operations.process import InProcessRunner


class Ground(containers.DeclarativeContainer):
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

    ground = providers.DependenciesContainer()

    customers = providers.Singleton(EmbeddedCustomers, ground.database, ground.clock, ground.new_id)
    quotations = providers.Singleton(
        EmbeddedQuotations,
        ground.database,
        ground.clock,
        ground.new_id,
        providers.Callable(zone_of, ground.settings_for),
    )
    orders = providers.Singleton(
        EmbeddedOrders,
        ground.database,
        ground.clock,
        ground.new_id,
        providers.Callable(zone_of, ground.settings_for),
    )
    people = providers.Singleton(EmbeddedPeople, ground.database)
    inbox = providers.Singleton(
        Inbox,
        ground.database,
        ground.clock,
        ground.new_id,
        providers.Callable(role_members, people),
        fallback_user=ground.settings.provided.user,
    )
    channels = providers.Singleton(channels_of, ground.settings.provided.notifications, ground.clock)
    addresses = providers.Singleton(SqlAddresses, ground.database, ground.clock, channels, ground.secrets)
    preferences = providers.Singleton(
        SqlPreferences, ground.database, ground.clock, ground.settings.provided.notifications
    )
    schedule = providers.Singleton(SqlSchedule, ground.database)
    recipients = providers.Singleton(
        Recipients,
        people,
        ground.settings.provided.notifications,
        ground.settings_for,
        ground.settings.provided.user,
    )
    live_bell = providers.Singleton(bell_of, ground.settings.provided.live, ground.database, ground.loops)
    live_feed = providers.Singleton(SqlLiveFeed, ground.database, ground.clock, live_bell)
    live_news = providers.Singleton(LiveNews, live_feed, ground.clock)
    notifications = providers.Singleton(
        NotificationRouter,
        ground.database,
        ground.clock,
        inbox,
        recipients,
        providers.Callable(
            dispatch_of, channels, addresses, preferences, schedule, ground.settings.provided.notifications
        ),
        providers.Callable(letter_news, live_news, ground.settings.provided.live),
    )
    analytics = providers.Singleton(SqlAnalytics, ground.database)
    figures = providers.Singleton(SqlAnalytics, ground.database)
    reports = providers.Singleton(ReportsOnDemand)
    publisher = providers.Singleton(publisher_of, ground.settings.provided.broker)


class Recipes(containers.DeclarativeContainer):
    """The workflows, what they read, and what runs them."""

    ground = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()

    lead_contexts = providers.Singleton(LeadContextProvider)
    deal_contexts = providers.Singleton(OpportunityContextProvider)
    lead_conversion = providers.Singleton(
        LeadToOpportunityWorkflow,
        ground.records,
        partners.customers,
        partners.people,
        lead_contexts,
        ground.settings_for,
        ground.clock,
        ground.new_id,
    )
    deal_won = providers.Singleton(
        CloseAsWonWorkflow, ground.records, partners.quotations, deal_contexts, ground.settings_for, ground.clock
    )
    deal_lost = providers.Singleton(
        CloseAsLostWorkflow, ground.records, partners.quotations, deal_contexts, ground.settings_for, ground.clock
    )
    deal_quotation = providers.Singleton(
        QuoteDealWorkflow, ground.records, partners.quotations, deal_contexts, ground.settings_for, ground.clock
    )
    deal_order = providers.Singleton(
        OrderDealWorkflow,
        ground.records,
        partners.quotations,
        partners.orders,
        deal_contexts,
        ground.settings_for,
        ground.clock,
    )

    routing_office = providers.Singleton(
        RoutingOffice, ground.records, partners.people, partners.customers, ground.settings_for, ground.clock
    )
    lead_routing = providers.Singleton(RouteBatchWorkflow, routing_office)

    deal_replay = providers.Singleton(
        ReplayBatchWorkflow, providers.Callable(quiet_doors, ground.settings, ground.database)
    )

    registered = providers.List(
        lead_conversion, lead_routing, deal_won, deal_lost, deal_quotation, deal_order, deal_replay
    )
    """Every recipe, for whoever takes one up by its name."""
    watch = providers.Singleton(process_watch, ground.settings.provided.telemetry)
    works_off_queues = providers.Object(False)
    in_process = providers.Singleton(
        InProcessRunner,
        ground.runs,
        ground.clock,
        ground.settings.provided.operations.retry,
        providers.Callable(
            together, ground.database, partners.customers, partners.quotations, partners.orders, partners.people
        ),
        watch,
    )
    durable = providers.Singleton(
        durable_runner, ground.settings, ground.database, in_process, registered, watch, works_off_queues, ground.loops
    )
    on_demand = providers.Singleton(DurableOnDemand, durable.provider)
    runner = providers.Selector(ground.settings.provided.runner, in_process=in_process, durable=on_demand)


class Coordinators(containers.DeclarativeContainer):
    """The doors."""

    ground = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()
    recipes = providers.DependenciesContainer()

    leads = providers.Singleton(
        LeadManagementCoordinator, ground.records, ground.settings_for, ground.clock, ground.new_id
    )
    sources = providers.Singleton(
        LeadSourceCoordinator, ground.records, ground.settings_for, ground.clock, ground.new_id
    )
    activities = providers.Singleton(
        ActivityTracker, ground.records, partners.people, ground.settings_for, ground.clock, ground.new_id
    )
    routing = providers.Singleton(
        LeadRoutingCoordinator,
        recipes.runner,
        recipes.lead_routing,
        ground.records,
        partners.people,
        partners.customers,
        ground.settings_for,
        ground.clock,
    )
    conversion = providers.Singleton(
        LeadConversionCoordinator,
        recipes.runner,
        recipes.lead_conversion,
        ground.records,
        partners.customers,
        recipes.lead_contexts,
        ground.settings_for,
        ground.clock,
    )
    deals = providers.Singleton(
        PipelineManager,
        ground.records,
        partners.customers,
        partners.people,
        ground.settings_for,
        ground.clock,
        ground.new_id,
    )
    closing = providers.Singleton(
        OpportunityCloseCoordinator,
        recipes.runner,
        recipes.deal_won,
        recipes.deal_lost,
        ground.records,
        partners.quotations,
        recipes.deal_contexts,
        ground.settings_for,
        ground.clock,
    )
    converter = providers.Singleton(
        OpportunityConverter,
        recipes.runner,
        recipes.deal_quotation,
        recipes.deal_order,
        ground.records,
        partners.quotations,
        partners.orders,
    )
    analytics = providers.Singleton(
        PipelineAnalyticsCoordinator,
        partners.analytics,
        partners.figures,
        partners.reports,
        ground.settings_for,
        ground.clock,
    )
    audit = providers.Singleton(AuditCoordinator, ground.records)
    journeys = providers.Singleton(JourneyFollower, ground.records, ground.new_id)
    told = providers.Singleton(
        handlers_of,
        partners.notifications,
        partners.analytics,
        providers.List(journeys),
        partners.publisher,
        partners.channels,
        providers.Factory(
            Post, partners.addresses, partners.schedule, ground.clock, partners.recipients.provided.is_gone
        ),
        partners.people,
    )
    outgoing = providers.Singleton(
        Outgoing, ground.settings, ground.database, ground.clock, ground.new_id, partners.channels, ground.secrets
    )
    sent = providers.Singleton(Outgoing.listening, outgoing, told)
    handlers = providers.Singleton(with_live_news, sent, partners.live_news, ground.settings.provided.live)
    real_time = providers.Singleton(RealTimeNotifier, partners.live_news, partners.notifications)
    live = providers.Singleton(
        LiveDoor, partners.live_feed, partners.live_bell, ground.settings.provided.live, ground.clock, ground.loops
    )
    circuits = providers.Singleton(circuits_of, ground.settings.provided.operations.relay)
    relay = providers.Singleton(
        Relay,
        ground.database,
        handlers,
        ground.clock,
        ground.settings.provided.operations.relay,
        loops=ground.loops,
        circuits=circuits,
    )
    notifier = providers.Singleton(
        Notifier,
        partners.inbox,
        partners.preferences,
        partners.addresses,
        partners.recipients,
        providers.Singleton(SqlDeliveryReport, ground.database),
        partners.channels,
        relay,
        ground.new_id,
    )
    news_relay = providers.Singleton(
        Relay,
        ground.database,
        handlers,
        ground.clock,
        ground.settings.provided.operations.relay,
        share=Share.NEWS,
        loops=ground.loops,
        circuits=circuits,
    )
    delivery_relay = providers.Singleton(
        Relay,
        ground.database,
        handlers,
        ground.clock,
        ground.settings.provided.operations.relay,
        share=Share.DELIVERIES,
        loops=ground.loops,
        circuits=circuits,
    )


class Application(containers.DeclarativeContainer):
    """Everything, joined."""

    ground = providers.Container(Ground)
    partners = providers.Container(Partners, ground=ground)
    recipes = providers.Container(Recipes, ground=ground, partners=partners)
    coordinators = providers.Container(Coordinators, ground=ground, partners=partners, recipes=recipes)
