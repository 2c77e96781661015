"""People list, pause and resume clocks, and start those of what there was before; approvals pause them too."""

from datetime import timedelta
from typing import Any

import pytest
from clock_floor import HOUR, ClockFloor

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.approvals import ApprovalApproved, ApprovalLevel, ApprovalRequested
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import LeadNotFound
from crm_core.opportunities import OpportunityNotFound
from crm_core.service_levels import ClockState, SlaClockNotFound, Target
from crm_operations.service_levels import SlaQuery

FIRST, QUALIFY, FOLLOW, PROPOSE = Target


@pytest.fixture
def floor() -> ClockFloor:
    return ClockFloor()


def listed(floor: ClockFloor, **filters: Any) -> list[tuple[str, str, str]]:
    rows = floor.levels.list(floor.actor, SlaQuery(**filters))
    return [(row.number, row.target.value, row.state.value) for row in rows]


def test_each_state_is_found_as_it_stands_now(floor: ClockFloor) -> None:
    old = floor.lead()
    floor.after(hours=20)
    risky = floor.lead()
    floor.after(hours=19)
    paused, new, met = floor.lead(), floor.lead(), floor.lead()
    floor.levels.pause(floor.actor, paused.lead_number, floor.now + 5 * HOUR, "they are away")
    floor.log(met.ref)

    first = {state: listed(floor, state=state, target=FIRST) for state in ClockState}
    assert {state: [number for number, _, _ in rows] for state, rows in first.items()} == {
        ClockState.BREACHED: [old.lead_number],
        ClockState.AT_RISK: [risky.lead_number],
        ClockState.PAUSED: [paused.lead_number],
        ClockState.ON_TRACK: [new.lead_number],
        ClockState.MET: [met.lead_number],
        ClockState.MET_LATE: [],
        ClockState.CANCELLED: [],
    }
    assert all(row[2] == state for state, rows in first.items() for row in rows)
    assert len(listed(floor, subject=old.lead_number)) == 2
    assert listed(floor, subject=old.id, target=QUALIFY) == [(old.lead_number, "qualification", "on_track")]
    assert listed(floor, owner="nobody") == []
    assert len(listed(floor, policy="default")) == 10


def test_a_row_has_the_shape_of_the_definitions(floor: ClockFloor) -> None:
    lead = floor.lead()
    floor.after(hours=25)
    [row] = floor.levels.list(floor.actor, SlaQuery(target=FIRST))

    start = lead.created_at.isoformat().replace("+00:00", "Z")
    assert row.to_dict() == {
        "subject": {"kind": "lead", "id": lead.id},
        "number": lead.lead_number,
        "target": "first_contact",
        "policy": "default",
        "policy_version": 0,
        "owner": None,
        "state": "breached",
        "started_at": start,
        "warn_at": "2026-01-16T03:00:00Z",
        "due_at": "2026-01-16T09:00:00Z",
        "stopped_at": None,
        "paused_seconds": 0,
        "elapsed_seconds": 90_000,
        "remaining_seconds": -3_600,
        "severity": "medium",
    }


def test_a_pause_by_hand_has_a_reason_and_an_end_and_can_be_ended(floor: ClockFloor) -> None:
    lead = floor.lead()
    until = floor.now + timedelta(days=3)
    floor.levels.pause(floor.actor, lead.lead_number, until, "a holiday", FIRST)

    [shown] = [each for each in floor.levels.get(floor.actor, lead.id).clocks if each.row.target is FIRST]
    assert (shown.row.state, shown.row.due_at) == (ClockState.PAUSED, until + 24 * HOUR)
    assert [(pause.note, pause.by, pause.end) for pause in shown.pauses] == [("a holiday", floor.actor.user_id, until)]
    assert "a holiday" in shown.result.reasons[-1]
    assert floor.state(lead.ref, QUALIFY) is ClockState.ON_TRACK

    floor.after(hours=10)
    floor.levels.resume(floor.actor, lead.lead_number)
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK
    assert floor.clock(lead.ref, FIRST).due_at == lead.created_at + 34 * HOUR
    assert floor.timers(floor.clock(lead.ref, FIRST)) == [(0, lead.created_at + 28 * HOUR)]


