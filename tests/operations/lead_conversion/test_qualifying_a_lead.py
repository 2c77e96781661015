"""The gate of conversion: score, activity and age, each bound inclusive."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.activities import ActivityType
from crm_core.leads import LeadScore
from crm_core.testing import START, a_lead, an_activity
from crm_operations.lead_conversion import (
    LeadContextProvider,
    LeadQualificationRule,
    NotQualified,
    QualificationCase,
    Qualified,
)
from crm_operations.settings import QualificationSettings
from crm_operations.testing import FakeWorld

RULE = LeadQualificationRule(QualificationSettings())


def case(score: int = 50, activities: int = 2, age: int = 90, override: str | None = None) -> QualificationCase:
    return QualificationCase(score=score, activity_count=activities, age_days=age, override_reason=override)


@pytest.mark.requirement("BUS-CRMOP-0014", "BUS-CRMOP-0017", "IFC-CRMOP-0043", "IFC-CRMOP-0044", "TST-CRMOP-0095")
@pytest.mark.parametrize(
    ("judged", "missing"),
    [
        (case(), ()),
        (case(score=51), ()),
        (case(score=49), ("score 49, at least 50 needed",)),
        (case(activities=1), ("1 activities, at least 2 needed",)),
        (case(age=91), ("91 days old, at most 90 needed",)),
        (
            case(score=0, activities=0, age=400),
            (
                "score 0, at least 50 needed",
                "0 activities, at least 2 needed",
                "400 days old, at most 90 needed",
            ),
        ),
    ],
)
def test_every_figure_counts_and_every_missing_one_is_named(
    judged: QualificationCase, missing: tuple[str, ...]
) -> None:
    verdict = RULE.evaluate(judged)

    if missing:
        assert verdict == NotQualified(reasons=missing)
    else:
        assert isinstance(verdict, Qualified)


def test_the_figures_are_settings() -> None:
    strict = LeadQualificationRule(QualificationSettings(minimum_score=70, minimum_activities=5, maximum_age_days=10))

    assert isinstance(strict.evaluate(case(score=70, activities=5, age=10)), Qualified)
    assert isinstance(strict.evaluate(case(score=69, activities=5, age=10)), NotQualified)
    assert strict.policy_version == "score>=70 activities>=5 age<=10d"


def test_an_override_passes_and_keeps_what_was_missing_beside_its_reason() -> None:
    verdict = RULE.evaluate(case(score=0, override="the board wants it"))

    assert verdict == Qualified(reasons=("overridden: the board wants it", "score 0, at least 50 needed"))


def test_the_stored_case_gives_the_same_verdict_again() -> None:
    judged = case(score=12)

    again = RULE.evaluate(QualificationCase.model_validate_json(judged.model_dump_json()))

    assert again == RULE.evaluate(judged)


def test_a_case_counts_the_days_since_capture_and_every_activity_of_its_lead(crm_world: FakeWorld) -> None:
    """An edit makes no lead younger; a note is an activity, though nobody met."""
    lead = a_lead(created_at=START, updated_at=START + timedelta(days=99), score=LeadScore(total=80))
    about: dict[str, Any] = {"related_entity_type": lead.ref.kind, "related_entity_id": lead.id}
    crm_world.preload(lead)
    for number, kind in enumerate((ActivityType.NOTE, ActivityType.CALL, ActivityType.NOTE), 1):
        crm_world.preload(an_activity(number, activity_type=kind, **about))

    with crm_world.records.reading(crm_world.actor) as work:
        context = LeadContextProvider().get_context(work, lead.id, START + timedelta(days=100))

    assert QualificationCase.of(context, "a friend") == QualificationCase(
        score=80, activity_count=3, age_days=100, override_reason="a friend"
    )
