"""What an application calls, and what relays the events of it."""

from dependency_injector import containers, providers

from crm_adapters.notifiers import DeliveryContext, Integrations, Notifier, SqlDeliveryReport, Webhooks
from crm_adapters.relay import Relay, Share, circuits_of
from crm_adapters.wiring.live import LiveUpdates, with_live_news
from crm_adapters.wiring.notifications import handlers_of
from crm_adapters.wiring.provided import Provided
from crm_adapters.wiring.rules import RULES
from crm_adapters.wiring.webhooks import WebhookServices
from crm_operations.activity_tracking import ActivityCoordinator, JourneyFollower
from crm_operations.audit import AuditCoordinator
from crm_operations.customer_accounts import CustomerCoordinator
from crm_operations.deal_closing import OpportunityCloseCoordinator
from crm_operations.lead_conversion import LeadConversionCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator
from crm_operations.lead_scoring import LeadScoringCoordinator
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.live_updates import RealTimeNotifier
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.quote_to_order import QuoteToOrderCoordinator


class Coordinators(containers.DeclarativeContainer):
    """What applications call, and the relays behind it."""

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
    scoring = providers.Singleton(LeadScoringCoordinator, infrastructure.records, infrastructure.settings_for)
    sources = providers.Singleton(
        LeadSourceCoordinator,
        infrastructure.records,
        infrastructure.settings_for,
        infrastructure.clock,
        infrastructure.new_id,
    )
    accounts = providers.Singleton(CustomerCoordinator, partners.customers, partners.people)
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
    audit = providers.Singleton(AuditCoordinator, infrastructure.records, providers.Object(RULES))
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
    webhooks = webhook_services.provided.webhooks
    integrations = webhook_services.provided.integrations
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
    _of_relay = (
        infrastructure.database,
        handlers,
        infrastructure.clock,
        infrastructure.settings.provided.operations.relay,
    )
    relay = providers.Singleton(
        Relay,
        *_of_relay,
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
        *_of_relay,
        share=Share.NEWS,
        loops=infrastructure.loops,
        circuits=circuits,
    )
    delivery_relay = providers.Singleton(
        Relay,
        *_of_relay,
        share=Share.DELIVERIES,
        loops=infrastructure.loops,
        circuits=circuits,
    )


class Operations:
    """Of ``Crm``: what applications call, each under the name it has in the container above."""

    leads = Provided(Coordinators.leads)
    scoring = Provided(Coordinators.scoring)
    sources = Provided(Coordinators.sources)
    accounts = Provided(Coordinators.accounts)
    routing = Provided(Coordinators.routing)
    conversion = Provided(Coordinators.conversion)
    deals = Provided(Coordinators.deals)
    closing = Provided(Coordinators.closing)
    quote_to_order = Provided(Coordinators.quote_to_order)
    activities = Provided(Coordinators.activities)
    analytics = Provided(Coordinators.analytics)
    audit = Provided(Coordinators.audit)
    notifier = Provided(Coordinators.notifier)
    real_time = Provided(Coordinators.real_time)
    live = Provided(Coordinators.live)
    webhooks: Provided[Webhooks] = Provided(Coordinators.webhooks)
    integrations: Provided[Integrations] = Provided(Coordinators.integrations)
    relay = Provided(Coordinators.relay)
