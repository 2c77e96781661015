"""Clocks of leads and deals start, are met and are cancelled by the table of the definitions."""

from typing import Any

import pytest
from clock_floor import HOUR, ClockFloor

from crm_core.activities import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.opportunities import UpdateOpportunity
from crm_core.service_levels import ClockState, Target
from crm_operations.settings import ServiceLevelSettings

FIRST, QUALIFY = Target.FIRST_CONTACT, Target.QUALIFICATION
FOLLOW, PROPOSE = Target.FOLLOW_UP, Target.PROPOSAL


@pytest.fixture
def floor() -> ClockFloor:
    return ClockFloor()


@pytest.mark.requirement("BUS-CRMOP-0019", "BUS-CRMOP-0020", "BUS-CRMOP-0021", "BUS-CRMOP-0022")
def test_the_four_defaults_run_in_clock_time_without_any_policy(floor: ClockFloor) -> None:
    lead, deal = floor.lead(), floor.deal()
    promised = {FIRST: 24, QUALIFY: 72, FOLLOW: 48, PROPOSE: 168}
    for clock in (*floor.clocks(lead.ref), *floor.clocks(deal.ref)):
        hours = promised.pop(clock.target)
        assert clock.due_at == floor.now + hours * HOUR
        assert clock.warn_at == floor.now + 0.75 * hours * HOUR
        assert (clock.policy, clock.policy_version, clock.calendar) == ("default", 0, None)
        assert floor.timers(clock) == [(0, clock.warn_at)]
    assert promised == {}

    configured = ServiceLevelSettings(
        first_contact_seconds=1, qualification_seconds=2, follow_up_seconds=3, proposal_seconds=4
    )
    floor.world.settings = floor.world.settings.model_copy(update={"service_levels": configured})
    clocks = (*floor.clocks(floor.lead().ref), *floor.clocks(floor.deal().ref))
    assert {clock.target: clock.seconds for clock in clocks} == {FIRST: 1, QUALIFY: 2, FOLLOW: 3, PROPOSE: 4}


def test_in_time_is_before_due_and_at_due_it_is_breached(floor: ClockFloor) -> None:
    lead = floor.lead()
    floor.after(hours=18, microseconds=-1)
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK
    floor.after(microseconds=1)
    assert floor.state(lead.ref, FIRST) is ClockState.AT_RISK
    floor.after(hours=6, microseconds=-1)
    assert floor.state(lead.ref, FIRST) is ClockState.AT_RISK
    floor.after(microseconds=1)
    assert floor.state(lead.ref, FIRST) is ClockState.BREACHED


@pytest.mark.parametrize(
    ("kind", "fields", "counts"),
    [
        (ActivityType.CALL, {}, True),
        (ActivityType.CALL, {"outcome": ActivityOutcome.NO_ANSWER}, True),
        (ActivityType.CALL, {"outcome": ActivityOutcome.CANCELLED}, False),
        (ActivityType.MEETING, {"outcome": ActivityOutcome.RESCHEDULED}, False),
        (ActivityType.EMAIL, {}, True),
        (ActivityType.DEMO, {}, True),
        (ActivityType.EMAIL, {"automated": True}, False),
        (ActivityType.EMAIL, {"direction": ActivityDirection.INBOUND}, False),
        (ActivityType.CALL, {"direction": ActivityDirection.INBOUND}, True),
        (ActivityType.MEETING, {"direction": ActivityDirection.INBOUND}, True),
        (ActivityType.MEETING, {"direction": ActivityDirection.INTERNAL}, False),
        (ActivityType.NOTE, {}, False),
        (ActivityType.PROPOSAL, {}, False),
    ],
)
def test_first_contact_is_met_by_a_person_who_tries(
    floor: ClockFloor, kind: ActivityType, fields: dict[str, object], counts: bool
) -> None:
    lead = floor.lead()
    floor.after(hours=2)
    floor.log(lead.ref, kind, **fields)

    clock = floor.clock(lead.ref, FIRST)
    assert floor.state(lead.ref, FIRST) is (ClockState.MET if counts else ClockState.ON_TRACK)
    assert clock.stopped_at == (floor.now if counts else None)
    assert clock.version == (2 if counts else 1), "it is written once, whatever else the activity changes"
    assert floor.timers(clock) == ([] if counts else [(0, clock.warn_at)])
    assert floor.state(lead.ref, QUALIFY) is ClockState.ON_TRACK


