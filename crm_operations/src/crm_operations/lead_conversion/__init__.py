"""Lead conversion: a qualified lead becomes a customer and an opportunity, once and wholly."""

from crm_operations.lead_conversion.context import LeadContext, LeadContextProvider
from crm_operations.lead_conversion.coordinator import LeadConversionCoordinator
from crm_operations.lead_conversion.qualification import (
    LeadQualificationRule,
    NotQualified,
    QualificationCase,
    QualificationResult,
    Qualified,
)
from crm_operations.lead_conversion.request import Conversion, ConversionPlan, ConvertLead, LeadNotQualified
from crm_operations.lead_conversion.workflow import LeadToOpportunityWorkflow

__all__ = [
    "Conversion",
    "ConversionPlan",
    "ConvertLead",
    "LeadContext",
    "LeadContextProvider",
    "LeadConversionCoordinator",
    "LeadNotQualified",
    "LeadQualificationRule",
    "LeadToOpportunityWorkflow",
    "NotQualified",
    "QualificationCase",
    "QualificationResult",
    "Qualified",
]
