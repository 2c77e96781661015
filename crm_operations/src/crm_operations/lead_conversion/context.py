"""The lead, activities and figures that a conversion needs (IFC-CRMOP-0038, IFC-CRMOP-0039)."""

from datetime import datetime

from crm_core.activities import ActivitySummary
from crm_core.leads import Lead
from crm_core.opportunities import CreateOpportunity
from crm_core.texts import fit
from crm_core.values import Utc, Value
from crm_core.vocabulary import LINE_LENGTH, TEXT_LENGTH
from crm_operations.lead_conversion.request import ConvertLead
from crm_operations.providers import Customer, CustomerDraft
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


class LeadContext(Value):
    """The lead as of a moment, with what happened around it."""

    lead: Lead
    activities: ActivitySummary
    at: Utc

    @property
    def age_days(self) -> int:
        """Whole days since capture."""
        return max(0, (self.at - self.lead.created_at).days)


class LeadContextProvider:
    """Reads within the caller's unit of work, so the picture is consistent."""

    def get_context(self, work: UnitOfWork, lead_id: str, at: datetime) -> LeadContext:
        """Raises LeadNotFound."""
        lead = work.leads.get(lead_id)
        return LeadContext(lead=lead, activities=work.activities.summary(lead.ref, at), at=at)

    def customer_draft(self, lead: Lead) -> CustomerDraft:
        """The customer a lead would become: its company, or the person when it names none."""
        return CustomerDraft(
            name=lead.company or lead.name,
            contact_name=lead.name if lead.company else None,
            email=lead.email,
            phone=lead.phone,
            industry=lead.industry,
            lead_id=lead.id,
        )

    def get_lead_data_for_conversion(
        self, lead: Lead, customer: Customer, command: ConvertLead, settings: OperationsSettings, user_id: str
    ) -> CreateOpportunity:
        """The deal's data from the command, else from the lead; an amount that neither has stays unknown.

        Texts stored beyond today's bounds are cut to them. Raises Invalid for such an amount.
        """
        revenue = command.expected_revenue
        return CreateOpportunity(
            name=command.opportunity_name or fit(lead.company or lead.name, LINE_LENGTH),
            party_id=customer.id,
            contact_id=customer.contact_id,
            assigned_to=command.assigned_to or lead.assigned_to or user_id,
            currency_code=revenue.currency if revenue else lead.currency_code or settings.currency,
            expected_revenue_minor=revenue.minor if revenue else lead.estimated_value_minor,
            expected_close_date=command.expected_close_date,
            lead_id=lead.id,
            priority=lead.priority,
            notes=fit(lead.notes, TEXT_LENGTH, lines=True) if lead.notes else None,
        )