def test_status_contacted_and_beyond_meets_first_contact(floor: ClockFloor) -> None:
    contacted, qualified = floor.lead(), floor.lead()
    floor.leads.contact(floor.actor, contacted.id)
    floor.leads.qualify(floor.actor, qualified.id)

    assert floor.state(contacted.ref, FIRST) is ClockState.MET
    assert floor.state(contacted.ref, QUALIFY) is ClockState.ON_TRACK
    assert floor.state(qualified.ref, FIRST) is ClockState.MET
    assert floor.state(qualified.ref, QUALIFY) is ClockState.MET


def test_a_no_is_an_answer_and_no_contact(floor: ClockFloor) -> None:
    lead = floor.lead()
    floor.after(hours=80)
    floor.leads.disqualify(floor.actor, lead.id, "no budget")

    assert floor.state(lead.ref, FIRST) is ClockState.CANCELLED
    assert floor.state(lead.ref, QUALIFY) is ClockState.MET_LATE
    assert [floor.timers(clock) for clock in floor.clocks(lead.ref)] == [[], []]


def test_a_reopened_lead_is_promised_everything_anew(floor: ClockFloor) -> None:
    lead = floor.lead()
    floor.leads.disqualify(floor.actor, lead.id, "no budget")
    floor.after(days=30)
    floor.leads.reopen(floor.actor, lead.id, "a new budget")

    assert [clock.started_at for clock in floor.clocks(lead.ref, FIRST)] == [lead.created_at, floor.now]
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK
    assert floor.state(lead.ref, QUALIFY) is ClockState.ON_TRACK


def test_a_follow_up_starts_anew_after_each_stop(floor: ClockFloor) -> None:
    deal = floor.deal()
    floor.after(hours=10)
    floor.log(deal.ref)
    floor.after(hours=10)
    floor.log(deal.ref, ActivityType.NOTE)
    moved = floor.after(hours=39)
    floor.deals.move_to_stage(floor.actor, deal.id, "qualification")

    first, second, third = floor.clocks(deal.ref, FOLLOW)
    assert (first.status, first.stopped_at) == ("met", first.started_at + 10 * HOUR)
    assert (second.status, second.started_at) == ("met_late", first.stopped_at)
    assert (third.status, third.started_at, third.due_at) == ("running", moved, moved + 48 * HOUR)
    assert (floor.timers(second), floor.timers(third)) == ([], [(0, moved + 36 * HOUR)])


@pytest.mark.parametrize(
    "facts",
    [{"automated": True}, {"direction": ActivityDirection.INTERNAL}, {"outcome": ActivityOutcome.CANCELLED}],
    ids=["automated", "internal", "cancelled"],
)
def test_what_nobody_did_with_the_customer_is_no_follow_up(floor: ClockFloor, facts: dict[str, Any]) -> None:
    deal = floor.deal()
    floor.after(hours=10)
    floor.log(deal.ref, **facts)

    [only] = floor.clocks(deal.ref, FOLLOW)
    assert only.is_running


def test_the_stage_that_proposes_and_later_ones_meet_the_proposal(floor: ClockFloor) -> None:
    deal, other, late = floor.deal(), floor.deal(), floor.deal(stage="negotiation")
    floor.deals.move_to_stage(floor.actor, deal.id, "qualification")
    assert floor.state(deal.ref, PROPOSE) is ClockState.ON_TRACK
    floor.deals.advance_to_stage(floor.actor, deal.id, "proposal")
    floor.after(hours=1)
    floor.deals.advance_to_stage(floor.actor, other.id, "negotiation")

    assert floor.state(deal.ref, PROPOSE) is ClockState.MET
    assert floor.state(other.ref, PROPOSE) is ClockState.MET
    assert floor.state(late.ref, PROPOSE) is ClockState.MET
    assert len(floor.clocks(other.ref, FOLLOW)) == 2, "stages entered at one moment are no follow-ups of each other"


def test_a_clock_belongs_to_whoever_has_the_deal(floor: ClockFloor) -> None:
    deal = floor.deal()
    floor.world.people.known(floor.actor.tenant_id, "grace")
    floor.deals.update(floor.actor, deal.id, UpdateOpportunity(assigned_to="grace"))

    assert {clock.owner for clock in floor.clocks(deal.ref)} == {"grace"}
