"""Commissions: plans, their runs, and what is posted to whom."""

from crm_operations.commissions.coordinator import CommissionCoordinator
from crm_operations.commissions.disputes import CommissionDisputeCoordinator, CommissionDisputeFollower
from crm_operations.commissions.explanations import ExplainCommission, ExplainedEntry
from crm_operations.commissions.plans import CommissionAssignmentCoordinator, CommissionPlanCoordinator
from crm_operations.commissions.requests import (
    AdjustCommission,
    Adjusted,
    ApproveStatement,
    PlanPeriod,
    ReopenPeriod,
)
from crm_operations.commissions.settling import CommissionSettlementCoordinator
from crm_operations.commissions.statements import PersonStatement, Statements, StatementsQuery
from crm_operations.commissions.workflow import CommissionsRun, CommissionWorkflow, RunCommissions

__all__ = [
    "AdjustCommission",
    "Adjusted",
    "ApproveStatement",
    "CommissionAssignmentCoordinator",
    "CommissionCoordinator",
    "CommissionDisputeCoordinator",
    "CommissionDisputeFollower",
    "CommissionPlanCoordinator",
    "CommissionSettlementCoordinator",
    "CommissionWorkflow",
    "CommissionsRun",
    "ExplainCommission",
    "ExplainedEntry",
    "PersonStatement",
    "PlanPeriod",
    "ReopenPeriod",
    "RunCommissions",
    "Statements",
    "StatementsQuery",
]
