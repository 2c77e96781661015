"""Forecasts roll up along the chain of managers: adjustment, else submission, else what is computed."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crm_core.credits import CreditSum, Share
from crm_core.forecasts import (
    ForecastOrigin,
    ForecastSubmission,
    OpenAmount,
    OwnFigures,
    RolledUp,
    SubmitForecast,
    SubmittedCategory,
    everybody_below,
    is_above,
    own_figures,
    roll_up,
)
from crm_core.money import Money
from crm_core.testing import START, TENANT

MANAGERS = {"dora": None, "mara": "dora", "ada": "mara", "bob": "mara", "eve": "gone"}
OWN = {
    "ada": OwnFigures(closed_minor=100, commit_minor=20, best_case_minor=3),
    "bob": OwnFigures(commit_minor=5),
    "mara": OwnFigures(closed_minor=1),
    "zoe": OwnFigures(closed_minor=7),
}


def made(user: str, minor: int, origin: ForecastOrigin, *, best_case: bool = False) -> ForecastSubmission:
    category = SubmittedCategory.BEST_CASE if best_case else SubmittedCategory.COMMIT
    submission, _ = ForecastSubmission.make(
        SubmitForecast(amount=Money(minor=minor, currency="USD"), category=category),
        entity_id=f"{user}-{origin}",
        tenant_id=TENANT,
        at=START,
        user_id=user,
        period="2026-Q1",
        origin=origin,
        entered_by="mara",
        revision=1,
    )
    return submission


def row_of(rows: Sequence[RolledUp], user: str) -> RolledUp:
    [found] = [row for row in rows if row.user_id == user]
    return found


def test_commit_includes_what_is_closed_and_best_case_includes_the_commit() -> None:
    ada = row_of(roll_up(MANAGERS, OWN, ()), "ada")

    assert ada.commit.computed_minor == ada.commit.forecast_minor == 120
    assert ada.best_case.computed_minor == 123
    assert ada.commit.origin is ForecastOrigin.COMPUTED


def test_nobody_is_dropped_and_managers_come_first() -> None:
    rows = roll_up(MANAGERS, OWN, ())

    assert [(row.user_id, row.depth) for row in rows] == [
        ("dora", 0),
        ("mara", 1),
        ("ada", 2),
        ("bob", 2),
        ("eve", 0),
        ("zoe", 0),
    ]
    assert sum(row.commit.forecast_minor for row in rows if row.depth == 0) == 100 + 20 + 5 + 1 + 7


def test_an_adjustment_goes_before_a_submission_and_both_before_what_is_rolled_up() -> None:
    submitted = made("ada", 200, ForecastOrigin.SUBMISSION)
    adjusted = made("ada", 50, ForecastOrigin.ADJUSTMENT)

    assert row_of(roll_up(MANAGERS, OWN, [submitted]), "mara").commit.forecast_minor == 1 + 200 + 5
    both = roll_up(MANAGERS, OWN, [submitted, adjusted])
    assert row_of(both, "ada").commit.forecast_minor == 50
    assert row_of(both, "ada").commit.submitted_minor == 200
    assert row_of(both, "ada").commit.computed_minor == 120
    assert row_of(both, "mara").commit.rolled_up_minor == 1 + 50 + 5
    assert row_of(both, "mara").commit.computed_minor == 126
    assert row_of(both, "mara").best_case.forecast_minor == 1 + 123 + 5
    upper = roll_up(MANAGERS, OWN, [adjusted, made("mara", 999, ForecastOrigin.SUBMISSION)])
    assert row_of(upper, "dora").commit.forecast_minor == 999


def test_one_that_was_withdrawn_or_replaced_counts_no_more() -> None:
    adjusted = made("ada", 50, ForecastOrigin.ADJUSTMENT)
    withdrawn, _ = adjusted.withdraw(at=START)

    for former in (withdrawn, adjusted.replace(at=START)):
        assert row_of(roll_up(MANAGERS, OWN, [former]), "ada").commit.forecast_minor == 120


def test_people_who_report_in_a_circle_each_stand_for_themselves() -> None:
    rows = roll_up({"a": "b", "b": "c", "c": "a", "d": "a"}, {"d": OwnFigures(closed_minor=1)}, ())

    assert [(row.user_id, row.depth) for row in rows] == [("a", 0), ("d", 1), ("b", 0), ("c", 0)]


def test_one_person_is_asked_for_with_everybody_below() -> None:
    assert [row.user_id for row in roll_up(MANAGERS, OWN, (), top="mara")] == ["mara", "ada", "bob"]
    assert everybody_below(MANAGERS, "mara") == {"mara", "ada", "bob"}
    assert is_above(MANAGERS, "dora", "ada")
    assert not is_above(MANAGERS, "ada", "dora")


shares = st.lists(st.integers(1, 9), min_size=1, max_size=4)


@given(st.integers(0, 10**6), shares)
def test_a_shared_deal_is_divided_to_the_last_minor_unit(value: int, weights: list[int]) -> None:
    total = sum(weights)
    points = [weight * 10_000 // total for weight in weights]
    points[0] += 10_000 - sum(points)
    shared = [Share(user_id=f"user-{place}", basis_points=part) for place, part in enumerate(points)]
    overlay = Share(user_id="overlay", basis_points=5_000, kind="overlay")
    opened = [OpenAmount("user-0", "USD", "commit", (*shared, overlay), 1, 1, value)]

    found = own_figures(opened, [], "USD")

    assert sum(each.commit_minor for each in found.values()) == value
    assert "overlay" not in found


def test_figures_are_of_one_currency_and_what_is_omitted_counts_nowhere() -> None:
    opened = [
        OpenAmount("ada", "USD", "pipeline", None, 2, 1, 10),
        OpenAmount("ada", "EUR", "commit", None, 1, 1, 20),
        OpenAmount("ada", "USD", "omitted", None, 1, 1, 40),
    ]
    credited = [CreditSum(("ada",), "USD", -5), CreditSum(("bob",), "EUR", 6)]

    assert own_figures(opened, credited, "USD") == {
        "ada": OwnFigures(closed_minor=-5, pipeline_minor=10, deals=2, unpriced=1)
    }
