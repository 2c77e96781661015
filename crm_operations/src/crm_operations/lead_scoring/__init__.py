"""Lead scoring: the tenant's models, version by version, and their back-tests."""

from crm_operations.lead_scoring.coordinator import LeadScoringCoordinator

__all__ = ["LeadScoringCoordinator"]
