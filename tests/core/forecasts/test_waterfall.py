"""Between two snapshots opening and all movements add up to closing, and the first that fits takes a deal."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.forecasts import Movement, SnapshotDeal, WaterfallScope, movement_sums, waterfall_of
from crm_core.testing import START

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
SCOPE = WaterfallScope("opening", "closing", START, FIRST, LAST)
IN, OUT = FIRST, LAST + timedelta(days=1)
LATER = START + timedelta(days=1)


def deal(outcome: str = "open", value: int = 100, **changes: Any) -> SnapshotDeal:
    made = SnapshotDeal("deal", outcome, "ada", "USD", "commit", value, IN, START)
    return made._replace(**changes)


def steps(before: SnapshotDeal | None, after: SnapshotDeal | None, scope: WaterfallScope = SCOPE) -> dict[str, int]:
    """Of all categories together, without those of nothing."""
    opening = {} if before is None else {"deal": before}
    closing = {} if after is None else {"deal": after}
    columns = waterfall_of(movement_sums(opening, closing, scope))
    assert all(column.adds_up for column in columns)
    totals = [column for column in columns if column.category is None]
    return {step.step.value: step.amount_minor for column in totals for step in column.steps if step.count}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (deal(), deal("won", 90), {"opening": 100, "won": -100}),
        (deal(), deal("lost"), {"opening": 100, "lost": -100}),
        (deal(), deal(value=130, expected_close_date=OUT), {"opening": 100, "moved_out": -100}),
        (deal(), deal(expected_close_date=None), {"opening": 100, "moved_out": -100}),
        (deal(), None, {"opening": 100, "moved_out": -100}),
        (deal(expected_close_date=OUT), deal(value=130), {"moved_in": 130, "closing": 130}),
        (None, deal(opened_at=LATER), {"new": 100, "closing": 100}),
        (None, deal(), {"reopened": 100, "closing": 100}),
        (deal("lost"), deal(), {"reopened": 100, "closing": 100}),
        (deal("won"), deal(), {"reopened": 100, "closing": 100}),
        (deal(), deal(value=130), {"opening": 100, "up": 30, "closing": 130}),
        (deal(), deal(value=70), {"opening": 100, "down": -30, "closing": 70}),
        (deal(), deal(), {"opening": 100, "closing": 100}),
        (deal(expected_close_date=OUT), deal("won"), {}),
        (None, deal("won"), {}),
    ],
)
def test_the_first_movement_that_fits_takes_a_deal(
    before: SnapshotDeal | None, after: SnapshotDeal | None, expected: dict[str, int]
) -> None:
    assert steps(before, after) == expected


def test_a_move_of_category_is_a_column_of_its_own_and_moves_nothing_in_all() -> None:
    sums = movement_sums({"deal": deal()}, {"deal": deal(value=130, category="best_case")}, SCOPE)
    commit, best_case, everything = waterfall_of(sums)

    assert (commit.step(Movement.OPENING).amount_minor, commit.step(Movement.CATEGORY).amount_minor) == (100, -100)
    assert commit.step(Movement.CLOSING).count == 0
    assert [best_case.step(step).amount_minor for step in (Movement.CATEGORY, Movement.UP, Movement.CLOSING)] == [
        100,
        30,
        130,
    ]
    assert (everything.step(Movement.CATEGORY).count, everything.step(Movement.CATEGORY).amount_minor) == (1, 0)


def test_another_currency_and_another_owner_are_moves_out_and_in() -> None:
    columns = waterfall_of(movement_sums({"deal": deal()}, {"deal": deal(currency_code="EUR", value=90)}, SCOPE))
    of_ada = SCOPE._replace(users={"ada"})

    moved = {(column.currency, step.step): step.amount_minor for column in columns for step in column.steps}
    assert moved["USD", Movement.MOVED_OUT] == -100
    assert moved["EUR", Movement.MOVED_IN] == 90
    assert steps(deal(), deal(owner_id="bob"), of_ada) == {"opening": 100, "moved_out": -100}
    assert steps(deal(owner_id="bob"), deal(), of_ada) == {"moved_in": 100, "closing": 100}


deals = st.builds(
    SnapshotDeal,
    st.just("deal"),
    st.sampled_from(["open", "open", "won", "lost"]),
    st.sampled_from(["ada", "bob"]),
    st.sampled_from(["USD", "EUR"]),
    st.sampled_from(["commit", "best_case", "pipeline", "omitted"]),
    st.integers(0, 10**15),
    st.sampled_from([IN, LAST, OUT, None]),
    st.sampled_from([START, LATER]),
)
snapshots = st.dictionaries(st.sampled_from([f"deal-{count}" for count in range(8)]), deals)


@given(snapshots, snapshots, st.sampled_from([None, frozenset({"ada"})]))
def test_opening_and_all_movements_are_closing_exactly(
    opening: dict[str, SnapshotDeal], closing: dict[str, SnapshotDeal], users: frozenset[str] | None
) -> None:
    scope = SCOPE._replace(users=users)
    columns = waterfall_of(movement_sums(opening, closing, scope))

    assert all(column.adds_up for column in columns)
    for step, snapshot in ((Movement.OPENING, opening), (Movement.CLOSING, closing)):
        counted = sum(each.value_minor for each in snapshot.values() if scope.holds(each))
        for categories in (True, False):
            of_all = [each for each in columns if (each.category is not None) == categories]
            assert sum(each.step(step).amount_minor for each in of_all) == counted
            assert sum(each.step(step).count for each in of_all) == sum(map(scope.holds, snapshot.values()))
