"""A quota is one's, in revisions; what of it holds for a person is counted by the days they are there."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, FiscalPeriod, PeriodLength, YearOf
from crm_core.money import BASIS_POINTS
from crm_core.quotas import (
    ALL_THE_TIME,
    AssignQuota,
    Employment,
    Proration,
    Quota,
    QuotaHolder,
    QuotaReplaced,
    QuotaSubject,
    effective_minor,
    effective_quotas,
    is_weekday,
    months_since,
    periods_within,
    working_days_of,
)
from crm_core.testing import START, a_quota, a_working_calendar

CALENDAR = FiscalCalendar()
QUARTER = CALENDAR.period("2026-Q1")
DAYS = st.dates(date(2025, 6, 1), date(2026, 9, 30))
DAY = timedelta(days=1)


def assigned(count: int = 1, **fields: Any) -> Quota:
    asked = {"period": "2026-Q1", "user_id": "ada", "amount_minor": 900_000, "currency_code": "USD", **fields}
    quota, _ = Quota.assign(AssignQuota(**asked), entity_id=f"quota-{count}", tenant_id="t", at=START)
    return quota


def every_day(day: date) -> bool:
    return True


def counted_day_by_day(
    quota: Quota, period: FiscalPeriod, employment: Employment, counts: Callable[[date], bool]
) -> int:
    """The oracle: each day that counts adds its month's share of one day's quota, and the sum is rounded once."""
    days = [day for day in period.each_day() if counts(day)]
    whole = Fraction(0)
    for day in days:
        joined, left = employment
        if (joined and day < joined) or (left and day > left):
            continue
        month = 0
        while joined and month < len(quota.ramp) and months_since(joined, month + 1) <= day:
            month += 1
        share = quota.ramp[month] if joined and month < len(quota.ramp) else BASIS_POINTS
        whole += Fraction(quota.amount_minor * share, BASIS_POINTS * len(days))
    return round(whole)


@given(
    amount=st.integers(0, 10**12),
    joined=st.none() | DAYS,
    left=st.none() | DAYS,
    ramp=st.lists(st.integers(0, BASIS_POINTS), max_size=6),
    proration=st.sampled_from(Proration),
    period=st.sampled_from(["2026-Q1", "2026-02", "2026", "2026-P02"]),
)
def test_the_days_that_count_add_up_each_at_its_share(
    amount: int, joined: date | None, left: date | None, ramp: list[int], proration: Proration, period: str
) -> None:
    calendar = FiscalCalendar(year_of=YearOf.WEEKS if "P" in period else YearOf.MONTHS)
    quota = assigned(amount_minor=amount, ramp=ramp, prorated_by=proration, period=period)
    employment = Employment(joined, left)
    counts = is_weekday if proration is Proration.WORKING_DAYS else every_day

    found = effective_minor(quota, calendar.period(period), employment)

    assert (found or 0) == counted_day_by_day(quota, calendar.period(period), employment, counts)
    assert found != 0


def test_who_joins_within_a_period_is_to_bring_their_part_of_it() -> None:
    joined = Employment(joined_on=date(2026, 2, 1))

    assert effective_minor(assigned(), QUARTER, joined) == 900_000 * 59 // 90
    assert effective_minor(assigned(prorated_by=Proration.WORKING_DAYS), QUARTER, joined) == round(900_000 * 42 / 64)
    assert effective_minor(assigned(), QUARTER, Employment(left_on=date(2026, 1, 9))) == 90_000
    assert effective_minor(assigned(), QUARTER, Employment(joined_on=date(2026, 4, 1))) is None
    assert effective_minor(assigned(), QUARTER, ALL_THE_TIME) == 900_000


def test_working_days_are_those_of_a_calendar() -> None:
    is_working = working_days_of(a_working_calendar(week=("mon-thu 9-17",), days=("2026-01-01 closed",)))
    quota = assigned(prorated_by=Proration.WORKING_DAYS, period="2026-01")
    january = CALENDAR.period("2026-01")

    assert [day.day for day in january.each_day() if is_working(day)][:4] == [5, 6, 7, 8]
    assert effective_minor(quota, january, Employment(joined_on=date(2026, 1, 26)), is_working) == 900_000 * 4 // 16
    assert effective_minor(quota, january, Employment(joined_on=date(2026, 1, 30)), is_working) is None


def test_a_ramp_begins_with_the_day_of_joining_and_lasts_its_months() -> None:
    ramped = assigned(ramp=(2_500, 5_000), period="2026-03", amount_minor=310_000)
    march = CALENDAR.period("2026-03")

    assert effective_minor(ramped, march, Employment(joined_on=date(2026, 3, 1))) == 77_500
    assert effective_minor(ramped, march, Employment(joined_on=date(2026, 2, 15))) == 14 * 2_500 + 17 * 5_000
    assert effective_minor(ramped, march, Employment(joined_on=date(2025, 12, 31))) == 310_000
    assert effective_minor(ramped, march, ALL_THE_TIME) == 310_000, "who joined when nobody knows is past any ramp"
    assert months_since(date(2025, 12, 31), 2) == date(2026, 2, 28)


def test_nothing_to_bring_is_no_quota() -> None:
    assert effective_minor(assigned(amount_minor=0), QUARTER, ALL_THE_TIME) is None
    assert effective_quotas([assigned(amount_minor=0)], QUARTER, CALENDAR, {}) == {}


def test_a_period_without_a_quota_of_its_own_has_that_of_its_parts() -> None:
    months = [assigned(2, period="2026-01"), assigned(3, period="2026-03", amount_minor=100_000)]
    of_quarter = assigned(4, period="2026-Q2", amount_minor=5_000)
    year = CALENDAR.period("2026")
    ada = QuotaSubject(QuotaHolder.PERSON, "ada")
    joined = {"ada": Employment(joined_on=date(2026, 1, 31))}

    [part] = effective_quotas([assigned(), *months], QUARTER, CALENDAR, {})[ada].parts
    assert part.amount_minor == 900_000, "the quarter's own counts, not its months"
    of_year = effective_quotas([*months, of_quarter], year, CALENDAR, joined)[ada]
    assert [(each.period.id, each.amount_minor) for each in of_year.parts] == [
        ("2026-01", round(900_000 / 31)),
        ("2026-03", 100_000),
        ("2026-Q2", 5_000),
    ]
    assert [each.id for each in periods_within(CALENDAR, year)][:5] == [
        "2026",
        "2026-Q1",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert len(periods_within(CALENDAR, CALENDAR.containing(START.date(), PeriodLength.MONTH))) == 1


def test_quotas_of_a_team_and_of_a_product_are_nobodys_days() -> None:
    team = assigned(user_id=None, team="ada")
    product = assigned(user_id=None, product="LAMP")
    hers = assigned(product="LAMP")
    late = {"ada": Employment(joined_on=date(2026, 3, 1))}

    found = effective_quotas([team, product, hers], QUARTER, CALENDAR, late)

    assert {subject: quota.parts[0].amount_minor for subject, quota in found.items()} == {
        QuotaSubject(QuotaHolder.TEAM, "ada"): 900_000,
        QuotaSubject(QuotaHolder.EVERYBODY, "", "LAMP"): 900_000,
        QuotaSubject(QuotaHolder.PERSON, "ada", "LAMP"): 310_000,
    }
    assert len({team.subject_key, product.subject_key, hers.subject_key, assigned().subject_key}) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"user_id": None},
        {"team": "north"},
        {"user_id": None, "team": "north", "territory": "DACH"},
        {"user_id": None, "team": "north", "ramp": (5_000,)},
    ],
)
def test_a_quota_is_one_subjects(fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        assigned(**fields)


def test_only_what_holds_is_withdrawn() -> None:
    withdrawn, event = a_quota().withdraw(at=START)

    assert not withdrawn.holds
    assert event.period == "2026-Q1"
    for quota in (withdrawn, a_quota().replace(at=START)):
        with pytest.raises(QuotaReplaced):
            quota.withdraw(at=START)
