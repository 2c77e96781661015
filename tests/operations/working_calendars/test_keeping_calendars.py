"""Working calendars are kept by revisions: what was begun on one goes on by it, whatever is written later."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.calendars import (
    AddCalendar,
    CalendarExists,
    CalendarFilter,
    CalendarNotFound,
    CalendarRetired,
    CalendarRevised,
    EditCalendar,
)
from crm_core.errors import Invalid
from crm_core.testing.expectations import answers, at_once, refusals
from crm_operations.settings import CalendarSettings, OperationsSettings
from crm_operations.testing import FakeWorld
from crm_operations.working_calendars import WorkingCalendarCoordinator

BERLIN = AddCalendar(name="Berlin", week=("mon-fri 09:00-18:00",), timezone="Europe/Berlin", country="DE")


class Holidays:
    """Christmas Day everywhere, and one holiday of a region."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, int]] = []

    def days(self, country: str, region: str | None, year: int) -> Mapping[date, str]:
        if country not in {"DE", "US"}:
            raise Invalid.field("country", f"no holidays of {country} are known", "name one of these: DE, US")
        self.asked.append((country, region, year))
        own = {date(year, 3, 8): "Women's Day"} if region == "BE" else {}
        return {date(year, 12, 25): "Christmas Day", **own}


@pytest.fixture
def holidays() -> Holidays:
    return Holidays()


@pytest.fixture
def calendars(crm_world: FakeWorld, holidays: Holidays) -> WorkingCalendarCoordinator:
    world = crm_world
    return WorkingCalendarCoordinator(world.records, world.settings_for, world.clock, world.new_id, holidays)


@pytest.fixture
def actor(crm_world: FakeWorld) -> Actor:
    return crm_world.actor.model_copy(update={"roles": frozenset({Role.ADMIN})})


def test_a_new_calendar_takes_over_the_holidays_of_its_country_for_seven_years(
    calendars: WorkingCalendarCoordinator, actor: Actor, holidays: Holidays
) -> None:
    added = calendars.add(actor, BERLIN)

    assert (added.revision, added.timezone, added.version) == (1, "Europe/Berlin", 1)
    assert [day.year for day in added.known_holidays] == list(range(2025, 2032))
    assert calendars.get(actor, "Berlin") == added
    assert holidays.asked[0] == ("DE", None, 2025)


def test_how_many_years_are_taken_over_is_a_setting(crm_world: FakeWorld, actor: Actor, holidays: Holidays) -> None:
    settings = OperationsSettings(calendars=CalendarSettings(holiday_years_back=0, holiday_years_ahead=1))
    kept = WorkingCalendarCoordinator(
        crm_world.records, lambda _: settings, crm_world.clock, crm_world.new_id, holidays
    )

    assert [day.year for day in kept.add(actor, BERLIN).known_holidays] == [2026, 2027]


def test_without_a_zone_it_is_the_tenants(crm_world: FakeWorld, actor: Actor, holidays: Holidays) -> None:
    settings = OperationsSettings(timezone="America/New_York")
    kept = WorkingCalendarCoordinator(
        crm_world.records, lambda _: settings, crm_world.clock, crm_world.new_id, holidays
    )

    kept.add(actor, AddCalendar(name="Office", week=("mon-fri 09:00-18:00",)))
    assert kept.edit(actor, "Office", EditCalendar(timezone="Asia/Tokyo")).timezone == "Asia/Tokyo"
    assert kept.edit(actor, "Office", EditCalendar(timezone=None)).timezone == "America/New_York"


def test_an_edit_is_a_new_revision_with_its_holidays_and_the_former_stays_as_it_was(
    calendars: WorkingCalendarCoordinator, actor: Actor, crm_world: FakeWorld
) -> None:
    first = calendars.add(actor, BERLIN)
    crm_world.clock.advance(timedelta(days=30))

    second = calendars.edit(actor, "Berlin", EditCalendar(region="BE", week=("mon-thu 09:00-17:00",)))

    assert (second.revision, second.region, second.week) == (2, "BE", ("mon-thu 09:00-17:00",))
    assert date(2026, 3, 8) in second.known_holidays
    former = calendars.get(actor, "Berlin", 1)
    assert (former.id, former.week, former.holidays) == (first.id, first.week, first.holidays)
    assert former.replaced_at == crm_world.clock.now()
    assert calendars.get(actor, "Berlin") == calendars.get(actor, "Berlin", 2) == second
    assert [each.revision for each in calendars.list(actor, CalendarFilter(name="Berlin"))] == [1, 2]
    assert calendars.list(actor, CalendarFilter(only_current=True)) == [second]


def test_what_is_named_as_it_is_makes_no_revision(calendars: WorkingCalendarCoordinator, actor: Actor) -> None:
    added = calendars.add(actor, BERLIN)

    assert calendars.edit(actor, "Berlin", EditCalendar(week=("Mon-Fri 9-18",))) == added
    assert calendars.renew(actor, "Berlin") == added


def test_holidays_are_renewed_when_the_years_have_gone(
    calendars: WorkingCalendarCoordinator, actor: Actor, crm_world: FakeWorld
) -> None:
    calendars.add(actor, BERLIN)
    crm_world.clock.advance(timedelta(days=365))

    renewed = calendars.renew(actor, "Berlin")

    assert (renewed.revision, max(renewed.known_holidays).year) == (2, 2032)


