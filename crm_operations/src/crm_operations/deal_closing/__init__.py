"""Deal closing: won with an accepted quotation, or lost with a reason."""

from crm_operations.deal_closing.context import (
    AttentionIndicator,
    ClosingData,
    OpportunityContext,
    OpportunityContextProvider,
)
from crm_operations.deal_closing.conversion import OrderDealWorkflow, QuoteDealWorkflow
from crm_operations.deal_closing.converter import OpportunityConverter
from crm_operations.deal_closing.coordinator import OpportunityCloseCoordinator
from crm_operations.deal_closing.errors import DealNotClosable
from crm_operations.deal_closing.request import (
    CloseAsLost,
    CloseAsWon,
    Closing,
    OrderDeal,
    Ordered,
    Quoted,
    QuoteDeal,
    SalesDocuments,
)
from crm_operations.deal_closing.workflow import CloseAsLostWorkflow, CloseAsWonWorkflow

__all__ = [
    "AttentionIndicator",
    "CloseAsLost",
    "CloseAsLostWorkflow",
    "CloseAsWon",
    "CloseAsWonWorkflow",
    "Closing",
    "ClosingData",
    "DealNotClosable",
    "OpportunityCloseCoordinator",
    "OpportunityContext",
    "OpportunityContextProvider",
    "OpportunityConverter",
    "OrderDeal",
    "OrderDealWorkflow",
    "Ordered",
    "QuoteDeal",
    "QuoteDealWorkflow",
    "Quoted",
    "SalesDocuments",
]