def test_a_pause_that_ends_by_itself_needs_nobody(floor: ClockFloor) -> None:
    lead = floor.lead()
    floor.levels.pause(floor.actor, lead.id, floor.now + HOUR, "lunch")
    floor.after(hours=1)
    assert listed(floor, state=ClockState.PAUSED) == []
    assert floor.state(lead.ref, FIRST) is ClockState.ON_TRACK


def test_what_cannot_be_paused_is_refused(floor: ClockFloor) -> None:
    lead = floor.lead()
    with pytest.raises(Invalid, match="until"):
        floor.levels.pause(floor.actor, lead.id, floor.now, "now")
    rep = Actor(tenant_id=floor.actor.tenant_id, user_id="rep", roles=frozenset({Role.REP}))
    with pytest.raises(NotPermitted):
        floor.levels.pause(rep, lead.id, floor.now + HOUR, "not now")
    with pytest.raises((LeadNotFound, OpportunityNotFound)):
        floor.levels.get(floor.actor, "LEAD-2026-9999")
    floor.leads.disqualify(floor.actor, lead.id, "no")
    with pytest.raises(SlaClockNotFound):
        floor.levels.resume(floor.actor, lead.id)


def test_a_pending_approval_pauses_the_clocks_of_its_deal(floor: ClockFloor) -> None:
    deal, other = floor.deal(), floor.deal()
    request = EntityRef(kind=EntityKind.APPROVAL, id="request-1")
    asked: dict[str, Any] = {"tenant_id": floor.actor.tenant_id, "subject": request, "about": deal.ref}
    with floor.world.records.writing(floor.actor) as work:
        work.outbox.announce(
            ApprovalRequested(at=floor.now, level=ApprovalLevel.MANAGER, electorate=("grace",), **asked)
        )

    clock = floor.clock(deal.ref, FOLLOW)
    assert (floor.state(deal.ref, FOLLOW), floor.state(deal.ref, PROPOSE)) == (ClockState.PAUSED, ClockState.PAUSED)
    assert (clock.due_at, clock.warn_at, floor.timers(clock)) == (None, None, [])
    assert floor.state(other.ref, FOLLOW) is ClockState.ON_TRACK
    assert [row[0] for row in listed(floor, state=ClockState.PAUSED)] == [deal.opportunity_number] * 2

    decided = floor.after(days=9)
    with floor.world.records.writing(floor.actor) as work:
        work.outbox.announce(ApprovalApproved(at=decided, by="grace", seconds_to_decide=9, **asked))
    assert floor.clock(deal.ref, FOLLOW).due_at == decided + 48 * HOUR
    assert floor.state(deal.ref, FOLLOW) is ClockState.ON_TRACK


def test_what_existed_before_is_promised_nothing_until_somebody_starts_it(floor: ClockFloor) -> None:
    followers, floor.world.records.followers = floor.world.records.followers, ()
    lead, contacted, gone, deal = floor.lead(), floor.lead(), floor.lead(), floor.deal()
    floor.leads.contact(floor.actor, contacted.id)
    floor.leads.disqualify(floor.actor, gone.id, "no")
    floor.world.records.followers = followers
    floor.after(days=30)
    floor.deals.move_to_stage(floor.actor, deal.id, "qualification")
    assert listed(floor) == []

    started = floor.levels.start_existing(floor.actor)
    assert started.to_dict() == {"leads": 2, "deals": 1, "clocks": 5}
    assert {clock.started_at for clock in (*floor.clocks(lead.ref), *floor.clocks(deal.ref))} == {floor.now}
    assert [clock.target for clock in floor.clocks(contacted.ref)] == [QUALIFY]
    assert floor.levels.start_existing(floor.actor).clocks == 0
