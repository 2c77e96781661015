"""Reports of service levels name teams as they are today, and what is due soon is counted by each one's own time."""

from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.calendars import AddCalendar, EditCalendar
from crm_core.errors import Invalid
from crm_core.identity import EntityKind
from crm_core.service_levels import ClockStatus, Dimension, Promise, SlaClock, SlaPolicyNotFound, Target
from crm_core.testing import START, a_lead, an_opportunity, an_sla_clock
from crm_core.testing.builders import a_policy
from crm_core.vocabulary import Priority
from crm_operations.service_levels import SlaReportCoordinator, SlaReportQuery
from crm_operations.testing import FakeWorld
from crm_operations.working_calendars import WorkingCalendarCoordinator

HOUR = timedelta(hours=1)


@pytest.fixture
def reports(crm_world: FakeWorld) -> SlaReportCoordinator:
    return SlaReportCoordinator(crm_world.records, crm_world.people, crm_world.settings_for, crm_world.clock)


@pytest.fixture
def actor(crm_world: FakeWorld) -> Actor:
    for user, team in (("ada", "North"), ("bob", "South"), ("eve", "North")):
        crm_world.people.known(crm_world.actor.tenant_id, user, team=team)
    return crm_world.actor


def clocks(world: FakeWorld, *every: dict[str, Any]) -> list[SlaClock]:
    with world.records.writing(world.actor) as work:
        return [
            work.sla_clocks.add(an_sla_clock(number, tenant_id=world.actor.tenant_id, **changes))
            for number, changes in enumerate(every, start=1)
        ]


def met(owner: str, seconds: int, **changes: Any) -> dict[str, Any]:
    stopped = {"stopped_at": START, "reported_at": START, "elapsed_seconds": seconds}
    return {"status": ClockStatus.MET, "owner": owner, **stopped, **changes}


def test_a_team_is_counted_as_one_and_its_people_stand_beside_it(
    reports: SlaReportCoordinator, crm_world: FakeWorld, actor: Actor
) -> None:
    clocks(crm_world, met("ada", 100), met("eve", 300), met("bob", 50), met("gone", 7))

    by_team = reports.report(actor, SlaReportQuery(by=frozenset({Dimension.TEAM})))
    by_both = reports.report(actor, SlaReportQuery(by=frozenset({Dimension.TEAM, Dimension.USER})))

    medians = [(row.team, row.met, row.first_contact_median_seconds) for row in by_team.rows]
    assert medians == [("North", 2, 200), ("South", 1, 50), (None, 1, 7)]
    assert [(row.team, row.user) for row in by_both.rows] == [
        ("North", "ada"),
        ("North", "eve"),
        ("South", "bob"),
        (None, "gone"),
    ]


def test_only_what_is_asked_for_is_counted(reports: SlaReportCoordinator, crm_world: FakeWorld, actor: Actor) -> None:
    clocks(
        crm_world,
        met("ada", 100, policy="Hot"),
        met("eve", 200, target=Target.QUALIFICATION),
        met("bob", 300, due_at=START + timedelta(days=60)),
    )

    def counted(**asked: Any) -> int:
        return sum(row.met for row in reports.report(actor, SlaReportQuery(**asked)).rows)

    assert counted() == 2  # the third is due after the next month
    assert counted(until=date(2026, 3, 31)) == 3
    assert counted(since=date(2026, 2, 1), until=date(2026, 3, 31)) == 1
    assert counted(team="North") == 2
    assert counted(team="North", user="bob") == 0
    assert counted(user="eve") == 1
    assert counted(policy="Hot") == 1
    assert counted(target=Target.QUALIFICATION) == 1
    with pytest.raises(Invalid, match="until: it is before the first day"):
        counted(since=date(2026, 2, 1), until=date(2026, 1, 31))


