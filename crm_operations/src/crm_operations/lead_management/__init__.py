"""Lead management: the life of a lead before it becomes a customer."""

from crm_operations.lead_management.answers import CaptureOutcome, LeadCaptured, LeadReceipt
from crm_operations.lead_management.coordinator import LeadManagementCoordinator

__all__ = ["CaptureOutcome", "LeadCaptured", "LeadManagementCoordinator", "LeadReceipt"]
