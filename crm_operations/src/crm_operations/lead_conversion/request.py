"""The wish to convert a lead, and what comes of it."""

from datetime import date

from crm_core.money import Money
from crm_core.values import Value
from crm_core.vocabulary import ShortText, Text
from crm_operations.process import Answer, NotYet


class ConvertLead(Value):
    """Everything but the lead may be left out: then the lead's own facts and the tenant's settings decide.

    ``customer_id`` picks an existing customer instead of looking one up by e-mail address.
    ``override_reason`` converts a lead the rule would refuse; it takes a permission and is kept as a decision.
    """

    lead_id: str
    customer_id: str | None = None
    opportunity_name: ShortText | None = None
    expected_revenue: Money | None = None
    expected_close_date: date | None = None
    assigned_to: str | None = None
    pipeline_id: str | None = None
    override_reason: Text | None = None


class Conversion(Answer):
    """What the lead became; ``customer_created`` is False when the customer was there before."""

    lead_id: str
    customer_id: str
    opportunity_id: str
    opportunity_number: str
    customer_created: bool


class LeadNotQualified(NotYet):
    """Not now: each reason says what is missing and what it would take."""

    lead_id: str
    reasons: tuple[str, ...]


class ConversionPlan(Value):
    """What a conversion would do, touching nothing."""

    lead_id: str
    would_convert: bool
    refusals: tuple[str, ...] = ()
    creates: tuple[str, ...] = ()
    reuses: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    """What stays behind on the lead because an opportunity has no place for it."""