def test_of_two_who_edit_at_once_one_is_told(calendars: WorkingCalendarCoordinator, actor: Actor) -> None:
    calendars.add(actor, BERLIN)

    def edit(hour: int) -> object:
        return calendars.edit(actor, "Berlin", EditCalendar(week=(f"mon-fri {hour}:00-18:00",)))

    outcomes = at_once([lambda hour=hour: edit(hour) for hour in range(6, 12)])  # type: ignore[misc]

    assert all(isinstance(refusal, CalendarRevised) for refusal in refusals(outcomes))
    revisions = [each.revision for each in calendars.list(actor, CalendarFilter(name="Berlin"))]
    assert revisions == list(range(1, len(answers(outcomes)) + 2))
    assert len(calendars.list(actor, CalendarFilter(only_current=True))) == 1


def test_a_second_calendar_of_the_same_name_is_refused(calendars: WorkingCalendarCoordinator, actor: Actor) -> None:
    calendars.add(actor, BERLIN)
    calendars.edit(actor, "Berlin", EditCalendar(region="BE"))

    with pytest.raises(CalendarExists, match="crm sla calendar edit"):
        calendars.add(actor, BERLIN)


def test_an_unknown_country_is_refused_when_it_is_written(calendars: WorkingCalendarCoordinator, actor: Actor) -> None:
    with pytest.raises(Invalid, match="country: no holidays of XX are known; name one of these: DE, US"):
        calendars.add(actor, BERLIN.model_copy(update={"country": "XX"}))
    calendars.add(actor, BERLIN)
    with pytest.raises(Invalid, match="country"):
        calendars.edit(actor, "Berlin", EditCalendar(country="XX"))
    assert calendars.get(actor, "Berlin").revision == 1


def test_a_retired_calendar_is_edited_again_once_it_is_taken_up(
    calendars: WorkingCalendarCoordinator, actor: Actor
) -> None:
    calendars.add(actor, BERLIN)

    retired = calendars.retire(actor, "Berlin")
    assert calendars.retire(actor, "Berlin") == retired
    assert calendars.list(actor, CalendarFilter(only_active=True)) == []
    with pytest.raises(CalendarRetired):
        calendars.edit(actor, "Berlin", EditCalendar(region="BE"))
    assert calendars.reinstate(actor, "Berlin").retired_at is None
    assert calendars.edit(actor, "Berlin", EditCalendar(region="BE")).revision == 2


def test_an_unknown_calendar_or_revision_is_named_with_what_there_is(
    calendars: WorkingCalendarCoordinator, actor: Actor
) -> None:
    with pytest.raises(CalendarNotFound, match="there are: none; add one with `crm sla calendar add`"):
        calendars.get(actor, "Berlin")
    calendars.add(actor, BERLIN)
    with pytest.raises(CalendarNotFound, match="there is no calendar Paris; there are: Berlin"):
        calendars.retire(actor, "Paris")
    with pytest.raises(CalendarNotFound, match="no revision 7; they go from 1 to 1"):
        calendars.get(actor, "Berlin", 7)


def test_sellers_see_calendars_and_admins_write_them(
    calendars: WorkingCalendarCoordinator, actor: Actor, crm_world: FakeWorld
) -> None:
    calendars.add(actor, BERLIN)
    manager = actor.model_copy(update={"roles": frozenset({Role.MANAGER})})

    assert calendars.get(manager, "Berlin").revision == 1
    with pytest.raises(NotPermitted):
        calendars.add(manager, BERLIN.model_copy(update={"name": "Paris"}))
    with pytest.raises(NotPermitted):
        calendars.edit(manager, "Berlin", EditCalendar(region="BE"))
    for write in (calendars.renew, calendars.retire, calendars.reinstate):
        with pytest.raises(NotPermitted):
            write(manager, "Berlin")
    with pytest.raises(NotPermitted):
        calendars.get(actor.model_copy(update={"roles": frozenset({Role.PARTNER})}), "Berlin")


def test_the_check_names_missing_holidays_and_odd_weeks(
    calendars: WorkingCalendarCoordinator, actor: Actor, crm_world: FakeWorld
) -> None:
    calendars.add(actor, BERLIN)
    assert calendars.lint(actor) == []

    calendars.add(
        actor, AddCalendar(name="Shop", week=("mon-sun 06:00-21:00",), days=("2026-03-02/2026-03-15 closed",))
    )
    calendars.add(actor, AddCalendar(name="Plain", week=("mon-fri 09:00-18:00",)))
    calendars.add(actor, AddCalendar(name="Yearly", week=("mon-fri 09:00-18:00",), days=("12-25 closed",)))
    calendars.add(actor, AddCalendar(name="Former", week=("mon-sun 00:00-24:00",)))
    calendars.retire(actor, "Former")

    assert [(each.calendar, each.problem) for each in calendars.lint(actor)] == [
        ("Shop", "no day of 2027 is closed or has other hours"),
        ("Shop", "the week of 2026-03-02 is without working time, and 1 more within a year"),
        ("Shop", "the week of 2026-01-12 is of more than 100 hours, and 50 more within a year"),
        ("Plain", "it knows no holidays"),
    ]
    crm_world.clock.advance(timedelta(days=365 * 5))
    missing = [each.problem for each in calendars.lint(actor) if each.calendar == "Berlin"]
    assert missing == ["no holidays of DE are known for 2032"]


def test_when_something_would_be_due_names_the_hours_that_count(
    calendars: WorkingCalendarCoordinator, actor: Actor
) -> None:
    calendars.add(actor, BERLIN)
    friday = datetime.fromisoformat("2026-06-05T15:00:00Z")

    due = calendars.due(actor, "Berlin", 3, friday)

    assert due.due_at == datetime.fromisoformat("2026-06-08T09:00:00Z")
    assert [(end - start) / timedelta(hours=1) for start, end in due.intervals] == [1, 2]
    assert calendars.due(actor, "Berlin", 0).due_at == calendars.due(actor, "Berlin", 0).start
