"""The container of the coordinators, and of the relays that deliver their events."""

import random

from dependency_injector import containers, providers

from crm_adapters.notifiers import DeliveryContext, Integrations, Notifier, SqlDeliveryReport, Webhooks
from crm_adapters.relay import Relay, Share, circuits_of
from crm_adapters.wiring.by_name import ByName
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_adapters.wiring.live import LiveUpdates, with_live_news
from crm_adapters.wiring.notifications import handlers_of
from crm_adapters.wiring.provided import Provided
from crm_adapters.wiring.providers import Partners
from crm_adapters.wiring.rules import RULES
from crm_adapters.wiring.webhooks import WebhookServices
from crm_adapters.wiring.workflows import Workflows
from crm_core.actor import Actor
from crm_core.approvals import ApprovalRequest
from crm_core.identity import EntityKind
from crm_core.imports import ImportKind
from crm_core.money import Money
from crm_operations.activity_tracking import ActivityCoordinator, JourneyFollower
from crm_operations.approvals import ApprovalCoordinator, ApprovalReportCoordinator, ApprovalTimer, ContinuationTimer
from crm_operations.audit import AuditCoordinator
from crm_operations.commissions import (
    CommissionAssignmentCoordinator,
    CommissionCoordinator,
    CommissionDisputeCoordinator,
    CommissionPlanCoordinator,
    CommissionSettlementCoordinator,
    CommissionStatementCoordinator,
)
from crm_operations.credits import CreditCoordinator
from crm_operations.currency_rates import CurrencyRateCoordinator
from crm_operations.custom_fields import CustomFieldCoordinator
from crm_operations.customer_accounts import CustomerCoordinator, PartyRows
from crm_operations.deal_approval import CloseApprovedDeal, CloseDeal, DealApprovalCoordinator, RequestApproval
from crm_operations.deal_closing import CloseAsWon, DealRows, OpportunityCloseCoordinator
from crm_operations.delegation import DelegationCoordinator, DelegationEnds, DelegationStarts
from crm_operations.escalation import (
    ClockTimer,
    EscalationCoordinator,
    EscalationWorkflow,
    LadderTimer,
    ReassignTimer,
    StaleLeadTimer,
)
from crm_operations.exporting import ExportCoordinator
from crm_operations.forecasting import ForecastCoordinator, ForecastSnapshotCoordinator, SnapshotTimer
from crm_operations.importing import CustomersNamed, ImportCoordinator, PersonRows
from crm_operations.lead_conversion import LeadConversionCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator, RouteLead, RoutingAnswer
from crm_operations.lead_scoring import LeadScoringCoordinator
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.live_updates import RealTimeNotifier
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.product_catalog import ProductCoordinator
from crm_operations.quote_to_order import (
    AskForApproval,
    OrderDeals,
    QuotationCoordinator,
    QuotationExpiry,
    QuotationExpiryTimer,
    QuotationTracking,
    QuoteToOrderCoordinator,
    QuoteToOrderWorkflow,
    SalesLineRows,
)
from crm_operations.revenue_splits import OpportunitySplitCoordinator
from crm_operations.sales_performance import CoachingCoordinator, CoachingTimer, SalesPerformanceCoordinator
from crm_operations.service_levels import ServiceLevelCoordinator, SlaPolicyCoordinator, SlaReportCoordinator
from crm_operations.timers import TimerCoordinator, TimerFiring
from crm_operations.work_queue import WorkQueueCoordinator
from crm_operations.working_calendars import WorkingCalendarCoordinator


def closes_deals(closing: OpportunityCloseCoordinator) -> CloseDeal:
    """How a deal is closed after its last yes."""

    def close(actor: Actor, opportunity_id: str, value: Money | None) -> None:
        closing.close_as_won(actor, CloseAsWon(opportunity_id=opportunity_id, value=value))

    return close


def asks_for_approval(deal_approval: DealApprovalCoordinator, approvals: ApprovalCoordinator) -> AskForApproval:
    """How the yes that a quotation needs is asked for."""

    def ask(actor: Actor, opportunity_id: str, value: Money) -> ApprovalRequest:
        asked = deal_approval.request(actor, RequestApproval(opportunity_id=opportunity_id, value=value))
        return approvals.get(actor, asked.request_id)

    return ask


class RoutesAgain:
    """Routing, for what escalates."""

    def __init__(self, routing: LeadRoutingCoordinator) -> None:
        self._routing = routing

    def route_again(self, actor: Actor, lead_id: str) -> RoutingAnswer:
        """To another one, by the rules."""
        return self._routing.route_lead(actor, RouteLead(lead_id=lead_id, again=True))


