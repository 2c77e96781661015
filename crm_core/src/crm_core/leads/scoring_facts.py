"""The facts of scoring rules: a lead and its activity, as of one moment."""

from datetime import datetime
from typing import Annotated

from crm_core.conditions import Condition, Facts
from crm_core.leads.lead import Lead
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import AnyAttributes, AnyText, Priority, SourceKey, Total


class Engagement(Value):
    """How much happened with a lead up to a moment; all but ``total`` count human activities alone.

    ``recent`` counts those of the 30 days before.
    """

    total: Total = 0
    interactions: Total = 0
    recent: Total = 0
    meetings: Total = 0
    last_at: Utc | None = None


class LeadFacts(Value):
    """The root ``lead``. An unknown fact is None, and a condition on it never matches."""

    source: SourceKey
    priority: Priority
    industry: Annotated[AnyText, IMPERSONAL] | None
    territory: Annotated[AnyText, IMPERSONAL] | None
    company: Annotated[AnyText, PERSONAL] | None
    has_email: bool
    has_phone: bool
    estimated_value_minor: TotalMinorUnits | None
    currency_code: Annotated[AnyText, IMPERSONAL] | None
    attributes: Annotated[AnyAttributes, PERSONAL]
    age_days: Total
    reopened_count: Total


class ActivityFacts(Value):
    """The root ``activity``; all but ``total`` count human activities alone.

    ``days_since_last`` is None without any, or when the last is dated later.
    """

    total: Total
    interactions: Total
    recent: Total
    meetings: Total
    days_since_last: Total | None


class LeadScoringFacts(Value):
    """The complete case: the same facts and the same model always give the same score."""

    lead: LeadFacts
    activity: ActivityFacts
    currency: StoredCurrency | None = None
    """What the amounts in a model's conditions are in, where the model does not say; None compares them as they are."""

    @classmethod
    def of(cls, lead: Lead, engagement: Engagement, at: datetime, currency: str | None = None) -> "LeadScoringFacts":
        """The facts at that moment: ages are counted here, so no nightly job has to let points expire."""
        return cls(
            currency=currency,
            lead=LeadFacts(
                source=lead.source,
                priority=lead.priority,
                industry=lead.industry,
                territory=lead.territory,
                company=lead.company,
                has_email=lead.email is not None,
                has_phone=lead.phone is not None,
                estimated_value_minor=lead.estimated_value_minor,
                currency_code=lead.currency_code,
                attributes=lead.attributes,
                age_days=_days_between(lead.created_at, at) or 0,
                reopened_count=lead.reopened_count,
            ),
            activity=ActivityFacts(
                total=engagement.total,
                interactions=engagement.interactions,
                recent=engagement.recent,
                meetings=engagement.meetings,
                days_since_last=None if engagement.last_at is None else _days_between(engagement.last_at, at),
            ),
        )

    def for_conditions(self) -> Facts:
        """The facts under the roots ``lead`` and ``activity``."""
        return Facts(lead=self.lead, activity=self.activity)


def scoring_condition(source: str) -> Condition:
    """The condition, once every name in it is a fact of scoring. Raises ConditionError."""
    return Condition.of(source).check_fields(lead=LeadFacts, activity=ActivityFacts)


def is_threshold_in_money(condition: Condition) -> bool:
    """Whether it compares an amount without asking for its currency."""
    return condition.asks_for("lead", "estimated_value_minor") and not condition.asks_for("lead", "currency_code")


def _days_between(earlier: datetime, later: datetime) -> int | None:
    """Whole days; None when ``earlier`` is not earlier at all."""
    passed = as_utc(later) - earlier
    return passed.days if passed.days >= 0 else None
