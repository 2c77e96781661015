"""The facts by which conditions select leads, in routing rules and bulk operations."""

from datetime import UTC, datetime
from typing import Annotated

from crm_core.conditions import Condition, Facts
from crm_core.leads.lead import Lead
from crm_core.leads.score import Grade
from crm_core.leads.status import LeadStatus
from crm_core.money import TotalMinorUnits
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import AnyAttributes, AnyText, Priority, SourceKey, Total


class SelectionFacts(Value):
    """The facts for conditions, under the root ``lead``.

    The person's name, address and number are left out: no rule needs them, and every decision stores its facts.
    """

    source: SourceKey
    priority: Priority
    status: LeadStatus
    score: Total
    grade: Grade
    company: Annotated[AnyText, PERSONAL] | None
    email_domain: Annotated[AnyText, PERSONAL] | None
    industry: Annotated[AnyText, IMPERSONAL] | None
    territory: Annotated[AnyText, IMPERSONAL] | None
    estimated_value_minor: TotalMinorUnits | None
    currency_code: Annotated[AnyText, IMPERSONAL] | None
    campaign_id: Annotated[AnyText, IMPERSONAL] | None
    party_id: Annotated[AnyText, IMPERSONAL] | None
    reopened_count: Total
    created_at: AnyMoment
    attributes: Annotated[AnyAttributes, PERSONAL]

    @classmethod
    def of(cls, lead: Lead) -> "SelectionFacts":
        """The lead's fields as they are; of the email only the domain, in lower case."""
        return cls(
            source=lead.source,
            priority=lead.priority,
            status=lead.status,
            score=lead.score.total,
            grade=lead.score.grade,
            company=lead.company,
            email_domain=lead.email.rpartition("@")[2].lower() if lead.email else None,
            industry=lead.industry,
            territory=lead.territory,
            estimated_value_minor=lead.estimated_value_minor,
            currency_code=lead.currency_code,
            campaign_id=lead.campaign_id,
            party_id=lead.party_id,
            reopened_count=lead.reopened_count,
            created_at=lead.created_at,
            attributes=lead.attributes,
        )


class SelectableLead:
    """A lead whose facts are converted at the first condition, and used for all later ones."""

    __slots__ = ("_laid_out", "facts")

    def __init__(self, facts: SelectionFacts) -> None:
        self.facts = facts
        self._laid_out: Facts | None = None

    def fulfils(self, condition: str) -> bool:
        """Whether the lead fulfils the condition. Raises ConditionError when the types do not fit."""
        if self._laid_out is None:
            self._laid_out = Facts(lead=self.facts)
        return Condition.of(condition).matches(self._laid_out)


def sources_named(condition: str) -> frozenset[str]:
    """The sources that a condition over ``lead`` compares a lead's with."""
    return Condition.of(condition).texts_compared_with("lead", "source")


def selection_condition(source: str) -> Condition:
    """The compiled condition; every name in it must be a selection fact, and what it compares must compare.

    An attribute may have a value of any type, so who asks for one is judged lead by lead. Raises ConditionError.
    """
    condition = Condition.of(source).check_fields(lead=SelectionFacts)
    if not condition.asks_for("lead", "attributes"):
        condition.matches(Facts(lead=_SAMPLE))
    return condition


_SAMPLE = SelectionFacts(
    source="website",
    priority=Priority.MEDIUM,
    status=LeadStatus.NEW,
    score=50,
    grade=Grade.C,
    company="Acme",
    email_domain="acme.example",
    industry="software",
    territory="north",
    estimated_value_minor=100_000,
    currency_code="EUR",
    campaign_id="campaign",
    party_id="party",
    reopened_count=0,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    attributes={},
)
"""Every fact is there, so that a condition which compares what does not compare is refused when it is written."""
