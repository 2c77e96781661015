"""Requests to convert a lead, and their answers."""

from crm_core.money import Amount
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Day, ForeignId, Id, ShortText, Text, UserId
from crm_operations.process import Answer, NonFinal


class ConvertLead(Value):
    """Everything but the lead may be left out: its own facts and the tenant's settings then apply.

    ``customer_id`` picks an existing customer instead of looking one up by e-mail address. ``override_reason``
    converts a lead the rule would refuse; it takes a permission and is recorded as a decision.
    """

    lead_id: Id
    customer_id: ForeignId | None = None
    opportunity_name: ShortText | None = None
    expected_revenue: Amount | None = None
    expected_close_date: Day | None = None
    assigned_to: UserId | None = None
    pipeline_id: Id | None = None
    override_reason: Text | None = None


class Conversion(Answer):
    """What the lead became; ``customer_created`` is False when the customer existed."""

    lead_id: AnyText
    customer_id: AnyText
    opportunity_id: AnyText
    opportunity_number: AnyText
    customer_created: bool


class LeadNotQualified(NonFinal):
    """Not converted: each reason names the figure and the bound it misses; a later request may succeed."""

    lead_id: AnyText
    reasons: tuple[AnyText, ...]


class ConversionPlan(Value):
    """What a conversion would do; nothing is written."""

    lead_id: AnyText
    would_convert: bool
    refusals: tuple[AnyText, ...] = ()
    creates: tuple[AnyText, ...] = ()
    reuses: tuple[AnyText, ...] = ()
    moves: tuple[AnyText, ...] = ()
    leaves: tuple[AnyText, ...] = ()
    """What stays behind on the lead because an opportunity has no place for it."""
