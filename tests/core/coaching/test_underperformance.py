"""Somebody underperforms by their pace only if they are in place for long enough and closed enough."""

from typing import Any

import pytest

from crm_core.coaching import (
    AgreeSteps,
    CoachingStatus,
    PaceFacts,
    UnderperformancePolicy,
    UnderperformanceVerdict,
    fit_pace,
    judge_pace,
)
from crm_core.errors import InvalidTransition
from crm_core.testing import START, a_coaching_case
from crm_core.vocabulary import LARGEST_COUNT

BEHIND = {"pace_basis_points": 6_999, "working_days": 30, "closed_deals": 5}


def judged(**facts: Any) -> UnderperformanceVerdict:
    known: dict[str, Any] = {"user_id": "ada", "period": "2026-Q1", **BEHIND, **facts}
    return judge_pace(PaceFacts(**known), UnderperformancePolicy())


@pytest.mark.requirement("SPM-CRMOP-0124")
@pytest.mark.parametrize(
    ("facts", "underperforms", "opens_case"),
    [
        ({}, True, True),
        ({"pace_basis_points": 7_000}, False, False),
        ({"pace_basis_points": None}, False, False),
        ({"working_days": 29}, False, False),
        ({"working_days": None}, True, True),
        ({"working_days": 3, "pace_basis_points": 0}, False, False),
        ({"closed_deals": 4}, False, False),
        ({"is_here": False}, False, False),
        ({"days_since_last_case": 29}, True, False),
        ({"days_since_last_case": 30}, True, True),
        ({"days_since_last_case": 30, "closed_deals": 4}, False, False),
    ],
)
def test_pace_time_in_place_and_closed_deals_decide(
    facts: dict[str, Any], underperforms: bool, opens_case: bool
) -> None:
    verdict = judged(**facts)

    assert (verdict.underperforms, verdict.opens_case) == (underperforms, opens_case)
    assert verdict.reasons


def test_each_condition_is_a_reason() -> None:
    assert judged(days_since_last_case=31).reasons == (
        "pace 69.99 %, the bound is 70.00 %",
        "30 working days in place of at least 30",
        "5 closed deals of at least 5",
        "31 days since the last case of at least 30",
    )
    assert judged(pace_basis_points=None).reasons == ("there is no quota to keep pace with",)


def test_steps_are_agreed_until_a_case_is_closed() -> None:
    case = a_coaching_case()
    agreed, _ = case.agree(AgreeSteps(steps=("Call ten a day",)), by="mary", at=START)
    again, event = agreed.agree(AgreeSteps(steps=("Call five a day",)), by="mary", at=START)
    closed, _ = again.close("it helped", by="mary", at=START)

    assert (again.status, again.steps, event.by) == (CoachingStatus.AGREED, ("Call five a day",), "mary")
    assert (closed.status, closed.note, closed.closed_at) == (CoachingStatus.CLOSED, "it helped", START)
    with pytest.raises(InvalidTransition):
        closed.agree(AgreeSteps(steps=("More",)), by="mary", at=START)
    with pytest.raises(InvalidTransition):
        closed.close(None, by="mary", at=START)


def test_any_pace_fits() -> None:
    measured, event = a_coaching_case().measure(10**20, at=START)

    assert measured.outcome_pace_basis_points == event.pace_basis_points == LARGEST_COUNT == fit_pace(10**20)
    assert fit_pace(-(10**20)) == -LARGEST_COUNT
    assert a_coaching_case().measure(None, at=START)[0].outcome_pace_basis_points is None
