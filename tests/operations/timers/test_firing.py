"""Each rung is fired once, in the commit of what its handler writes; what fails is tried again, then given up."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, Unavailable
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock, a_lead
from crm_operations.providers import Message, Notice
from crm_operations.records import Timer, TimerState, UnitOfWork
from crm_operations.settings import TimerSettings
from crm_operations.testing import FakeTimerQueue, FakeWorld
from crm_operations.timers import Firing, TimerFiring, TimerRun

LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SETTINGS = TimerSettings(attempts=3, initial_seconds=60, maximum_seconds=100, lease_seconds=60)


class Reminder:
    """Tells somebody, and does what else a test wants, in the unit of work or before it."""

    kind = "reminder"

    def __init__(self, world: FakeWorld) -> None:
        self._world = world
        self.before: Callable[[Timer], object] = lambda _: None
        self.within: Callable[[UnitOfWork, Timer], object] = lambda _work, _timer: None

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        self._world.people.members(actor.tenant_id)
        self.before(timer)

        def fire(work: UnitOfWork) -> None:
            work.outbox.notify(a_notice(work, timer))
            self.within(work, timer)

        return fire


def a_notice(work: UnitOfWork, timer: Timer) -> Notice:
    title = f"{timer.kind} {timer.rung} for {work.actor.user_id}"
    return Notice(tenant_id=timer.tenant_id, users=("ada",), message=Message(title=title, body="Now.", reason="Due."))


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def reminder(world: FakeWorld) -> Reminder:
    return Reminder(world)


@pytest.fixture
def firing(world: FakeWorld, reminder: Reminder) -> TimerFiring:
    queue = FakeTimerQueue(world.records)
    return TimerFiring(queue, world.records, [reminder], world.settings_for, world.clock, SETTINGS, lambda: 0.5)


def set_timers(world: FakeWorld, *hours: float, kind: str = "reminder") -> None:
    with world.records.writing(world.actor) as work:
        for rung, each in enumerate(hours):
            work.timers.set(kind, LEAD, START + each * HOUR, rung)


def states(world: FakeWorld) -> list[str]:
    return [str(timer.state) for timer in sorted(world.records.timers, key=lambda timer: timer.rung)]


def told(world: FakeWorld) -> list[str]:
    return [notice.message.title for notice in world.records.notices]


def test_a_timer_fires_at_its_moment_and_not_before(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 1)

    world.clock.advance(HOUR - timedelta(microseconds=1))
    assert firing.run_once() == TimerRun()
    world.clock.advance(timedelta(microseconds=1))
    assert firing.run_until_none() == TimerRun(fired=1)

    assert told(world) == ["reminder 0 for system:timers"]
    assert states(world) == ["fired"]
    assert firing.run_until_none() == TimerRun()


def test_a_clock_set_back_fires_nothing_twice(world: FakeWorld, reminder: Reminder) -> None:
    set_timers(world, 1)
    queue = FakeTimerQueue(world.records)

    for hours in (1, 0, 2):
        clock = VirtualClock(START + hours * HOUR)
        TimerFiring(queue, world.records, [reminder], world.settings_for, clock, SETTINGS, lambda: 0.5).run_until_none()

    assert len(told(world)) == 1


def test_after_a_downtime_only_the_highest_due_rung_acts(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 1, 2, 3, 9)
    world.clock.advance(4 * HOUR)

    assert firing.run_until_none() == TimerRun(fired=1, lost=2)

    assert told(world) == ["reminder 2 for system:timers"]
    assert states(world) == ["passed", "passed", "fired", "pending"]


def test_a_lower_rung_does_not_act_while_the_higher_one_waits_for_its_next_try(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    set_timers(world, 1, 2)
    world.clock.advance(2 * HOUR)
    reminder.before = lambda timer: fail_for(timer, rung=1)

    assert firing.run_until_none() == TimerRun(passed=1, retried=1)

    assert states(world) == ["passed", "pending"]
    assert told(world) == []


def test_a_rung_that_moved_behind_a_higher_one_acts(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 3, 2)
    world.clock.advance(4 * HOUR)

    assert firing.run_until_none() == TimerRun(fired=2)


class MortalQueue(FakeTimerQueue):
    """Who is dead gives nothing back."""

    is_dead = False

    def release(self, claimed: Sequence[Timer], now: datetime) -> None:
        if not self.is_dead:
            super().release(claimed, now)


class Death(BaseException):
    """Nobody catches it, as nobody survives a kill."""


def test_one_that_every_worker_dies_of_is_given_up_and_takes_no_other_along(
    world: FakeWorld, reminder: Reminder
) -> None:
    """The one that kills is the oldest of five, in one batch."""
    with world.records.writing(world.actor) as work:
        for number in range(5):
            lead = EntityRef(kind=EntityKind.LEAD, id=f"lead-{number}")
            work.timers.set("reminder", lead, START + number * MINUTE)
    queue = MortalQueue(world.records)

    def die_of_the_first(timer: Timer) -> None:
        if timer.subject.id == "lead-0":
            queue.is_dead = True
            raise Death

    reminder.before = die_of_the_first
    firing = TimerFiring(queue, world.records, [reminder], world.settings_for, world.clock, SETTINGS, lambda: 0.5)
    for _ in range(SETTINGS.attempts):
        world.clock.advance(HOUR)
        with pytest.raises(Death):
            firing.run_until_none()
        queue.is_dead = False
    world.clock.advance(HOUR)
    firing.run_until_none()

    assert sorted((timer.subject.id, str(timer.state)) for timer in world.records.timers) == [
        ("lead-0", "failed"),
        *((f"lead-{number}", "fired") for number in range(1, 5)),
    ]


def test_what_fails_is_tried_again_after_growing_pauses_and_given_up_in_the_end(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    set_timers(world, 0)
    reminder.within = lambda _work, _timer: 1 / 0

    assert firing.run_until_none() == TimerRun(retried=1)
    assert told(world) == [], "nothing of a firing that failed is kept"
    [timer] = world.records.timers
    assert timer.available_at == START + timedelta(seconds=45), "half of the pause, and half of the rest"
    assert timer.last_error == "ZeroDivisionError: division by zero"
    world.clock.advance(timedelta(seconds=45))
    assert firing.run_until_none() == TimerRun(retried=1)
    world.clock.advance(timedelta(seconds=75))
    assert firing.run_until_none() == TimerRun(failed=1)

    [timer] = world.records.timers
    assert (timer.state, timer.ended_at) == (TimerState.FAILED, world.clock.now())
    world.clock.advance(24 * HOUR)
    assert firing.run_until_none() == TimerRun()


def test_a_partner_that_asks_for_a_longer_pause_gets_it(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    set_timers(world, 0)
    reminder.before = lambda _: unavailable(retry_after_seconds=90)

    firing.run_until_none()

    [timer] = world.records.timers
    assert timer.available_at == START + timedelta(seconds=90)


def test_a_kind_that_nobody_fires_fails_and_says_so(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 0, kind="renewal")
    assert firing.run_until_none() == TimerRun(retried=1)

    [timer] = world.records.timers
    assert "nothing fires timers of kind renewal" in str(timer.last_error)


def test_one_that_fails_stops_no_other(world: FakeWorld, firing: TimerFiring, reminder: Reminder) -> None:
    set_timers(world, 0)
    set_timers(world, 0, kind="another")

    assert firing.run_until_none() == TimerRun(fired=1, retried=1)


def test_a_lost_race_is_tried_again_at_once(world: FakeWorld, firing: TimerFiring, reminder: Reminder) -> None:
    set_timers(world, 0)
    races = iter([ChangedMeanwhile("somebody was faster"), ChangedMeanwhile("again")])
    reminder.within = lambda _work, _timer: raise_next(races)

    assert firing.run_until_none() == TimerRun(fired=1)
    assert len(told(world)) == 1


def test_what_is_cancelled_or_moved_while_it_is_prepared_does_not_fire(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    def cancel(_: Timer) -> None:
        with world.records.writing(world.actor) as work:
            work.timers.cancel(LEAD)

    set_timers(world, 0)
    reminder.before = cancel
    assert firing.run_until_none() == TimerRun(lost=1)

    set_timers(world, 0)
    reminder.before = lambda _: set_timers(world, 1)
    assert firing.run_until_none() == TimerRun(lost=1)
    reminder.before = lambda _: None
    world.clock.advance(HOUR)
    assert firing.run_until_none() == TimerRun(fired=1)


def test_a_handler_may_move_the_very_timer_and_set_others(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    set_timers(world, 0)
    reminder.within = lambda work, timer: work.timers.set("reminder", LEAD, timer.trigger_at + HOUR)
    assert firing.run_until_none() == TimerRun(moved=1)

    reminder.within = lambda work, timer: work.timers.set("reminder", LEAD, timer.trigger_at + HOUR, rung=1)
    world.clock.advance(HOUR)
    assert firing.run_until_none() == TimerRun(fired=1)
    assert states(world) == ["fired", "pending"]


def test_a_worker_whose_lease_is_half_over_gives_back_what_it_has_not_tried(
    world: FakeWorld, firing: TimerFiring, reminder: Reminder
) -> None:
    for number in range(3):
        with world.records.writing(world.actor) as work:
            work.timers.set("reminder", EntityRef(kind=EntityKind.LEAD, id=f"lead-{number}"), START)
    reminder.before = lambda _: world.clock.advance(timedelta(seconds=31))

    assert firing.run_once() == TimerRun(fired=1, released=2)
    reminder.before = lambda _: None
    assert firing.run_once() == TimerRun(fired=2)


def test_a_commit_whose_answer_is_lost_fires_once(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 0)
    world.records.fail("commit", Unavailable("the line went dead"), after=True)

    assert firing.run_until_none() == TimerRun(retried=1), "for all this worker knows"
    world.clock.advance(HOUR)
    assert firing.run_until_none() == TimerRun()

    assert len(told(world)) == 1
    assert states(world) == ["fired"]


def test_old_ones_are_forgotten(world: FakeWorld, firing: TimerFiring) -> None:
    set_timers(world, 0)
    firing.run_until_none()
    world.clock.advance(timedelta(days=90))
    assert firing.forget_old() == 0
    world.clock.advance(timedelta(hours=1))

    assert firing.forget_old() == 1
    assert world.records.timers == []


def test_a_timer_about_an_entity_is_fired_with_it(world: FakeWorld, firing: TimerFiring, reminder: Reminder) -> None:
    lead = a_lead(tenant_id=world.actor.tenant_id)
    world.preload(lead)
    with world.records.writing(world.actor) as work:
        work.timers.set("reminder", lead.ref, START)
    reminder.within = lambda work, timer: work.leads.save(
        work.leads.get(timer.subject.id, lock=True).changed(world.clock.now(), notes="reminded")
    )

    firing.run_until_none()

    assert world.records.now(lead).notes == "reminded"


def fail_for(timer: Timer, rung: int) -> None:
    if timer.rung == rung:
        raise ZeroDivisionError


def unavailable(retry_after_seconds: int) -> None:
    raise Unavailable("busy", {"retry_after_seconds": retry_after_seconds})


def raise_next(errors: Iterator[Exception]) -> None:
    for error in errors:
        raise error
