"""Lead management: the life of a lead before it becomes a customer."""

from crm_operations.lead_management.coordinator import LeadManagementCoordinator

__all__ = ["LeadManagementCoordinator"]
