"""Lead sources: the tenant's list of where leads come from."""

from crm_operations.lead_sources.coordinator import LeadSourceCoordinator

__all__ = ["LeadSourceCoordinator"]
