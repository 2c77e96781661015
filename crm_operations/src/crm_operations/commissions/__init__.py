"""Commissions: plans, their runs, and what is posted to whom."""

from crm_operations.commissions.coordinator import CommissionCoordinator
from crm_operations.commissions.disputes import CommissionDisputeCoordinator, CommissionDisputeFollower
from crm_operations.commissions.explanations import ExplainCommission, ExplainedEntry
from crm_operations.commissions.payee_statements import PayeeStatement, PayeeStatementQuery, StatementLine
from crm_operations.commissions.payouts import Liability, Payout, PayoutsQuery
from crm_operations.commissions.plans import CommissionAssignmentCoordinator, CommissionPlanCoordinator
from crm_operations.commissions.previews import CommissionPreview, PersonDifference, SimulateCommission
from crm_operations.commissions.requests import (
    AdjustCommission,
    Adjusted,
    ApproveStatement,
    PlanPeriod,
    ReopenPeriod,
)
from crm_operations.commissions.settling import CommissionSettlementCoordinator
from crm_operations.commissions.statements import PersonStatement, Statements, StatementsQuery
from crm_operations.commissions.stating import CommissionStatementCoordinator
from crm_operations.commissions.verification import CommissionFlaw, CommissionVerification, VerifyCommissions
from crm_operations.commissions.workflow import CommissionsRun, CommissionWorkflow, RunCommissions

__all__ = [
    "AdjustCommission",
    "Adjusted",
    "ApproveStatement",
    "CommissionAssignmentCoordinator",
    "CommissionCoordinator",
    "CommissionDisputeCoordinator",
    "CommissionDisputeFollower",
    "CommissionFlaw",
    "CommissionPlanCoordinator",
    "CommissionPreview",
    "CommissionSettlementCoordinator",
    "CommissionStatementCoordinator",
    "CommissionVerification",
    "CommissionWorkflow",
    "CommissionsRun",
    "ExplainCommission",
    "ExplainedEntry",
    "Liability",
    "PayeeStatement",
    "PayeeStatementQuery",
    "Payout",
    "PayoutsQuery",
    "PersonDifference",
    "PersonStatement",
    "PlanPeriod",
    "ReopenPeriod",
    "RunCommissions",
    "SimulateCommission",
    "StatementLine",
    "Statements",
    "StatementsQuery",
    "VerifyCommissions",
]
