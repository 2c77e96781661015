"""The workflows, what they read, and what runs them."""

from typing import Any

from dependency_injector import containers, providers

from crm_adapters.replay import ReplayBatchWorkflow
from crm_adapters.wiring.by_name import ByName
from crm_adapters.wiring.durable import LazyDurableRunner, durable_runner
from crm_adapters.wiring.extras import process_watch
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_adapters.wiring.local_transaction import local_transaction
from crm_adapters.wiring.providers import Partners
from crm_adapters.wiring.replay import replay_opener
from crm_operations.commissions import CommissionWorkflow
from crm_operations.credits import SplitShares
from crm_operations.deal_approval import DealApprovalWorkflow
from crm_operations.deal_closing import CloseAsLostWorkflow, CloseAsWonWorkflow, Closings, OpportunityContextProvider
from crm_operations.lead_conversion import LeadContextProvider, LeadToOpportunityWorkflow
from crm_operations.lead_routing import RouteBatchWorkflow, RoutingTransaction
from crm_operations.process import InProcessRunner
from crm_operations.quote_to_order import (
    ExtendQuotationWorkflow,
    GenerateQuotationWorkflow,
    MoveQuotationWorkflow,
    OrderOpportunityWorkflow,
    QuoteOpportunityWorkflow,
    ReviseQuotationWorkflow,
)


class Workflows(containers.DeclarativeContainer):
    """The workflows, what they read, and what runs them."""

    infrastructure = providers.DependenciesContainer()
    partners = providers.DependenciesContainer()

    workflow = ByName((Infrastructure, infrastructure), (Partners, partners))

    lead_contexts = workflow(LeadContextProvider)
    opportunity_contexts = workflow(OpportunityContextProvider)
    lead_conversion = workflow(LeadToOpportunityWorkflow, contexts=lead_contexts)
    closings = workflow(Closings, contexts=opportunity_contexts)
    deal_won = workflow(CloseAsWonWorkflow, closings=closings)
    deal_lost = workflow(CloseAsLostWorkflow, closings=closings)
    deal_quotation = workflow(QuoteOpportunityWorkflow)
    deal_order = workflow(OrderOpportunityWorkflow)
    quotation_version = workflow(GenerateQuotationWorkflow)
    quotation_revision = workflow(ReviseQuotationWorkflow)
    quotation_status = workflow(MoveQuotationWorkflow)
    quotation_extension = workflow(ExtendQuotationWorkflow)
    deal_approval = workflow(DealApprovalWorkflow, shares=providers.Singleton(SplitShares))
    commission_run = workflow(CommissionWorkflow)

    routing_transaction = workflow(RoutingTransaction)
    lead_routing = workflow(RouteBatchWorkflow, transaction=routing_transaction)

    open_crm: providers.Dependency[Any] = providers.Dependency()
    """Opens the application once more, for a replay on its own clock."""
    deal_replay = providers.Singleton(
        ReplayBatchWorkflow,
        providers.Callable(replay_opener, open_crm, infrastructure.settings, infrastructure.database),
    )

    registered = providers.List(
        lead_conversion,
        lead_routing,
        deal_won,
        deal_lost,
        deal_quotation,
        deal_order,
        quotation_version,
        quotation_revision,
        quotation_status,
        quotation_extension,
        deal_approval,
        commission_run,
        deal_replay,
    )
    """Every workflow, for the engine, which resumes them by name."""
    watch = providers.Singleton(process_watch, infrastructure.settings.provided.telemetry)
    works_off_queues = providers.Object(False)
    local_transaction = providers.Callable(
        local_transaction,
        infrastructure.database,
        partners.customers,
        partners.quotations,
        partners.orders,
        partners.people,
    )
    in_process = providers.Singleton(
        InProcessRunner,
        infrastructure.runs,
        infrastructure.clock,
        infrastructure.settings.provided.operations.retry,
        local_transaction,
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
    lazy_durable = providers.Singleton(LazyDurableRunner, durable.provider, in_process)
    runner = providers.Selector(infrastructure.settings.provided.runner, in_process=in_process, durable=lazy_durable)
