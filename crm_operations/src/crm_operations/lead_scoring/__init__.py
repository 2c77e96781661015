"""Lead scoring: the tenant's models, version by version, and how well they tell leads apart."""

from crm_operations.lead_scoring.coordinator import LeadScoringCoordinator

__all__ = ["LeadScoringCoordinator"]
