"""Qualification: score, activity and age of a lead (BUS-CRMOP-0014, IFC-CRMOP-0043/0044)."""

from typing import Annotated, Literal

from crm_core.personal import PERSONAL
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.lead_conversion.context import LeadContext
from crm_operations.records import Rule
from crm_operations.settings import QualificationSettings


class QualificationCase(Value):
    """The figures the rule uses; stored with its verdict, so that it can be judged again."""

    score: Total
    activity_count: Total
    age_days: Total
    override_reason: Annotated[AnyText, PERSONAL] | None = None

    @classmethod
    def of(cls, context: LeadContext, override_reason: str | None) -> "QualificationCase":
        """The figures of the lead as loaded."""
        return cls(
            score=context.lead.score.total,
            activity_count=context.activities.total,
            age_days=context.age_days,
            override_reason=override_reason,
        )


class Qualified(Value):
    """May be converted; each reason names a figure and the bound it meets."""

    verdict: Literal["qualified"] = "qualified"
    reasons: tuple[AnyText, ...]


class NotQualified(Value):
    """May not be converted; each reason names a figure and the bound it misses."""

    verdict: Literal["not_qualified"] = "not_qualified"
    reasons: tuple[AnyText, ...]


QualificationResult = Qualified | NotQualified


class LeadQualificationRule:
    """All three bounds, each inclusive, must hold, or a person with the permission overrides them."""

    def __init__(self, settings: QualificationSettings) -> None:
        self._settings = settings

    @property
    def policy_version(self) -> str:
        """The bounds, as text."""
        s = self._settings
        return f"score>={s.minimum_score} activities>={s.minimum_activities} age<={s.maximum_age_days}d"

    def evaluate(self, case: QualificationCase) -> QualificationResult:
        """A pure verdict: the same case and settings give the same one."""
        score, activities, age = case.score, case.activity_count, case.age_days
        gate = self._settings
        checks = (
            (score >= gate.minimum_score, f"score {score}, at least {gate.minimum_score}"),
            (activities >= gate.minimum_activities, f"{activities} activities, at least {gate.minimum_activities}"),
            (age <= gate.maximum_age_days, f"{age} days old, at most {gate.maximum_age_days}"),
        )
        missing = tuple(f"{figure} needed" for holds, figure in checks if not holds)
        if missing and case.override_reason:
            return Qualified(reasons=(f"overridden: {case.override_reason}", *missing))
        if missing:
            return NotQualified(reasons=missing)
        return Qualified(reasons=tuple(f"{figure} needed" for _, figure in checks))


def qualify(case: QualificationCase, settings: QualificationSettings) -> QualificationResult:
    return LeadQualificationRule(settings).evaluate(case)


QUALIFICATION = Rule("qualification", QualificationCase, QualificationSettings, qualify, version=1)
