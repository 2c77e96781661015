"""What people attained of their quotas, at which pace, how they sold, and of what it is made."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selling import HALF_TIME, MANAGER, QUARTER, Selling

from crm_core.activities import ActivityType
from crm_core.credits import CreditBasis
from crm_core.opportunities import OpportunityStageChanged
from crm_core.pipelines import Outcome
from crm_core.roles import Role
from crm_core.testing import START, TENANT, a_currency_rate, a_pipeline, an_activity, an_opportunity
from crm_operations.sales_performance import (
    ExplainAttainment,
    GroupAttainment,
    PerformanceQuery,
    PeriodQuery,
    Ranking,
)

PERIOD = PeriodQuery(period=QUARTER)
WON, LOST = {"outcome": Outcome.WON}, {"outcome": Outcome.LOST}


@pytest.fixture
def selling() -> Selling:
    return Selling()


@pytest.mark.requirement("SPM-CRMOP-0122")
def test_attainment_is_of_the_quota_and_pace_of_what_is_due_by_today(selling: Selling) -> None:
    selling.quota(900_000)
    selling.credit(1, 300_000)

    row = selling.row("ada")

    assert (row.quota_minor, row.attained_minor) == (900_000, 300_000)
    assert row.attainment_basis_points == 3_333
    assert row.pace_basis_points == 6_667, "half of the quarter is over, a third is attained"


def test_before_a_period_nothing_is_due_and_after_it_all_is(selling: Selling) -> None:
    selling.quota(900_000)
    selling.quota(900_000, period="2026-Q2")
    selling.credit(1, 300_000)

    assert selling.row("ada", "2026-Q2").pace_basis_points is None
    selling.world.clock.advance(timedelta(days=60))
    assert selling.row("ada").pace_basis_points == selling.row("ada").attainment_basis_points == 3_333


def test_pace_goes_by_working_days_where_the_quota_does(selling: Selling) -> None:
    selling.quota(640_000, prorated_by="working_days")
    selling.credit(1, 320_000)

    assert selling.row("ada").pace_basis_points == 10_000, "32 of 64 weekdays are over"


@pytest.mark.parametrize("quota", [None, 0])
def test_without_a_quota_attainment_is_unknown_not_endless(selling: Selling, quota: int | None) -> None:
    if quota is not None:
        selling.quota(quota)
    selling.credit(1, 300_000)

    row = selling.row("ada")

    assert row.attained_minor == 300_000
    assert (row.quota_minor, row.attainment_basis_points, row.pace_basis_points) == (None, None, None)


def test_a_split_deal_counts_only_its_share(selling: Selling) -> None:
    selling.quota(100_000)
    selling.quota(100_000, "bob")
    selling.credit(1, 10_001, {"ada": 3_333, "bob": 6_667})

    assert [row.attained_minor for row in selling.rows() if row.user in {"ada", "bob"}] == [3_333, 6_668]


def test_credit_of_who_left_stays_with_the_period_and_the_quota_ends_with_them(selling: Selling) -> None:
    selling.quota(900_000)
    selling.credit(1, 90_000)
    gone = {"is_active": False, "left_on": date(2026, 1, 30), "manager_id": "mary", "team": "north"}
    selling.world.people.known(TENANT, "ada", **gone)

    row = selling.row("ada")

    assert (row.quota_minor, row.attained_minor, row.attainment_basis_points) == (300_000, 90_000, 3_000)
    assert "ada" not in {each.user for each in selling.rows(period="2026-Q3")}


def test_a_deal_lost_and_then_won_is_won(selling: Selling) -> None:
    selling.deal(1, **LOST)
    selling.deal(2, **LOST)
    assert selling.row("ada").win_rate_basis_points == 0
    with selling.world.records.writing(MANAGER) as work:
        deal = work.opportunities.get(an_opportunity(1).id)
        work.opportunities.save(deal.model_copy(update={**WON, "actual_value_minor": 5}))

    row = selling.row("ada")

    assert (row.won_count, row.win_rate_basis_points) == (1, 5_000)
    assert selling.row("bob").win_rate_basis_points is None, "nothing was closed"


def test_a_quota_says_which_credit_counts(selling: Selling) -> None:
    selling.quota(1_000, basis="payment", credited=("revenue", "overlay"))
    selling.credit(1, 400)
    selling.credit(1, 250, basis=CreditBasis.PAYMENT)
    selling.credit(2, 50, basis=CreditBasis.PAYMENT, kind="overlay")

    row = selling.row("ada")

    assert (row.won_minor, row.attained_minor, row.attainment_basis_points) == (400, 300, 3_000)


def test_quotas_and_credits_in_other_currencies_are_converted_or_named(selling: Selling) -> None:
    selling.quota(1_000, currency_code="EUR")
    selling.quota(1_000, "bob", currency_code="GBP")
    with selling.world.records.writing(MANAGER) as work:
        work.currency_rates.add(a_currency_rate(tenant_id=TENANT, rate="2", day=date(2026, 1, 1)))
    selling.credit(1, 500, currency="EUR")
    selling.credit(2, 500, currency="JPY")

    found = selling.performance.performance(MANAGER, PerformanceQuery(period=QUARTER))

    by_user = {row.user: row for row in found.people}
    assert (by_user["ada"].quota_minor, by_user["ada"].attained_minor) == (2_000, 1_000)
    assert by_user["bob"].quota_minor is None, "without a rate it is unknown"
    assert found.not_priced == ("OPP-2026-0002",)


def test_people_are_ranked_and_those_without_come_last(selling: Selling) -> None:
    selling.quota(1_000)
    selling.quota(100, "bob")
    selling.credit(1, 300, {"ada": 10_000})
    selling.credit(2, 90, {"bob": 10_000})

    assert [row.user for row in selling.rows(order_by=Ranking.ATTAINED)][:2] == ["ada", "bob"]
    assert [row.user for row in selling.rows(order_by=Ranking.ATTAINMENT)] == ["bob", "ada", "cy"]
    assert [row.user for row in selling.rows(team="north")] == ["ada", "bob"]


def test_the_answer_has_the_fields_that_were_agreed(selling: Selling) -> None:
    [row, *_] = selling.rows()

    assert list(row.to_dict()) == [
        *("user", "name", "manager", "manager_name", "won_count", "won_minor", "quota_minor", "attained_minor"),
        *("attainment_basis_points", "pace_basis_points", "win_rate_basis_points"),
    ]


def groups(selling: Selling, kind: str) -> dict[str, GroupAttainment]:
    found = selling.performance.track_attainment(MANAGER, PERIOD)
    return {each.group: each for each in found.groups if each.kind == kind}


def test_managers_have_what_everybody_below_was_credited_and_over_assignment_shows(selling: Selling) -> None:
    selling.quota(1_000)
    selling.quota(1_000, "bob")
    selling.quota(1_500, "mary")
    selling.quota(2_000, "dora")
    selling.credit(1, 300, {"ada": 5_000, "bob": 5_000})
    selling.credit(2, 70, {"mary": 10_000})
    selling.credit(3, 9, {"dora": 10_000})
    selling.world.people.known(TENANT, "ada", manager_id="dora")

    managers = groups(selling, "manager")

    mary, dora = managers["mary"], managers["dora"]
    assert (mary.quota_minor, mary.parts_minor, mary.over_assigned_minor) == (1_500, 1_000, -500)
    assert mary.attained_minor == 370, "her own, and that of those she led then"
    assert (dora.parts_minor, dora.over_assigned_minor, dora.attained_minor) == (2_500, 500, 379)
    assert dora.attainment_basis_points == 1_895


def test_teams_and_territories_have_the_credit_of_who_was_in_them_then(selling: Selling) -> None:
    selling.quota(1_000)
    selling.quota(2_000, "bob")
    selling.quota(2_500, None, team="north")
    selling.quota(500, None, territory="DACH")
    selling.credit(1, 300, {"ada": 5_000, "bob": 5_000})
    selling.world.people.known(TENANT, "bob", team="south")

    team, territory = groups(selling, "team")["north"], groups(selling, "territory")["DACH"]

    assert (team.parts_minor, team.over_assigned_minor, team.attained_minor) == (1_000, -1_500, 300)
    assert (territory.parts_minor, territory.attained_minor, territory.attainment_basis_points) == (1_000, 150, 3_000)
    assert groups(selling, "team")["south"].quota_minor is None


def test_a_products_quota_counts_what_is_sold_of_it(selling: Selling) -> None:
    selling.quota(500, None, product="LAMP")
    selling.quota(300, product="LAMP")
    selling.credit(1, 100)

    lamp = groups(selling, "product")["LAMP"]

    assert (lamp.quota_minor, lamp.parts_minor, lamp.attained_minor) == (500, 300, 0)
    assert selling.row("ada").quota_minor is None, "a quota for a product is not one for all there is"


@pytest.mark.requirement("SPM-CRMOP-0123")
def test_metrics_tell_how_people_sold(selling: Selling) -> None:
    selling.deal(1, **WON, actual_value_minor=900, created_at=START - timedelta(days=1))
    selling.deal(2, **WON, actual_value_minor=101, created_at=START)
    selling.deal(3, **LOST, expected_revenue_minor=1_000)
    with selling.world.records.writing(MANAGER) as work:
        for count, kind in enumerate((ActivityType.CALL, ActivityType.CALL, ActivityType.MEETING), start=1):
            done: dict[str, Any] = {"completed_by": "bob", "completed_at": START, "activity_type": kind}
            work.activities.add(an_activity(count, tenant_id=TENANT, **done))

    ada, bob = selling.performance.metrics(MANAGER, PERIOD).people

    assert (ada.won_count, ada.lost_count, ada.win_rate_basis_points) == (2, 1, 6_667)
    assert (ada.won_value_minor, ada.lost_value_minor, ada.win_rate_by_value_basis_points) == (1_001, 1_000, 5_002)
    assert (ada.average_deal_minor, ada.cycle_days, ada.activities) == (500, 10, 0), "half to even"
    assert (bob.activities, bob.activities_by_type) == (3, {"call": 2, "meeting": 1})
    assert (bob.win_rate_basis_points, bob.average_deal_minor, bob.cycle_days) == (None, None, None)


@pytest.mark.requirement("US-025")
def test_stages_are_converted_by_stage_person_and_period(selling: Selling) -> None:
    pipeline = a_pipeline()
    with selling.world.records.writing(MANAGER) as work:
        work.pipelines.add(pipeline)
        for count, stage in enumerate(("prospecting", "qualification"), start=1):
            deal = an_opportunity(count, pipeline=pipeline, assigned_to="ada", stage=stage, stage_entered_at=START)
            work.opportunities.add(deal)
        move = OpportunityStageChanged(
            tenant_id=TENANT,
            subject=an_opportunity(2).ref,
            at=START,
            pipeline_id=pipeline.id,
            from_stage="prospecting",
            to_stage="qualification",
            seconds_in_stage=3_600,
        )
        work.opportunities.record_move(move)

    rows = selling.performance.stage_conversion(MANAGER, PERIOD).rows

    assert [(row.user, row.stage, row.entered, row.reached, row.conversion_basis_points) for row in rows] == [
        ("ada", "prospecting", 2, 1, 5_000),
        ("ada", "qualification", 1, 0, 0),
    ]
    assert selling.performance.stage_conversion(MANAGER, PeriodQuery(period="2025")).rows == ()


@given(
    amounts=st.lists(st.tuples(st.integers(-(10**6), 10**6), st.sampled_from(["USD", "EUR", "JPY"])), max_size=8),
    quota=st.integers(0, 10**7),
)
def test_what_is_attained_is_explained_down_to_the_credits(amounts: list[tuple[int, str]], quota: int) -> None:
    selling = Selling()
    selling.quota(quota)
    with selling.world.records.writing(MANAGER) as work:
        work.currency_rates.add(a_currency_rate(tenant_id=TENANT, rate="1.0850", day=date(2026, 1, 1)))
    for count, (amount, currency) in enumerate(amounts, start=1):
        selling.credit(count, amount, {"ada": 6_000, "bob": 4_000}, currency=currency)

    found = selling.performance.explain(MANAGER, ExplainAttainment(user="ada", period=QUARTER))
    row = selling.row("ada")

    counted = [each.counted_minor for each in found.credits]
    assert sum(each or 0 for each in counted) == found.attained_minor == row.attained_minor
    assert counted.count(None) == sum(currency == "JPY" for _, currency in amounts)
    assert (found.quota_minor, found.attainment_basis_points, found.pace_basis_points) == (
        row.quota_minor,
        row.attainment_basis_points,
        row.pace_basis_points,
    )
    assert sum(each.effective_minor for each in found.quotas) == (found.quota_minor or 0)
    assert found.share_gone_basis_points == 5_000


@pytest.mark.requirement("SPM-CRMOP-0126")
def test_a_dashboard_has_people_groups_and_the_whole(selling: Selling) -> None:
    selling.quota(1_000)
    selling.quota(3_000, "bob")
    selling.credit(1, 1_500, {"ada": 4_000, "bob": 6_000})
    selling.credit(2, 77, {"cy": 10_000})
    selling.deal(1, **WON, actual_value_minor=1_500)

    found = selling.performance.dashboard(MANAGER, PerformanceQuery(period=QUARTER))

    assert (found.quota_minor, found.attained_minor, found.won_minor) == (4_000, 1_500, 1_577)
    assert (found.attainment_basis_points, found.pace_basis_points) == (3_750, 7_500)
    assert [row.user for row in found.people] == ["bob", "ada", "cy"]
    assert [each.user for each in found.metrics] == ["ada", "bob", "cy"]
    assert {each.kind.value for each in found.groups} == {"manager", "team", "territory"}
    assert found.to_dict()["people"][0]["attained_minor"] == 900


def test_this_quarter_is_meant_where_no_period_is_named(selling: Selling) -> None:
    named: dict[str, Any] = {"order_by": Ranking.USER}

    assert selling.performance.performance(MANAGER, PerformanceQuery(**named)).period == QUARTER
    assert selling.world.clock.now() == HALF_TIME
    assert Role.REP not in MANAGER.roles
