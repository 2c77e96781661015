"""Approvals: requests for anything that needs a yes, and the gate before a deal is won."""

from crm_operations.approvals.coordinator import ApprovalCoordinator, Continuation
from crm_operations.approvals.deals import (
    DEAL_APPROVAL,
    DEAL_APPROVAL_1,
    MATERIAL,
    NoShares,
    SharesInDeals,
    about_deal,
    case_of,
    last_editor,
    policy_of,
    terms_of,
)
from crm_operations.approvals.electorate import Conflicts, conflicts_of, humans_of, round_of
from crm_operations.approvals.follower import DealApprovalFollower
from crm_operations.approvals.gate import Approvable, ApprovalMissing, Standing
from crm_operations.approvals.reports import ApprovalReportCoordinator, ApprovalReportQuery
from crm_operations.approvals.requests import CONTINUATION, TIMER, ApprovalRequests, expiry, may_vote_for, rungs
from crm_operations.approvals.timers import ApprovalTimer, ContinuationTimer
from crm_operations.approvals.working_days import working_days_after

__all__ = [
    "CONTINUATION",
    "DEAL_APPROVAL",
    "DEAL_APPROVAL_1",
    "MATERIAL",
    "TIMER",
    "Approvable",
    "ApprovalCoordinator",
    "ApprovalMissing",
    "ApprovalReportCoordinator",
    "ApprovalReportQuery",
    "ApprovalRequests",
    "ApprovalTimer",
    "Conflicts",
    "Continuation",
    "ContinuationTimer",
    "DealApprovalFollower",
    "NoShares",
    "SharesInDeals",
    "Standing",
    "about_deal",
    "case_of",
    "conflicts_of",
    "expiry",
    "humans_of",
    "last_editor",
    "may_vote_for",
    "policy_of",
    "round_of",
    "rungs",
    "terms_of",
    "working_days_after",
]