class Coordinators(containers.DeclarativeContainer):
    """The coordinators that applications call, and the relays behind them."""

    infrastructure = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()
    workflows = providers.DependenciesContainer()

    coordinator = ByName((Infrastructure, infrastructure), (Partners, partners), (Workflows, workflows))

    leads = coordinator(LeadManagementCoordinator)
    scoring = coordinator(LeadScoringCoordinator)
    sources = coordinator(LeadSourceCoordinator)
    custom_fields = coordinator(CustomFieldCoordinator)
    products = coordinator(ProductCoordinator)
    exports = coordinator(ExportCoordinator)
    calendars = coordinator(WorkingCalendarCoordinator)
    accounts = coordinator(CustomerCoordinator)
    activities = coordinator(ActivityCoordinator)
    currency_rates = coordinator(CurrencyRateCoordinator)
    routing = coordinator(LeadRoutingCoordinator, workflow=workflows.lead_routing)
    delegations = coordinator(DelegationCoordinator)
    conversion = coordinator(
        LeadConversionCoordinator, workflow=workflows.lead_conversion, contexts=workflows.lead_contexts
    )
    deals = coordinator(PipelineCoordinator)
    closing = coordinator(
        OpportunityCloseCoordinator,
        won=workflows.deal_won,
        lost=workflows.deal_lost,
        contexts=workflows.opportunity_contexts,
    )
    credits = coordinator(CreditCoordinator)
    deal_approval = coordinator(DealApprovalCoordinator, workflow=workflows.deal_approval)
    after_approval = providers.Dict(
        {EntityKind.OPPORTUNITY: coordinator(CloseApprovedDeal, close=providers.Singleton(closes_deals, closing))}
    )
    approvals = coordinator(ApprovalCoordinator, after_approval=after_approval)
    splits = coordinator(OpportunitySplitCoordinator, approvals=approvals)
    order_deals = coordinator(OrderDeals, ordering=workflows.deal_order)
    quote_to_order = coordinator(QuoteToOrderCoordinator, quoting=workflows.deal_quotation, order_deals=order_deals)
    quotation_tracking = coordinator(QuotationTracking)
    quotation_expiry = coordinator(QuotationExpiry)
    quotes = coordinator(
        QuotationCoordinator,
        quote_to_order_workflow=coordinator(
            QuoteToOrderWorkflow,
            generating=workflows.quotation_version,
            revising=workflows.quotation_revision,
            moving=workflows.quotation_status,
            extending=workflows.quotation_extension,
            order_deals=order_deals,
            ask_for_approval=providers.Singleton(asks_for_approval, deal_approval, approvals),
            quotation_tracking=quotation_tracking,
            quotation_expiry=quotation_expiry,
        ),
    )
    analytics = coordinator(PipelineAnalyticsCoordinator, renderer=partners.reports)
    dashboard = coordinator(WorkQueueCoordinator, store=partners.work_queue)
    audit = coordinator(AuditCoordinator, rules=providers.Object(RULES))
    service_levels = coordinator(ServiceLevelCoordinator)
    sla_policies = coordinator(SlaPolicyCoordinator)
    sla_reports = coordinator(SlaReportCoordinator)
    approval_reports = coordinator(ApprovalReportCoordinator)
    commissions = coordinator(CommissionCoordinator, workflow=workflows.commission_run)
    commission_plans = coordinator(CommissionPlanCoordinator)
    commission_assignments = coordinator(CommissionAssignmentCoordinator)
    commission_settlement = coordinator(CommissionSettlementCoordinator)
    commission_disputes = coordinator(CommissionDisputeCoordinator)
    commission_statements = coordinator(CommissionStatementCoordinator)
    performance = coordinator(SalesPerformanceCoordinator)
    forecasts = coordinator(ForecastCoordinator)
    forecast_snapshots = coordinator(ForecastSnapshotCoordinator)
    coaching = coordinator(CoachingCoordinator)
    import_writers = providers.Dict(
        {
            ImportKind.LEAD: coordinator(CustomersNamed, writer=leads),
            ImportKind.ACTIVITY: activities,
            ImportKind.DEAL: coordinator(DealRows),
            ImportKind.PRODUCT: products,
            ImportKind.CUSTOMER: coordinator(PartyRows, row_kind=providers.Object(ImportKind.CUSTOMER)),
            ImportKind.CONTACT: coordinator(PartyRows, row_kind=providers.Object(ImportKind.CONTACT)),
            ImportKind.PERSON: coordinator(PersonRows),
            ImportKind.SALES_LINE: coordinator(SalesLineRows),
        }
    )
    """Who writes the rows of each kind: a line each."""
    imports = coordinator(ImportCoordinator, writers=import_writers)
    timers = coordinator(TimerCoordinator)
    escalations = coordinator(EscalationCoordinator)
    escalation_workflow = coordinator(EscalationWorkflow)
    timer_handlers = providers.List(
        coordinator(ApprovalTimer),
        coordinator(ContinuationTimer, after_approval=after_approval),
        coordinator(QuotationExpiryTimer, quotation_expiry=quotation_expiry),
        coordinator(DelegationStarts),
        coordinator(DelegationEnds),
        coordinator(ClockTimer, escalation=escalation_workflow),
        coordinator(StaleLeadTimer, escalation=escalation_workflow),
        coordinator(LadderTimer, escalation=escalation_workflow),
        coordinator(SnapshotTimer),
        coordinator(CoachingTimer),
        coordinator(ReassignTimer, routing=providers.Factory(RoutesAgain, routing)),
    )
    """One for each kind of timer: a line each."""
    timer_firing = coordinator(
        TimerFiring,
        queue=infrastructure.timer_queue,
        handlers=timer_handlers,
        settings=infrastructure.settings.provided.operations.timers,
        chance=providers.Object(random.random),
    )
    journeys = coordinator(JourneyFollower)
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
    webhook_services = coordinator(WebhookServices)
    webhooks = webhook_services.provided.webhooks
    integrations = webhook_services.provided.integrations
    handlers_with_webhooks = providers.Singleton(WebhookServices.listening, webhook_services, standard_handlers)
    handlers = providers.Singleton(
        with_live_news, handlers_with_webhooks, partners.live_news, infrastructure.settings.provided.live
    )
    real_time = coordinator(RealTimeNotifier, news=partners.live_news)
    live = coordinator(
        LiveUpdates,
        feed=partners.live_feed,
        signal=partners.live_signal,
        settings=infrastructure.settings.provided.live,
        dashboard=dashboard,
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
    notifier = coordinator(Notifier, report=coordinator(SqlDeliveryReport), dead_letters=relay)
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
    imports = Provided(Coordinators.imports)
    custom_fields = Provided(Coordinators.custom_fields)
    products = Provided(Coordinators.products)
    exports = Provided(Coordinators.exports)
    calendars = Provided(Coordinators.calendars)
    accounts = Provided(Coordinators.accounts)
    routing = Provided(Coordinators.routing)
    delegations = Provided(Coordinators.delegations)
    conversion = Provided(Coordinators.conversion)
    deals = Provided(Coordinators.deals)
    closing = Provided(Coordinators.closing)
    quote_to_order = Provided(Coordinators.quote_to_order)
    quotes = Provided(Coordinators.quotes)
    activities = Provided(Coordinators.activities)
    approvals = Provided(Coordinators.approvals)
    credits = Provided(Coordinators.credits)
    splits = Provided(Coordinators.splits)
    deal_approval = Provided(Coordinators.deal_approval)
    currency_rates = Provided(Coordinators.currency_rates)
    analytics = Provided(Coordinators.analytics)
    dashboard = Provided(Coordinators.dashboard)
    audit = Provided(Coordinators.audit)
    notifier = Provided(Coordinators.notifier)
    real_time = Provided(Coordinators.real_time)
    live = Provided(Coordinators.live)
    webhooks: Provided[Webhooks] = Provided(Coordinators.webhooks)
    integrations: Provided[Integrations] = Provided(Coordinators.integrations)
    service_levels = Provided(Coordinators.service_levels)
    sla_policies = Provided(Coordinators.sla_policies)
    escalations = Provided(Coordinators.escalations)
    sla_reports = Provided(Coordinators.sla_reports)
    approval_reports = Provided(Coordinators.approval_reports)
    commissions = Provided(Coordinators.commissions)
    commission_plans = Provided(Coordinators.commission_plans)
    commission_assignments = Provided(Coordinators.commission_assignments)
    commission_settlement = Provided(Coordinators.commission_settlement)
    commission_disputes = Provided(Coordinators.commission_disputes)
    commission_statements = Provided(Coordinators.commission_statements)
    performance = Provided(Coordinators.performance)
    forecasts = Provided(Coordinators.forecasts)
    forecast_snapshots = Provided(Coordinators.forecast_snapshots)
    coaching = Provided(Coordinators.coaching)
    timers = Provided(Coordinators.timers)
    timer_firing = Provided(Coordinators.timer_firing)
    relay = Provided(Coordinators.relay)
