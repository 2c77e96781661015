"""The way of one customer, from the first touch to the close."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crm_core.errors import Invalid
from crm_core.identity import EntityRef
from crm_core.journeys import (
    CustomerJourney,
    JourneyAbandoned,
    JourneyCompleted,
    JourneyMilestoneReached,
    JourneyRefused,
    JourneyStepType,
    TouchPoint,
)
from crm_core.testing import PARTY, START, TENANT, a_journey, a_lead, an_activity

LATER = START + timedelta(days=2)


def a_step(step: JourneyStepType = JourneyStepType.TOUCH, entity: EntityRef | None = None) -> TouchPoint:
    return TouchPoint(
        step_type=step,
        step_name=step.value,
        entity_type=None if entity is None else entity.kind,
        entity_id=None if entity is None else entity.id,
    )


def begun(
    step: JourneyStepType, *, party_id: str | None = None, lead_id: str | None = None
) -> tuple[CustomerJourney, JourneyMilestoneReached]:
    return CustomerJourney.begin(
        "sales", a_step(step), journey_id="5", tenant_id=TENANT, at=START, party_id=party_id, lead_id=lead_id
    )


def order_of(journey: CustomerJourney) -> list[tuple[int, str, datetime, datetime | None]]:
    return [(step.step_order, step.step_name, step.entered_at, step.exited_at) for step in journey.steps]


@pytest.mark.requirement("PLAN-005", "PLAN-015", "PLAN-030")
def test_a_journey_begins_with_its_first_step() -> None:
    journey, event = begun(JourneyStepType.LEAD_CAPTURE, party_id=PARTY, lead_id="lead")

    assert (journey.id, journey.journey_name, journey.run, journey.party_id) == ("5", "sales", 1, PARTY)
    assert journey.started_at == START
    assert order_of(journey) == [(1, "lead_capture", START, None)]
    assert journey.current_step == journey.steps[0]
    assert event == JourneyMilestoneReached(
        tenant_id=TENANT,
        subject=journey.ref,
        at=START,
        journey_name="sales",
        run=1,
        step_type=JourneyStepType.LEAD_CAPTURE,
        step_name="lead_capture",
        party_id=PARTY,
        lead_id="lead",
    )


@pytest.mark.requirement("PLAN-005")
def test_who_comes_again_begins_the_next_run() -> None:
    journey, event = CustomerJourney.begin(
        "sales", a_step(), journey_id="6", tenant_id=TENANT, at=START, party_id=PARTY, run=2
    )

    assert journey.run == event.run == 2


@pytest.mark.requirement("PLAN-030")
def test_a_touch_that_begins_a_journey_is_its_first_touch() -> None:
    journey, event = begun(JourneyStepType.TOUCH, party_id=PARTY)

    assert journey.steps[0].step_type is event.step_type is JourneyStepType.FIRST_TOUCH


@pytest.mark.requirement("PLAN-005")
def test_a_journey_as_data_has_every_field_of_the_plan() -> None:
    journey, _ = a_journey().advance(a_step(), at=LATER)

    data = journey.to_dict()

    assert data.keys() >= {
        "id",
        "tenant_id",
        "party_id",
        "journey_name",
        "steps",
        "current_step",
        "started_at",
        "completed_at",
        "abandoned_at",
        "abandonment_reason",
        "created_at",
        "updated_at",
    }
    assert data["current_step"] == 2
    assert data["steps"][0] == {
        "step_order": 1,
        "step_name": "lead capture",
        "step_type": "lead_capture",
        "entity_type": "lead",
        "entity_id": a_lead().id,
        "entered_at": "2026-01-15T09:00:00Z",
        "exited_at": "2026-01-17T09:00:00Z",
    }


@pytest.mark.requirement("PLAN-005", "PLAN-013", "PLAN-030")
def test_the_next_step_leaves_the_current_one() -> None:
    journey, event = a_journey().advance(a_step(JourneyStepType.QUALIFICATION), at=LATER)

    assert order_of(journey) == [(1, "lead capture", START, LATER), (2, "qualification", LATER, None)]
    assert journey.current_step == journey.steps[1]
    assert journey.updated_at == LATER
    assert event is not None
    assert (event.step_type, event.at, event.lead_id) == (JourneyStepType.QUALIFICATION, LATER, a_lead().id)


@pytest.mark.requirement("PLAN-015", "PLAN-030")
def test_a_mere_touch_is_no_milestone_and_a_milestone_is_reached_once() -> None:
    journey, touched = a_journey().advance(a_step(), at=LATER)
    journey, reached = journey.advance(a_step(JourneyStepType.PROPOSAL_SENT), at=LATER + timedelta(days=1))
    journey, again = journey.advance(a_step(JourneyStepType.PROPOSAL_SENT), at=LATER + timedelta(days=2))

    assert touched is None
    assert reached is not None
    assert again is None
    assert len(journey.steps) == 4


@pytest.mark.requirement("PLAN-030")
def test_a_touch_told_late_takes_its_place_and_does_not_move_the_journey_back() -> None:
    journey, _ = a_journey().advance(a_step(JourneyStepType.NEGOTIATION), at=LATER)
    between = START + timedelta(days=1)

    told_late, _ = journey.advance(a_step(), at=between)

    assert order_of(told_late) == [
        (1, "lead capture", START, between),
        (2, "touch", between, LATER),
        (3, "negotiation", LATER, None),
    ]
    assert told_late.current_step == told_late.steps[2]
    assert told_late.updated_at == LATER


def test_a_touch_before_the_first_step_moves_the_start() -> None:
    before = START - timedelta(days=1)

    journey, _ = a_journey().advance(a_step(), at=before)

    assert journey.started_at == before
    assert order_of(journey) == [(1, "touch", before, START), (2, "lead capture", START, None)]


@given(st.lists(st.integers(-50, 50), max_size=12))
def test_steps_stand_in_order_of_time_without_gaps_whatever_order_they_are_told_in(days: list[int]) -> None:
    journey = a_journey()
    for day in days:
        journey, _ = journey.advance(a_step(), at=START + timedelta(days=day))

    entered = [step.entered_at for step in journey.steps]
    assert entered == sorted(entered)
    assert [step.step_order for step in journey.steps] == list(range(1, len(days) + 2))
    assert [step.exited_at for step in journey.steps] == [*entered[1:], None]
    assert journey.started_at == entered[0]


def test_of_two_steps_at_one_moment_the_one_told_later_comes_later() -> None:
    journey, _ = a_journey().advance(a_step(JourneyStepType.QUALIFICATION), at=START)

    assert [step.step_type for step in journey.steps] == ["lead_capture", "qualification"]


def test_news_told_twice_counts_once() -> None:
    call = a_step(entity=an_activity().ref)
    journey, _ = a_journey().advance(call, at=LATER)

    assert journey.advance(call, at=LATER) == (journey, None)
    assert len(journey.advance(call, at=LATER + timedelta(hours=1))[0].steps) == 3
    assert len(journey.advance(a_step(entity=an_activity(2).ref), at=LATER)[0].steps) == 3
    assert len(journey.advance(a_step(JourneyStepType.NEGOTIATION, an_activity().ref), at=LATER)[0].steps) == 3


def test_what_happened_to_nothing_known_is_never_taken_for_told_before() -> None:
    journey, _ = a_journey().advance(a_step(), at=LATER)

    assert len(journey.advance(a_step(), at=LATER)[0].steps) == 3


@pytest.mark.requirement("PLAN-005")
def test_a_completed_journey_has_left_its_last_step() -> None:
    on_the_way, _ = a_journey().advance(a_step(), at=START)

    journey, event = on_the_way.complete(at=LATER)

    assert journey.completed_at == LATER
    assert order_of(journey) == [(1, "lead capture", START, START), (2, "touch", START, LATER)]
    assert journey.to_dict()["current_step"] is None
    assert (journey.is_open, journey.current_step) == (False, None)
    assert journey.last_step.exited_at == LATER
    assert event == JourneyCompleted(tenant_id=TENANT, subject=journey.ref, at=LATER, journey_name="sales", run=1)


@pytest.mark.requirement("PLAN-005")
def test_an_abandoned_journey_has_its_reason_and_where_it_was_abandoned() -> None:
    journey, _ = a_journey().advance(a_step(JourneyStepType.NEGOTIATION), at=START)

    abandoned, event = journey.abandon(" too dear ", at=LATER)

    assert (abandoned.abandoned_at, abandoned.abandonment_reason) == (LATER, "too dear")
    assert (abandoned.completed_at, abandoned.current_step, abandoned.last_step.exited_at) == (None, None, LATER)
    assert event == JourneyAbandoned(
        tenant_id=TENANT,
        subject=journey.ref,
        at=LATER,
        journey_name="sales",
        run=1,
        reason="too dear",
        last_step=JourneyStepType.NEGOTIATION,
    )
    with pytest.raises(ValidationError, match="reason"):
        journey.abandon(" ", at=LATER)


@pytest.mark.requirement("PLAN-005")
@pytest.mark.parametrize("over", [a_journey().complete(at=LATER)[0], a_journey().abandon("no", at=LATER)[0]])
def test_a_journey_that_is_over_goes_no_further(over: CustomerJourney) -> None:
    reason = r"journey 'sales', run 1, is over since 2026-01-17 .*; begin the next run instead"

    with pytest.raises(JourneyRefused, match=reason):
        over.advance(a_step(), at=LATER)
    with pytest.raises(JourneyRefused, match=reason):
        over.complete(at=LATER)
    with pytest.raises(JourneyRefused, match=reason):
        over.abandon("again", at=LATER)


def test_a_step_is_not_left_before_it_was_entered() -> None:
    journey, _ = a_journey().advance(a_step(), at=LATER)

    assert journey.complete(at=START)[0].last_step.exited_at == LATER


@pytest.mark.requirement("PLAN-030")
def test_the_journey_of_a_lead_becomes_that_of_the_customer() -> None:
    attached = a_journey().attach_party(PARTY, at=LATER)

    assert (attached.party_id, attached.lead_id, attached.run) == (PARTY, a_lead().id, 1)
    assert attached.updated_at == LATER
    assert attached.attach_party(PARTY, at=LATER + timedelta(days=1)) is attached
    assert a_journey().attach_party(PARTY, at=LATER, run=2).run == 2
    with pytest.raises(JourneyRefused, match=f"belongs to party {PARTY} and cannot be attached to another"):
        attached.attach_party("another", at=LATER)


def test_a_journey_is_somebodys() -> None:
    with pytest.raises(Invalid, match="without a party or a lead"):
        begun(JourneyStepType.TOUCH)


@pytest.mark.parametrize("changes", [{"run": 0}, {"steps": ()}, {"journey_name": " "}])
def test_a_journey_without_a_run_a_step_or_a_name_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_journey(1, **changes)
