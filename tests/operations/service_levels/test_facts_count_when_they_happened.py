"""A fact that is told late counts from when it happened, and the clock shows both moments."""

import pytest
from clock_floor import HOUR, ClockFloor

from crm_core.activities import ActivityDirection, ActivityType
from crm_core.service_levels import ClockState, Target

FIRST, FOLLOW = Target.FIRST_CONTACT, Target.FOLLOW_UP


@pytest.fixture
def floor() -> ClockFloor:
    return ClockFloor()


def test_one_that_happened_in_time_turns_breached_into_met(floor: ClockFloor) -> None:
    lead = floor.lead()
    called = floor.after(hours=20)
    told = floor.after(hours=10)
    assert floor.state(lead.ref, FIRST) is ClockState.BREACHED
    floor.log(lead.ref, happened_at=called)

    clock = floor.clock(lead.ref, FIRST)
    assert (clock.status, clock.stopped_at, clock.reported_at) == ("met", called, told)
    with floor.world.records.reading(floor.actor) as work:
        [decision] = work.decisions.of(lead.ref, "sla")
    assert decision.reasons[0].startswith("first contact by default 0, clock time: met, stopped")


def test_an_earlier_one_corrects_what_was_met_late(floor: ClockFloor) -> None:
    lead = floor.lead()
    mailed = floor.after(hours=20)
    floor.after(hours=5)
    floor.log(lead.ref)
    assert floor.state(lead.ref, FIRST) is ClockState.MET_LATE
    floor.after(hours=1)
    floor.log(lead.ref, ActivityType.EMAIL, happened_at=mailed)

    clock = floor.clock(lead.ref, FIRST)
    assert (clock.status, clock.stopped_at, clock.reported_at) == ("met", mailed, floor.now)


def test_an_earlier_one_leaves_alone_what_was_met_in_time(floor: ClockFloor) -> None:
    lead = floor.lead()
    mailed = floor.after(hours=2)
    called = floor.after(hours=2)
    floor.log(lead.ref)
    floor.log(lead.ref, ActivityType.EMAIL, happened_at=mailed)

    assert floor.clock(lead.ref, FIRST).stopped_at == called


def test_a_call_that_led_to_the_capture_is_the_first_contact(floor: ClockFloor) -> None:
    called = floor.now
    floor.after(hours=1)
    lead = floor.lead()
    floor.log(lead.ref, direction=ActivityDirection.INBOUND, happened_at=called)

    assert floor.clock(lead.ref, FIRST).stopped_at == lead.created_at
    assert floor.result(lead.ref, FIRST).elapsed_seconds == 0


def test_what_happened_before_a_lead_was_reopened_is_no_contact_of_now(floor: ClockFloor) -> None:
    lead = floor.lead()
    called = floor.after(hours=1)
    floor.leads.disqualify(floor.actor, lead.id, "no budget")
    floor.after(hours=1)
    floor.leads.reopen(floor.actor, lead.id, "a new budget")
    floor.log(lead.ref, ActivityType.NOTE, happened_at=called)
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK


def test_a_follow_up_told_late_starts_the_next_from_when_it_happened(floor: ClockFloor) -> None:
    deal = floor.deal()
    called = floor.after(hours=40)
    floor.after(hours=20)
    floor.log(deal.ref, happened_at=called)

    first, second = floor.clocks(deal.ref, FOLLOW)
    assert (first.status, first.stopped_at) == ("met", called)
    assert (second.started_at, second.due_at) == (called, called + 48 * HOUR)
