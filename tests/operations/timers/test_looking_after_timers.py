"""People look at what falls due, cancel what waits and fire what failed after all."""

from datetime import timedelta

import pytest

from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START
from crm_operations.records import TimerFilter, TimerNotWaiting, TimerState
from crm_operations.testing import FakeWorld
from crm_operations.timers import TimerCoordinator

LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")


@pytest.fixture
def timers(crm_world: FakeWorld) -> TimerCoordinator:
    with crm_world.records.writing(crm_world.actor) as work:
        for rung in (2, 1):
            work.timers.set("reminder", LEAD, START + rung * timedelta(hours=1), rung)
    return TimerCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock)


def test_timers_are_listed_in_the_order_in_which_they_fall_due(crm_world: FakeWorld, timers: TimerCoordinator) -> None:
    found = timers.list(crm_world.actor, TimerFilter())

    assert [each.rung for each in found] == [1, 2]
    assert timers.get(crm_world.actor, found[0].id) == found[0]


def test_one_that_waits_is_cancelled_and_fired_after_all(crm_world: FakeWorld, timers: TimerCoordinator) -> None:
    actor = crm_world.actor
    (first, _) = timers.list(actor, TimerFilter())

    with pytest.raises(TimerNotWaiting):
        timers.retry(actor, first.id)
    assert timers.cancel(actor, first.id).state is TimerState.CANCELLED
    with pytest.raises(TimerNotWaiting):
        timers.cancel(actor, first.id)
    assert timers.retry(actor, first.id).state is TimerState.PENDING
