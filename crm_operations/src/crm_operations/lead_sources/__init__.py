"""Lead sources: the list of where leads come from, kept by the tenant."""

from crm_operations.lead_sources.coordinator import LeadSourceCoordinator

__all__ = ["LeadSourceCoordinator"]
