"""Quote to order: a deal becomes a quotation, and a won one an order."""

from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.coordinator import QuoteToOrderCoordinator
from crm_operations.quote_to_order.errors import OpportunityNotClosable
from crm_operations.quote_to_order.quotations import OpportunityQuotations, QuotationForOpportunity
from crm_operations.quote_to_order.request import Ordered, OrderOpportunity, Quoted, QuoteOpportunity, SalesDocuments
from crm_operations.quote_to_order.workflow import OrderOpportunityWorkflow, QuoteOpportunityWorkflow

__all__ = [
    "OpportunityCase",
    "OpportunityNotClosable",
    "OpportunityQuotations",
    "OrderOpportunity",
    "OrderOpportunityWorkflow",
    "Ordered",
    "QuotationForOpportunity",
    "QuoteOpportunity",
    "QuoteOpportunityWorkflow",
    "QuoteToOrderCoordinator",
    "Quoted",
    "SalesDocuments",
]
