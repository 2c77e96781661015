"""Compliance is counted by whatever is asked, months are the tenant's, percentiles are of counted seconds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_core.errors import Invalid
from crm_core.figures import Period, nearest_rank
from crm_core.service_levels import (
    ClockStatus,
    ComplianceQuery,
    Dimension,
    SlaClock,
    SlaReport,
    Target,
    compliance_of,
)
from crm_core.testing.builders import START, an_sla_clock

YEAR = Period(since=date(2026, 1, 1), until=date(2026, 12, 31), timezone="Europe/Berlin")
INSTANT = timedelta(microseconds=1)
NOW = START + timedelta(days=40)


def query(*by: Dimension, **changes: Any) -> ComplianceQuery:
    fields: dict[str, Any] = {"period": YEAR, "at": NOW, "by": frozenset(by), "teams": {}, **changes}
    return ComplianceQuery(**fields)


def contacted(count: int, seconds: int, **changes: Any) -> SlaClock:
    stopped = {"stopped_at": START, "reported_at": START, "elapsed_seconds": seconds}
    return an_sla_clock(count, **{"status": ClockStatus.MET, **stopped, **changes})


def test_compliance_is_what_was_met_of_what_was_met_late_and_is_breached() -> None:
    clocks = [
        contacted(1, 100),
        contacted(2, 200),
        contacted(3, 90_000, status=ClockStatus.MET_LATE),
        an_sla_clock(4),
        an_sla_clock(5, due_at=NOW + timedelta(seconds=1)),
        an_sla_clock(6, status=ClockStatus.CANCELLED),
    ]

    [row] = compliance_of(clocks, query())

    assert (row.met, row.met_late, row.breached_open, row.cancelled) == (2, 1, 1, 1)
    assert row.compliance_basis_points == 5_000
    assert (row.first_contact_median_seconds, row.first_contact_p90_seconds) == (200, 90_000)
    assert (row.policy, row.target, row.team, row.user, row.month) == (None,) * 5


def test_at_due_it_is_breached_and_without_any_there_is_no_compliance() -> None:
    [breached] = compliance_of([an_sla_clock(due_at=NOW)], query())
    [cancelled] = compliance_of([an_sla_clock(status=ClockStatus.CANCELLED)], query())

    assert (breached.breached_open, breached.compliance_basis_points) == (1, 0)
    assert (cancelled.cancelled, cancelled.compliance_basis_points) == (1, None)
    assert compliance_of([], query()) == []


def test_a_third_is_rounded_half_to_even() -> None:
    [row] = compliance_of([contacted(1, 1), contacted(2, 2), an_sla_clock(3)], query())

    assert row.compliance_basis_points == 6_667


def test_the_month_is_that_of_the_due_moment_where_the_tenant_lives() -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)

    [row] = compliance_of([contacted(1, 5, due_at=late)], query(Dimension.MONTH))

    assert row.month == date(2026, 2, 1)


def test_the_median_is_the_middle_and_the_90th_percentile_one_of_them() -> None:
    [row] = compliance_of([contacted(count, 10 * count) for count in range(1, 11)], query())

    assert (row.first_contact_median_seconds, row.first_contact_p90_seconds) == (55, 90)


def test_other_targets_have_no_time_to_first_contact() -> None:
    [row] = compliance_of([contacted(1, 5, target=Target.QUALIFICATION)], query(Dimension.TARGET))

    assert (row.target, row.first_contact_median_seconds) == ("qualification", None)


def test_groups_are_in_order_and_whoever_has_no_team_comes_last() -> None:
    clocks = [contacted(1, 5, owner="zoe"), contacted(2, 5, owner=None), contacted(3, 5, owner="ada")]

    rows = compliance_of(clocks, query(Dimension.TEAM, Dimension.USER, teams={"zoe": "North"}))

    assert [(row.team, row.user) for row in rows] == [("North", "zoe"), (None, "ada"), (None, None)]


def test_a_period_goes_to_the_end_of_its_last_day() -> None:
    period = Period(since=date(2026, 3, 15), until=date(2026, 5, 1), timezone="Europe/Berlin")

    assert period.months == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert [moment.isoformat() for moment in period.boundaries] == [
        "2026-03-14T23:00:00+00:00",
        "2026-03-31T22:00:00+00:00",
        "2026-04-30T22:00:00+00:00",
        "2026-05-01T22:00:00+00:00",
    ]


@pytest.mark.parametrize("until", [date(2026, 3, 15), date(2036, 2, 29)], ids=["a day", "ten years"])
def test_a_period_lasts_from_a_day_to_ten_years(until: date) -> None:
    period = Period(since=date(2026, 3, 15), until=until)

    assert period.check() is period
    assert len(period.months) in {1, 120}


def test_a_period_that_is_none_or_too_long_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^until: it is before the first day; name a later day$"):
        Period(since=date(2026, 3, 15), until=date(2026, 3, 14)).check()
    with pytest.raises(Invalid, match=r"^since: there are more than 120 months to the last day; name a later day$"):
        Period(since=date(2026, 3, 15), until=date(2036, 3, 1)).check()


def test_only_what_is_due_from_the_first_moment_until_before_the_last_counts() -> None:
    begin, *_, end = YEAR.boundaries
    due = {1: begin, 2: begin - INSTANT, 3: end, 4: end - INSTANT, 5: None}
    clocks = [contacted(5, 5, due_at=None), *(contacted(count, 5, due_at=at) for count, at in due.items())]

    assert [row.met for row in compliance_of(clocks, query())] == [2]


def test_a_report_is_written_as_the_definitions_say() -> None:
    rows = tuple(compliance_of([contacted(1, 5)], query(Dimension.TARGET)))

    assert SlaReport(since=YEAR.since, until=YEAR.until, rows=rows).to_dict() == {
        "from": "2026-01-01",
        "to": "2026-12-31",
        "rows": [
            {
                "policy": None,
                "target": "first_contact",
                "team": None,
                "user": None,
                "month": None,
                "met": 1,
                "met_late": 0,
                "breached_open": 0,
                "cancelled": 0,
                "compliance_basis_points": 10_000,
                "first_contact_median_seconds": 5,
                "first_contact_p90_seconds": 5,
            }
        ],
    }


def test_only_what_is_asked_for_counts() -> None:
    clocks = [
        contacted(1, 1, policy="Fast", owner="ada"),
        contacted(2, 2, policy="Slow", owner="ada"),
        contacted(3, 3, policy="Fast", owner="ada", target=Target.QUALIFICATION),
        contacted(4, 4, policy="Fast", owner="zoe"),
        contacted(5, 5, policy="Fast", owner=None),
    ]

    def count(**asked: Any) -> int:
        return sum(row.met for row in compliance_of(clocks, query(**asked)))

    ada = frozenset({"ada"})
    assert [count(), count(policy="Fast"), count(target=Target.FIRST_CONTACT), count(users=ada)] == [5, 4, 4, 3]
    assert count(policy="Fast", target=Target.FIRST_CONTACT, users=ada) == 1
    assert count(users=frozenset()) == 0


def test_groups_are_in_the_order_of_their_names() -> None:
    clocks = [contacted(count, 5, policy=name) for count, name in enumerate(("Slow", "Fast", "Normal"), start=1)]

    assert [row.policy for row in compliance_of(clocks, query(Dimension.POLICY))] == ["Fast", "Normal", "Slow"]


def test_the_90th_percentile_of_many_is_not_above_nine_in_ten() -> None:
    assert nearest_rank(range(1, 201), 90) == 180
    assert nearest_rank([7], 90) == 7
    assert nearest_rank([], 90) is None
