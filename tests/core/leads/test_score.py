"""A score, its grade, and from when on it counts."""

import pytest

from crm_core.leads import SALES_READY, Grade, LeadScore, ScoreCategory


@pytest.mark.requirement("PLAN-012")
@pytest.mark.parametrize(
    ("total", "grade"),
    [(100, "A"), (90, "A"), (89, "B"), (75, "B"), (74, "C"), (60, "C"), (59, "D"), (40, "D"), (39, "F"), (0, "F")],
)
def test_a_bound_belongs_to_the_better_grade(total: int, grade: str) -> None:
    assert Grade.of(total) == grade
    assert LeadScore(total=total).grade == grade


@pytest.mark.requirement("PLAN-006")
def test_a_lead_is_sales_ready_from_seventy_on() -> None:
    assert SALES_READY == 70
    assert LeadScore(total=70).is_qualified()
    assert not LeadScore(total=69).is_qualified()
    assert LeadScore(total=50).is_qualified(threshold=50)


@pytest.mark.requirement("PLAN-012")
def test_a_score_keeps_four_categories() -> None:
    assert {str(category) for category in ScoreCategory} == {"demographic", "behavioral", "engagement", "firmographic"}
    assert {*LeadScore.model_fields} == {"total", *ScoreCategory}
