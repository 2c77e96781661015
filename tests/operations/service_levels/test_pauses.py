"""What pauses a clock: something planned, a person; and what a pause does not change."""

from datetime import timedelta

import pytest
from clock_floor import HOUR, ClockFloor

from crm_core.activities import ActivityType
from crm_core.service_levels import ClockState, Target

FOLLOW, PROPOSE = Target.FOLLOW_UP, Target.PROPOSAL


@pytest.fixture
def floor() -> ClockFloor:
    return ClockFloor()


def test_a_planned_activity_pauses_the_follow_up_until_it_is_due(floor: ClockFloor) -> None:
    deal = floor.deal()
    planned = floor.after(hours=10)
    due = planned + timedelta(days=5)
    task = floor.log(deal.ref, ActivityType.TASK, due_date=due)

    clock = floor.clock(deal.ref, FOLLOW)
    assert floor.state(deal.ref, FOLLOW) is ClockState.PAUSED
    assert clock.due_at == due + 38 * HOUR
    assert floor.timers(clock) == [(0, due + 26 * HOUR)]
    assert floor.state(deal.ref, PROPOSE) is ClockState.ON_TRACK

    done = floor.after(days=1)
    floor.activities.complete(floor.actor, task.id)
    assert floor.state(deal.ref, FOLLOW) is ClockState.ON_TRACK
    assert floor.clock(deal.ref, FOLLOW).due_at == done + 38 * HOUR
    result = floor.result(deal.ref, FOLLOW)
    assert (result.elapsed_seconds, result.paused_seconds, result.closed_seconds) == (36_000, 86_400, 0)


def test_it_pauses_for_thirty_days_at_most_and_goes_on_after_a_call(floor: ClockFloor) -> None:
    deal = floor.deal()
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now + timedelta(days=90))
    called = floor.after(days=10)
    floor.log(deal.ref)

    first, second = floor.clocks(deal.ref, FOLLOW)
    assert (first.status, first.elapsed_seconds) == ("met", 0)
    assert second.due_at == called + timedelta(days=20) + 48 * HOUR
    assert floor.state(deal.ref, FOLLOW) is ClockState.PAUSED


def test_overlapping_plans_count_once(floor: ClockFloor) -> None:
    deal = floor.deal()
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now + 10 * HOUR)
    floor.after(hours=5)
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now + 10 * HOUR)

    assert floor.clock(deal.ref, FOLLOW).due_at == deal.created_at + 15 * HOUR + 48 * HOUR
    floor.after(hours=20)
    result = floor.result(deal.ref, FOLLOW)
    assert (result.elapsed_seconds, result.paused_seconds) == (10 * 3_600, 15 * 3_600)


def test_an_overdue_plan_pauses_nothing_and_one_after_the_breach_unmakes_nothing(floor: ClockFloor) -> None:
    deal = floor.deal()
    floor.after(hours=60)
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now - HOUR)
    assert floor.clock(deal.ref, FOLLOW).pauses == ()
    floor.log(deal.ref, ActivityType.TASK, due_date=floor.now + 50 * HOUR)

    assert floor.state(deal.ref, FOLLOW) is ClockState.BREACHED
    assert floor.clock(deal.ref, FOLLOW).due_at == deal.created_at + 48 * HOUR
    floor.after(hours=1)
    assert floor.result(deal.ref, FOLLOW).severity == "medium"


def test_a_call_that_was_planned_ends_its_pause_and_is_the_follow_up(floor: ClockFloor) -> None:
    deal = floor.deal()
    call = floor.log(deal.ref, ActivityType.CALL, due_date=floor.now + timedelta(days=5))
    called = floor.after(days=2)
    floor.activities.complete(floor.actor, call.id)

    first, second = floor.clocks(deal.ref, FOLLOW)
    assert (first.status, first.elapsed_seconds) == ("met", 0)
    assert (second.pauses, second.due_at) == ((), called + 48 * HOUR)
