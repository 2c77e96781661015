"""Quote to order: a deal becomes a quotation, version by version, and a won one an order."""

from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.coordinator import QuoteToOrderCoordinator
from crm_operations.quote_to_order.errors import (
    OpportunityNotClosable,
    QuotationDiffers,
    QuotationHolds,
    QuotationUnknownHere,
)
from crm_operations.quote_to_order.expiring import QuotationExpiry, QuotationExpiryTimer
from crm_operations.quote_to_order.extending import ExtendQuotationWorkflow
from crm_operations.quote_to_order.follower import QuotationFollower
from crm_operations.quote_to_order.generating import GenerateQuotationWorkflow
from crm_operations.quote_to_order.importing import SalesLineRows
from crm_operations.quote_to_order.moving import MoveQuotationWorkflow
from crm_operations.quote_to_order.ordering import OrderDeals
from crm_operations.quote_to_order.process import AskForApproval, QuoteToOrderWorkflow
from crm_operations.quote_to_order.quotation_coordinator import QuotationCoordinator
from crm_operations.quote_to_order.quotations import OpportunityQuotations, QuotationForOpportunity
from crm_operations.quote_to_order.request import (
    ExtendQuotation,
    GenerateQuotation,
    MoveQuotation,
    Offered,
    Ordered,
    OrderOpportunity,
    QuotationMove,
    Quoted,
    QuoteOpportunity,
    ReviseQuotation,
    SalesDocuments,
)
from crm_operations.quote_to_order.revising import ReviseQuotationWorkflow
from crm_operations.quote_to_order.tracking import QuotationTracking, difference_of
from crm_operations.quote_to_order.versions import EXPIRY, QuotationVersions, product_values
from crm_operations.quote_to_order.workflow import OrderOpportunityWorkflow, QuoteOpportunityWorkflow

__all__ = [
    "EXPIRY",
    "AskForApproval",
    "ExtendQuotation",
    "ExtendQuotationWorkflow",
    "GenerateQuotation",
    "GenerateQuotationWorkflow",
    "MoveQuotation",
    "MoveQuotationWorkflow",
    "Offered",
    "OpportunityCase",
    "OpportunityNotClosable",
    "OpportunityQuotations",
    "OrderDeals",
    "OrderOpportunity",
    "OrderOpportunityWorkflow",
    "Ordered",
    "QuotationCoordinator",
    "QuotationDiffers",
    "QuotationExpiry",
    "QuotationExpiryTimer",
    "QuotationFollower",
    "QuotationForOpportunity",
    "QuotationHolds",
    "QuotationMove",
    "QuotationTracking",
    "QuotationUnknownHere",
    "QuotationVersions",
    "QuoteOpportunity",
    "QuoteOpportunityWorkflow",
    "QuoteToOrderCoordinator",
    "QuoteToOrderWorkflow",
    "Quoted",
    "ReviseQuotation",
    "ReviseQuotationWorkflow",
    "SalesDocuments",
    "SalesLineRows",
    "difference_of",
    "product_values",
]
