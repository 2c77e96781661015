"""Deal approval: asks for the yes that a deal needs, and closes it once it has that."""

from crm_operations.deal_approval.coordinator import DealApprovalCoordinator
from crm_operations.deal_approval.request import ApprovalAsked, RequestApproval, WhatIf, WhatIfAnswer
from crm_operations.deal_approval.then_close import CloseApprovedDeal, CloseDeal
from crm_operations.deal_approval.workflow import DealApprovalWorkflow

__all__ = [
    "ApprovalAsked",
    "CloseApprovedDeal",
    "CloseDeal",
    "DealApprovalCoordinator",
    "DealApprovalWorkflow",
    "RequestApproval",
    "WhatIf",
    "WhatIfAnswer",
]
