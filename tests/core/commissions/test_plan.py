"""Plans are refused when they are written, not when somebody is to be paid by them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    Band,
    Bonus,
    CommissionAssignment,
    CommissionPlan,
    EditCommissionPlan,
    ProductRate,
    Scheme,
    Span,
    Tier,
    payees_of,
    revision_for,
)
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, PeriodLength
from crm_core.roles import Role
from crm_core.testing import START, a_commission_assignment, a_commission_plan

Q4 = FiscalCalendar().period("2017-Q4")


def tiers(*bounds: tuple[int, int | None]) -> tuple[Tier, ...]:
    return tuple(Tier(from_minor=first, to_minor=last, rate_basis_points=500) for first, last in bounds)


def added(**changes: Any) -> CommissionPlan:
    fields: dict[str, Any] = {"name": "Field", "scheme": Scheme.MARGINAL, "currency": "USD", **changes}
    return CommissionPlan.add(AddCommissionPlan(**fields), entity_id="p1", tenant_id="t", at=START)[0]


def assigned(**fields: Any) -> CommissionAssignment:
    request = AssignCommissionPlan(plan="Field", **fields)
    return CommissionAssignment.assign(request, entity_id="a1", tenant_id="t", at=START)[0]


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        (((0, 100), (200, None)), "those up to 100 and from 200 leave a gap"),
        (((0, 200), (100, None)), "those up to 200 and from 100 overlap"),
        (((0, None), (100, None), (100, None)), "the tier from 100 does not lie above that from 100"),
        (((0, None), (200, None), (100, None)), "the tier from 100 does not lie above that from 200"),
        (((100, None),), "nothing is said below 100"),
        (((0, 100),), "nothing is said from 100 on"),
        ((), "there are none"),
    ],
)
def test_tiers_with_a_gap_or_an_overlap_are_refused(bounds: tuple[tuple[int, int | None], ...], problem: str) -> None:
    with pytest.raises(Invalid, match=problem):
        added(tiers=tiers(*bounds))


def test_tiers_may_say_where_they_end_or_leave_it_to_the_next() -> None:
    assert added(tiers=tiers((0, 100), (100, None))).scale == added(tiers=tiers((0, None), (100, None))).scale


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scheme": Scheme.FLAT}, "rate_basis_points"),
        ({"scheme": Scheme.FLAT, "rate_basis_points": 500, "tiers": tiers((0, None))}, "tiers"),
        ({"tiers": tiers((0, None)), "rate_basis_points": 500}, "rate_basis_points"),
    ],
)
def test_a_plan_has_either_a_rate_or_tiers(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid, match=f"^{field}: "):
        added(**fields)


def test_a_plan_that_could_never_pay_as_it_says_is_refused_by_the_field_that_is_wrong() -> None:
    rising = (
        Band(from_basis_points=0, multiplier_basis_points=1),
        Band(from_basis_points=9, multiplier_basis_points=2),
    )
    flat = {"scheme": Scheme.FLAT, "rate_basis_points": 500}
    bands = {**flat, "scheme": Scheme.ATTAINMENT, "bands": rising}
    attained = Bonus(amount_minor=1, from_attainment_basis_points=10_000)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("rate_basis_points", {**bands, "rate_basis_points": None}),
        ("bands", {**bands, "bands": ()}),
        ("bands", {**bands, "bands": rising[1:]}),
        ("bands", {**bands, "bands": (*rising, rising[1])}),
        ("bands", {**flat, "bands": rising}),
        ("tiers", {**bands, "tiers": tiers((0, None))}),
        ("quota_period", {**flat, "quota_period": PeriodLength.YEAR}),
        ("quota_period", {**bands, "quota_period": PeriodLength.MONTH}),
        ("rates", {**flat, "rates": (ProductRate(rate_basis_points=1),)}),
        ("rates", {**flat, "rates": (ProductRate(product="a", category="b", rate_basis_points=1),)}),
        ("rates", {**flat, "rates": (ProductRate(product="a", rate_basis_points=1),) * 2}),
        ("bonuses", {**flat, "bonuses": (Bonus(amount_minor=1, product="a", category="b"),)}),
        ("bonuses", {**flat, "bonuses": (attained.model_copy(update={"product": "a"}),)}),
        ("cap_minor", {**flat, "floor_minor": 2, "cap_minor": 1}),
        ("clawback_days", {**flat, "clawback_is_sliding": True}),
    ]
    for field, fields in wrong:
        with pytest.raises(Invalid, match=f"^{field}: "):
            added(**fields)
    for fields in (bands, {**flat, "bonuses": (attained,), "quota_period": PeriodLength.YEAR}):
        assert added(**fields).asks_for_quotas
    assert not added(**flat).asks_for_quotas


def test_a_product_goes_before_its_category() -> None:
    by_category = ProductRate(category="Lamps", rate_basis_points=100)
    by_product = ProductRate(product="L1", rate_basis_points=0)
    plan = added(scheme=Scheme.FLAT, rate_basis_points=500, rates=(by_category, by_product))

    assert [plan.rate_of(*of) for of in (("L1", "Lamps"), ("L2", "Lamps"), ("L2", "Bulbs"), (None, None))] == [
        0,
        100,
        None,
        None,
    ]


def test_an_edit_is_a_new_revision_that_holds_for_periods_from_its_day_on() -> None:
    first = a_commission_plan()
    request = EditCommissionPlan(rate_basis_points=600, effective_from=date(2018, 1, 1))
    second, changed = first.revised(request, entity_id="p2", at=START)

    assert (second.revision, second.rate_basis_points, changed.revision) == (2, 600, 2)
    assert revision_for([first, second], Q4.start) == first
    assert revision_for([first, second], date(2018, 1, 1)) == second
    assert revision_for([second], Q4.start) is None


def test_a_plan_is_given_to_one_person_or_to_one_role_for_some_days() -> None:
    with pytest.raises(Invalid, match="one person or to one role"):
        assigned()
    with pytest.raises(Invalid, match="one person or to one role"):
        assigned(user_id="ada", for_role=Role.REP)
    with pytest.raises(Invalid, match="last_day"):
        assigned(user_id="ada", first_day=date(2017, 10, 5)).end(date(2017, 10, 4), at=START)


def test_who_is_paid_for_which_days() -> None:
    by_role = assigned(for_role=Role.REP, last_day=date(2017, 11, 30))
    by_name = assigned(user_id="max", first_day=date(2017, 12, 1))
    over = assigned(user_id="max", last_day=date(2017, 9, 30))
    roles = {"ada": {Role.REP}, "bob": {Role.REP, Role.MANAGER}, "max": {Role.MANAGER}}

    assert payees_of([by_role, by_name, over], roles, Q4) == {
        "ada": [Span(Q4.start, date(2017, 11, 30))],
        "bob": [Span(Q4.start, date(2017, 11, 30))],
        "max": [Span(date(2017, 12, 1), Q4.end)],
    }


days = st.dates(date(2017, 1, 1), date(2018, 12, 31))


@given(days, days)
def test_days_outside_the_period_are_never_paid_in_it(first: date, last: date) -> None:
    given_to = a_commission_assignment(1, user_id="ada", first_day=first, last_day=max(first, last))

    for span in payees_of([given_to], {}, Q4).get("ada", ()):
        assert Q4.start <= span.first <= span.last <= Q4.end
