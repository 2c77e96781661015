"""Commissions: plans, their runs, and what is posted to whom."""

from crm_operations.commissions.coordinator import CommissionCoordinator
from crm_operations.commissions.explanations import ExplainCommission, ExplainedEntry
from crm_operations.commissions.plans import CommissionAssignmentCoordinator, CommissionPlanCoordinator
from crm_operations.commissions.statements import PersonStatement, Statements, StatementsQuery
from crm_operations.commissions.workflow import CommissionsRun, CommissionWorkflow, RunCommissions

__all__ = [
    "CommissionAssignmentCoordinator",
    "CommissionCoordinator",
    "CommissionPlanCoordinator",
    "CommissionWorkflow",
    "CommissionsRun",
    "ExplainCommission",
    "ExplainedEntry",
    "PersonStatement",
    "RunCommissions",
    "Statements",
    "StatementsQuery",
]
