"""Lead management: a lead from capture to qualification or disqualification."""

from crm_operations.lead_management.answers import CaptureOutcome, LeadCaptured, LeadReceipt
from crm_operations.lead_management.coordinator import LeadManagementCoordinator
from crm_operations.lead_management.score_rule import SCORE

__all__ = ["SCORE", "CaptureOutcome", "LeadCaptured", "LeadManagementCoordinator", "LeadReceipt"]
