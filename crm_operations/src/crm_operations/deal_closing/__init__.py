"""Deal closing: won with an accepted quotation, or lost with a reason."""

from crm_operations.deal_closing.closings import Closings
from crm_operations.deal_closing.context import (
    AttentionIndicator,
    ClosingData,
    OpportunityContext,
    OpportunityContextProvider,
)
from crm_operations.deal_closing.coordinator import OpportunityCloseCoordinator
from crm_operations.deal_closing.importing import DealRows
from crm_operations.deal_closing.request import (
    CloseAsLost,
    CloseAsWon,
    Closing,
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
    "Closings",
    "DealRows",
    "OpportunityCloseCoordinator",
    "OpportunityContext",
    "OpportunityContextProvider",
]
