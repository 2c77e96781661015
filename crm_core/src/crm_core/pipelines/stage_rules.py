"""What a pipeline asks of a deal before it leaves a stage, when it rots there, and how it is forecast."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from crm_core.conditions import ConditionError, Expression
from crm_core.errors import Invalid
from crm_core.opportunity_facts import opportunity_condition
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import ShortText

MOST_CRITERIA = 20


class ForecastCategory(StrEnum):
    """How surely a deal is counted on; a won deal is closed, a lost one omitted, whatever its stage says."""

    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    CLOSED = "closed"
    OMITTED = "omitted"


class RequiredField(StrEnum):
    """The fields of a deal that may be empty and that a person can fill; 0 fills one."""

    DESCRIPTION = "description"
    CONTACT = "contact_id"
    EXPECTED_REVENUE = "expected_revenue_minor"
    EXPECTED_CLOSE_DATE = "expected_close_date"
    NOTES = "notes"
    DISCOUNT = "discount_basis_points"
    MARGIN = "margin_basis_points"
    PAYMENT_DAYS = "payment_days"
    TERM_MONTHS = "term_months"
    CLAUSES = "non_standard_clauses"
    QUOTATION = "converted_to_quote_id"


Days = Annotated[int, Field(ge=1, le=3_650), IMPERSONAL]


class ExitCriterion(Value):
    """A condition over ``opportunity`` that holds before a deal leaves the stage; ``remedy`` says what to do else."""

    condition: Annotated[Expression, IMPERSONAL]
    remedy: Annotated[ShortText, IMPERSONAL] | None = None


class StageRules(Value):
    """The rules of one stage; as they are by default, nothing is asked and nothing rots."""

    required_fields: tuple[RequiredField, ...] = ()
    """Filled before a deal leaves the stage for a later one."""
    exit_criteria: Annotated[tuple[ExitCriterion, ...], Field(max_length=MOST_CRITERIA)] = ()
    """They hold before a deal leaves the stage for a later one."""
    may_be_skipped: bool = True
    """Whether a deal may jump over it where ``next_stages`` lets it."""
    may_be_returned_to: bool = True
    """Whether a deal of a later stage may come back where ``next_stages`` lets it."""
    rotting_days: Days | None = None
    """After so many days in the stage without a human activity a deal counts as rotting; None for never."""

    def rots_from(self, entered_at: datetime, last_human_at: datetime | None) -> datetime | None:
        """When an open deal begins to rot in it: so many days after it entered, or somebody was last in touch.

        None where nothing rots.
        """
        if self.rotting_days is None:
            return None
        return max(entered_at, last_human_at or entered_at) + timedelta(days=self.rotting_days)

    @property
    def asks_at_exit(self) -> bool:
        """Whether leaving the stage takes anything."""
        return bool(self.required_fields or self.exit_criteria)

    @property
    def asks_for_anything(self) -> bool:
        """Whether it has rules that may refuse a deal."""
        return self.asks_at_exit or not self.may_be_skipped or not self.may_be_returned_to


class StageRuleUnusable(Invalid):
    @classmethod
    def because_of_its_condition(cls, stage: str, cause: ConditionError) -> Self:
        return cls("stages: {stage}: {cause}", {"stage": stage, "cause": str(cause)})

    @classmethod
    def because_of_its_category(cls, stage: str, category: str, outcome: str, fitting: str) -> Self:
        return cls(
            "stages: {stage} means {outcome} and cannot be forecast as {category}; say {fitting}, or leave it out",
            {"stage": stage, "category": category, "outcome": outcome, "fitting": fitting},
        )


def check_criteria(stage: str, rules: StageRules) -> None:
    """Raises StageRuleUnusable for a criterion that asks for unknown facts, or compares what does not compare."""
    for criterion in rules.exit_criteria:
        try:
            opportunity_condition(criterion.condition)
        except ConditionError as cause:
            raise StageRuleUnusable.because_of_its_condition(stage, cause) from cause
