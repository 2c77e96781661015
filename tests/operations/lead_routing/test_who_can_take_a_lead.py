"""Nobody is given a lead who left, is away, is asleep or has enough already; and it is told who was left out."""

from datetime import UTC, datetime, time, timedelta

import pytest

from crm_core.testing import START
from crm_operations.lead_routing import ExclusionReason, why_unavailable
from crm_operations.providers import Absence, Person, WorkingHours
from crm_operations.testing.sales_floor import SalesFloor

THURSDAY, FRIDAY = 3, 4


def somebody(zone: str = "UTC", *hours: tuple[int, str, str]) -> Person:
    working_hours = tuple(
        WorkingHours(weekday=day, start=time.fromisoformat(start), end=time.fromisoformat(end))
        for day, start, end in hours
    )
    return Person(id="A", name="A", timezone=zone, working_hours=working_hours)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"is_active": False}, "inactive"),
        ({"paused": True}, "paused"),
        ({"absences": (Absence(start=START, end=START + timedelta(days=7), reason="surgery"),)}, "absent"),
        ({"working_hours": (WorkingHours(weekday=FRIDAY, start=time(9), end=time(17)),)}, "outside working hours"),
        (
            {"working_hours": (WorkingHours(weekday=3, start=time(9), end=time(17)),), "timezone": "Moon"},
            "unknown time",
        ),
        ({"capacity": 0}, "at capacity"),
        ({"daily_capacity": 0}, "daily capacity reached"),
    ],
)
def test_somebody_who_cannot_is_left_out_and_named(floor: SalesFloor, facts: dict[str, object], reason: str) -> None:
    floor.hires("A", **facts)
    floor.hires("B")
    floor.rule()

    answer = floor.routes(floor.lead())

    assert answer.assigned_to == "B"
    assert answer.reasons[1].startswith(f"rule 'Sales': A: {reason}")


def test_why_somebody_is_away_and_what_they_are_called_is_not_kept_with_the_decision(floor: SalesFloor) -> None:
    floor.hires("A", name="Zoë", absences=(Absence(start=START, end=START + timedelta(days=7), reason="surgery"),))
    floor.hires("B")
    floor.rule()
    lead = floor.lead()
    floor.routes(lead)

    recorded = floor.decisions(lead)[0]
    with floor.world.records.reading(floor.manager) as work:
        (policy,) = work.decisions.policies([recorded.policy or ""]).values()

    assert not any(word in recorded.case + recorded.verdict + policy for word in ("surgery", "Zoë"))
    assert '"absences":[{"end"' in policy


@pytest.mark.requirement("RTE-CRMOP-0105")
def test_nobody_gets_more_than_they_can_hold(floor: SalesFloor) -> None:
    floor.settings(default_capacity=3)
    floor.hires("A", capacity=2)
    floor.hires("B")
    floor.rule()

    assert floor.come_at_once(7) == "ABABB--"


@pytest.mark.requirement("RTE-CRMOP-0105")
def test_a_closed_lead_makes_room(floor: SalesFloor) -> None:
    floor.hires("A", capacity=1)
    floor.rule()
    lead = floor.lead()
    floor.routes(lead)
    assert floor.come(1) == "-"

    with floor.world.records.writing(floor.manager) as work:
        work.leads.save(floor.now(lead).disqualify("spam", at=floor.world.clock.now())[0])

    assert floor.come(1) == "A"


@pytest.mark.requirement("RTE-CRMOP-0105")
def test_the_day_of_a_daily_capacity_is_the_persons_own(floor: SalesFloor) -> None:
    """In Honolulu a day begins when it is 10:00 in Greenwich."""
    floor.hires("A", daily_capacity=2, timezone="Pacific/Honolulu")
    floor.rule()
    floor.world.clock.set(datetime(2026, 1, 15, 11, tzinfo=UTC))
    assert floor.come_at_once(3) == "AA-"

    floor.world.clock.set(datetime(2026, 1, 16, 9, 59, tzinfo=UTC))
    assert floor.come(1) == "-"

    floor.world.clock.set(datetime(2026, 1, 16, 10, tzinfo=UTC))
    assert floor.come(3) == "AA-"


def test_a_rule_may_ignore_working_hours(floor: SalesFloor) -> None:
    floor.hires("A", working_hours=(WorkingHours(weekday=FRIDAY, start=time(9), end=time(17)),))
    floor.rule(within_working_hours=False)

    assert floor.come(1) == "A"


@pytest.mark.parametrize(
    ("person", "local", "works"),
    [
        (somebody("UTC", (THURSDAY, "09:00", "17:00")), "2026-01-15T09:00Z", True),
        (somebody("UTC", (THURSDAY, "09:00", "17:00")), "2026-01-15T16:59:59Z", True),
        (somebody("UTC", (THURSDAY, "09:00", "17:00")), "2026-01-15T17:00Z", False),
        (somebody("UTC", (THURSDAY, "09:00", "17:00")), "2026-01-16T10:00Z", False),
        (somebody("Asia/Tokyo", (THURSDAY, "09:00", "17:00")), "2026-01-15T00:00Z", True),
        (somebody("Asia/Tokyo", (THURSDAY, "09:00", "17:00")), "2026-01-15T09:00Z", False),
        (somebody("UTC", (THURSDAY, "22:00", "06:00")), "2026-01-15T23:00Z", True),
        (somebody("UTC", (THURSDAY, "22:00", "06:00")), "2026-01-16T05:59Z", True),
        (somebody("UTC", (THURSDAY, "22:00", "06:00")), "2026-01-16T06:00Z", False),
        (somebody("UTC", (THURSDAY, "22:00", "06:00")), "2026-01-15T05:00Z", False),
        (somebody("UTC", (6, "22:00", "06:00")), "2026-01-19T01:00Z", True),
        (somebody("UTC", (THURSDAY, "13:00", "00:00")), "2026-01-15T23:59Z", True),
        (somebody("UTC", (THURSDAY, "13:00", "00:00")), "2026-01-16T00:00Z", False),
        (somebody("UTC", (THURSDAY, "08:00", "08:00")), "2026-01-16T07:00Z", True),
        (somebody("Europe/Berlin", (6, "01:00", "02:30")), "2026-03-29T01:30Z", False),
        (somebody("Europe/Berlin", (6, "01:00", "04:00")), "2026-03-29T01:30Z", True),
        (somebody(), "2026-01-15T03:00Z", True),
    ],
)
def test_working_hours_are_local_and_may_run_into_the_next_day(person: Person, local: str, works: bool) -> None:
    reason = why_unavailable(person, datetime.fromisoformat(local))

    assert reason == (None if works else ExclusionReason.OFF_HOURS)


def test_an_absence_ends_at_its_end() -> None:
    away = Person(id="A", name="A", absences=(Absence(start=START, end=START + timedelta(days=1)),))

    assert why_unavailable(away, START - timedelta(seconds=1)) is None
    assert why_unavailable(away, START) is ExclusionReason.ABSENT
    assert why_unavailable(away, START + timedelta(days=1)) is None
