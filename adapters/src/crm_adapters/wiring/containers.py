"""What is made of what: one container per concern, joined in the application's.

To use another implementation, override one provider: ``crm.container.partners.customers.override(...)``, or name it
when opening: ``open_crm(url, customers=TrytonCustomers(...))``.
"""

from dependency_injector import containers, providers

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedPeople, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers import Inbox
from crm_adapters.relay import Relay, standard_handlers
from crm_adapters.storage import Database, SqlAnalytics, SqlRecords, SqlRunLog
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring.directory import role_members, zone_of
from crm_adapters.wiring.on_demand import ReportsOnDemand
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
from crm_operations.lead_routing import LeadRoutingCoordinator
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
    orders = providers.Singleton(EmbeddedOrders, ground.database, ground.clock, ground.new_id)
    people = providers.Singleton(EmbeddedPeople, ground.database)
    notifications = providers.Singleton(
        Inbox,
        ground.database,
        ground.clock,
        ground.new_id,
        providers.Callable(role_members, people),
        fallback_user=ground.settings.provided.user,
    )
    analytics = providers.Singleton(SqlAnalytics, ground.database)
    figures = providers.Singleton(SqlAnalytics, ground.database)
    reports = providers.Singleton(ReportsOnDemand)


class Recipes(containers.DeclarativeContainer):
    """The workflows, what they read, and what runs them."""

    ground = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()

    lead_contexts = providers.Singleton(LeadContextProvider)
    deal_contexts = providers.Singleton(OpportunityContextProvider)
    runner = providers.Singleton(
        InProcessRunner,
        ground.runs,
        ground.clock,
        ground.settings.provided.operations.retry,
        providers.Callable(together, ground.database, partners.customers, partners.quotations),
    )
    lead_conversion = providers.Singleton(
        LeadToOpportunityWorkflow,
        ground.records,
        partners.customers,
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


class Coordinators(containers.DeclarativeContainer):
    """The doors."""

    ground = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()
    recipes = providers.DependenciesContainer()

    leads = providers.Singleton(
        LeadManagementCoordinator, ground.records, ground.settings_for, ground.clock, ground.new_id
    )
    activities = providers.Singleton(ActivityTracker, ground.records, ground.settings_for, ground.clock, ground.new_id)
    routing = providers.Singleton(
        LeadRoutingCoordinator,
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
        ground.clock,
    )
    deals = providers.Singleton(
        PipelineManager, ground.records, partners.customers, ground.settings_for, ground.clock, ground.new_id
    )
    closing = providers.Singleton(
        OpportunityCloseCoordinator,
        recipes.runner,
        recipes.deal_won,
        recipes.deal_lost,
        ground.records,
        recipes.deal_contexts,
        ground.settings_for,
        ground.clock,
    )
    converter = providers.Singleton(OpportunityConverter, recipes.runner, recipes.deal_quotation, recipes.deal_order)
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
    handlers = providers.Singleton(
        standard_handlers, partners.notifications, partners.analytics, providers.List(journeys)
    )
    relay = providers.Singleton(
        Relay, ground.database, handlers, ground.clock, ground.settings.provided.operations.relay
    )


class Application(containers.DeclarativeContainer):
    """Everything, joined."""

    ground = providers.Container(Ground)
    partners = providers.Container(Partners, ground=ground)
    recipes = providers.Container(Recipes, ground=ground, partners=partners)
    coordinators = providers.Container(Coordinators, ground=ground, partners=partners, recipes=recipes)
