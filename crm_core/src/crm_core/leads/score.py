"""The score of a lead: a whole number from 0 to 100, with its parts (PLAN-012)."""

from enum import StrEnum
from typing import Any

from crm_core.values import Value
from crm_core.vocabulary import WholeNumber

SALES_READY = 70
"""From this score on a lead counts as sales ready (PLAN-006). The gate of conversion is another setting, default 50."""


class ScoreCategory(StrEnum):
    DEMOGRAPHIC = "demographic"
    BEHAVIORAL = "behavioral"
    ENGAGEMENT = "engagement"
    FIRMOGRAPHIC = "firmographic"


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    F = "F"

    @classmethod
    def of(cls, total: int) -> "Grade":
        """A from 90, B from 75, C from 60, D from 40, else F; the bounds belong to the better grade."""
        for grade, lowest in ((cls.A, 90), (cls.B, 75), (cls.C, 60), (cls.D, 40)):
            if total >= lowest:
                return grade
        return cls.F


class LeadScore(Value):
    """Points per category after caps, and the total after the clamp to 0..100."""

    total: WholeNumber = 0
    demographic: WholeNumber = 0
    behavioral: WholeNumber = 0
    engagement: WholeNumber = 0
    firmographic: WholeNumber = 0

    @property
    def grade(self) -> Grade:
        """A to F, by the bounds of ``Grade.of``."""
        return Grade.of(self.total)

    def is_qualified(self, threshold: int = SALES_READY) -> bool:
        """Whether the total reaches the threshold, both 0 to 100."""
        return self.total >= threshold

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; with ``grade``, and ``is_qualified`` at the default threshold."""
        return {**super().to_dict(), "grade": str(self.grade), "is_qualified": self.is_qualified()}