def test_without_days_it_goes_from_eleven_months_ago_to_the_end_of_the_next(
    reports: SlaReportCoordinator, actor: Actor
) -> None:
    report = reports.report(actor)

    assert (report.since, report.until, report.rows) == (date(2025, 2, 1), date(2026, 2, 28), ())


def test_what_is_breached_within_hours_is_counted_by_its_calendar(
    reports: SlaReportCoordinator, crm_world: FakeWorld, actor: Actor
) -> None:
    """It is Thursday, nine o'clock: eight working hours of the office end on Friday, of clock time today."""
    calendars = WorkingCalendarCoordinator(
        crm_world.records,
        crm_world.settings_for,
        crm_world.clock,
        crm_world.new_id,
        None,  # type: ignore[arg-type]
    )
    admin = actor.model_copy(update={"roles": frozenset({Role.ADMIN})})
    office = calendars.add(admin, AddCalendar(name="Office", week=("mon-fri 09:00-13:00",)))
    calendars.edit(admin, "Office", EditCalendar(week=("mon-fri 09:00-10:00",)))
    by_office = {"calendar_id": office.id, "calendar": "Office", "calendar_version": 1}
    started = clocks(
        crm_world,
        {"due_at": START + 29 * HOUR},
        {"due_at": START + 28 * HOUR, **by_office},
        {"due_at": START + 29 * HOUR, **by_office},
        {"due_at": START + 8 * HOUR},
        {"due_at": START + HOUR, "paused_until": START + 2 * HOUR},
        {"due_at": START},
        met("ada", 5, due_at=START + HOUR),
    )

    rows = reports.upcoming(actor, 8)

    assert [row.id for row in rows] == [started[3].id, started[1].id]
    assert len(reports.upcoming(actor, 8, 1)) == 1
    assert len(reports.upcoming(actor, 29)) == 4


def test_reports_are_for_whoever_may_see_them(reports: SlaReportCoordinator, actor: Actor) -> None:
    partner = actor.model_copy(update={"roles": frozenset({Role.PARTNER})})

    with pytest.raises(NotPermitted):
        reports.report(partner)
    with pytest.raises(NotPermitted):
        reports.upcoming(partner, 8)


def test_a_policy_is_tried_on_what_it_selects_of_the_last_quarter(
    reports: SlaReportCoordinator, crm_world: FakeWorld, actor: Actor
) -> None:
    hot, cold, sold = a_lead(1, priority=Priority.HIGH), a_lead(2), an_opportunity(1)
    tried = a_policy(
        subject=EntityKind.LEAD,
        condition='lead.priority == "high"',
        promises=(Promise(target=Target.FIRST_CONTACT, seconds=3_600),),
    )
    with crm_world.records.writing(actor) as work:
        for lead in (hot, cold):
            work.leads.add(lead.model_copy(update={"tenant_id": actor.tenant_id}))
        work.opportunities.add(sold.model_copy(update={"tenant_id": actor.tenant_id}))
        work.sla_policies.add(tried.model_copy(update={"tenant_id": actor.tenant_id}))
    long_ago = START - timedelta(days=120)
    late = met("ada", 7_200, stopped_at=START + 2 * HOUR)
    clocks(
        crm_world,
        {"subject_id": hot.id, **late},
        {"subject_id": hot.id, **met("ada", 60, stopped_at=START + timedelta(minutes=1))},
        {"subject_id": cold.id, **late},
        {"subject_id": hot.id, **late, "target": Target.QUALIFICATION},
        {"subject_id": hot.id, **late, "started_at": long_ago, "paused_until": long_ago},
    )

    found = reports.simulate(actor, tried.name)

    assert (found.since, found.until) == (date(2025, 10, 1), date(2026, 1, 15))
    assert (found.clocks, found.breached) == (2, 1)
    assert [rung.reached for rung in found.rungs][:3] == [1, 1, 0]
    assert reports.simulate(actor, tried.name, long_ago.date()).clocks == 3
    with pytest.raises(SlaPolicyNotFound, match=tried.name):
        reports.simulate(actor, "Cold")
