"""Activities come from files: planned and done at the dates of their rows, about leads and deals that are there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from crm_core.activities import Activity, ActivityFilter, ActivityType
from crm_core.imports import ActivityRecord, Chunk, ImportLine, MappedRow, Outcome, Reference
from crm_core.testing import START, VirtualClock, a_lead, an_opportunity
from crm_core.voting import Strategies
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.testing import FakeWorld

LEAD = Reference(by="external_id", value="acme:1")


@pytest.fixture
def world() -> FakeWorld:
    """A lead and a deal are there, and it is long after what the files tell of."""
    world = FakeWorld(clock=VirtualClock(START + timedelta(days=400)))
    world.preload(a_lead(external_id="acme:1"), an_opportunity(external_id="acme:deal"))
    return world


def the_activities(world: FakeWorld) -> ActivityCoordinator:
    return ActivityCoordinator(world.records, world.people, Strategies(), world.settings_for, world.clock, world.new_id)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def imports(world: FakeWorld, **cells: Any) -> ImportLine:
    told = {
        "external_id": "acme:call",
        "activity_type": ActivityType.CALL,
        "subject": "Talked",
        **({} if "deal" in cells else {"lead": LEAD}),
        **cells,
    }
    chunk = Chunk("batch-1", "IMPORT-2026-0001", 0, [MappedRow(2, ActivityRecord(**told))])
    [line] = the_activities(world).import_rows(world.actor, chunk)
    return line


def stored(world: FakeWorld) -> Sequence[Activity]:
    return the_activities(world).list(world.actor, ActivityFilter())


def test_what_is_completed_without_a_date_was_done_when_it_was_due(world: FakeWorld) -> None:
    imports(world, due_date=day(5), completed=True)
    [done] = stored(world)
    assert (done.completed_at, done.created_at, done.due_date) == (day(5), day(5), day(5))


def test_what_was_planned_and_done_has_an_entry_of_each(world: FakeWorld) -> None:
    line = imports(world, created_at=day(1), due_date=day(5), completed_at=day(4), owner="ann")
    [done] = stored(world)
    assert (done.completed_at, done.completed_by, done.created_at, line.version) == (day(4), "ann", day(1), 2)


def test_what_is_to_come_is_still_to_do(world: FakeWorld) -> None:
    imports(world, due_date=day(500), completed=False)
    [planned] = stored(world)
    assert (planned.completed_at, planned.due_date, planned.created_at) == (None, day(500), day(400))


def test_an_activity_is_about_a_deal_too(world: FakeWorld) -> None:
    imports(world, deal=Reference(by="external_id", value="acme:deal"), completed_at=day(3))
    [call] = stored(world)
    assert call.related == an_opportunity().ref


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"completed_at": day(401)}, "completed_at"),
        ({"completed": True}, "completed_at"),
        ({"completed": False}, "due_date"),
        ({"completed": False, "completed_at": day(1)}, "completed_at"),
        ({"completed": True, "due_date": day(401)}, "due_date"),
        ({"lead": Reference(by="external_id", value="nobody"), "completed_at": day(1)}, "lead"),
        ({"lead": None, "completed_at": day(1)}, "lead"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_says_which_field(
    world: FakeWorld, cells: dict[str, Any], column: str
) -> None:
    line = imports(world, **cells)
    assert line.problem is not None
    assert (line.outcome, line.problem.column, stored(world)) == (Outcome.REFUSED, column, [])


def test_the_same_row_again_changes_nothing_and_a_later_one_completes_it(world: FakeWorld) -> None:
    imports(world, due_date=day(5), completed=False)
    assert imports(world, due_date=day(5), completed=False).outcome is Outcome.UNCHANGED
    assert imports(world, due_date=day(5), completed_at=day(6)).outcome is Outcome.CHANGED
    [done] = stored(world)
    assert done.completed_at == day(6)


def test_activities_are_taken_back(world: FakeWorld) -> None:
    line = imports(world, completed_at=day(3))
    undone = the_activities(world).undo_rows(world.actor, [line])
    assert (undone.reversed, stored(world)) == (1, [])
