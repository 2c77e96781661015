"""Lead conversion: a qualified lead becomes a customer and an opportunity, once and completely."""

from crm_operations.lead_conversion.bulk import (
    BulkConversion,
    Candidate,
    ConversionOutcome,
    ConvertLeads,
    LeadOutcome,
    ReasonCount,
    candidates,
)
from crm_operations.lead_conversion.context import LeadContext, LeadContextProvider
from crm_operations.lead_conversion.coordinator import LeadConversionCoordinator
from crm_operations.lead_conversion.qualification import (
    QUALIFICATION,
    LeadQualificationRule,
    NotQualified,
    QualificationCase,
    QualificationResult,
    Qualified,
)
from crm_operations.lead_conversion.request import Conversion, ConversionPlan, ConvertLead, LeadNotQualified
from crm_operations.lead_conversion.workflow import LeadToOpportunityWorkflow

__all__ = [
    "QUALIFICATION",
    "BulkConversion",
    "Candidate",
    "Conversion",
    "ConversionOutcome",
    "ConversionPlan",
    "ConvertLead",
    "ConvertLeads",
    "LeadContext",
    "LeadContextProvider",
    "LeadConversionCoordinator",
    "LeadNotQualified",
    "LeadOutcome",
    "LeadQualificationRule",
    "LeadToOpportunityWorkflow",
    "NotQualified",
    "QualificationCase",
    "QualificationResult",
    "Qualified",
    "ReasonCount",
    "candidates",
]
