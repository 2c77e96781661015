"""What was done, what is to do, and the journey it adds up to."""

from datetime import timedelta

import pytest

from crm_core.activities import (
    ActivityAlreadyCompleted,
    ActivityFilter,
    ActivityOutcome,
    ActivityType,
    HappensLater,
    LogActivity,
)
from crm_core.actor import NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef
from crm_core.journeys import CustomerJourney, JourneyStepType
from crm_core.leads import CreateLead, LeadContacted, LeadNotFound, LeadStatus
from crm_core.opportunities import lose
from crm_core.testing import PARTY, START, a_lead, a_pipeline, an_opportunity
from crm_core.voting import BUILT_IN
from crm_operations.activity_tracking import SALES_JOURNEY, ActivityCoordinator, JourneyFollower
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.testing import FakeWorld


def coordinator(world: FakeWorld) -> ActivityCoordinator:
    return ActivityCoordinator(world.records, world.people, BUILT_IN, world.settings_for, world.clock, world.new_id)


def journeys(world: FakeWorld) -> list[CustomerJourney]:
    entities = world.records.entities(world.actor.tenant_id)
    return [entity for entity in entities if isinstance(entity, CustomerJourney)]


def status_of(world: FakeWorld, lead_id: str) -> LeadStatus:
    with world.records.reading(world.actor) as work:
        return work.leads.get(lead_id).status


@pytest.mark.requirement("PLAN-004")
def test_the_first_interaction_makes_a_new_lead_contacted_in_the_same_commit(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    before = len(crm_world.changed_by)

    note = LogActivity(related=lead.ref, activity_type=ActivityType.NOTE, subject="read their site")
    coordinator(crm_world).log(crm_world.actor, note)
    with crm_world.records.reading(crm_world.actor) as work:
        assert work.leads.get(lead.id).status is LeadStatus.NEW, "a note is no interaction"
    coordinator(crm_world).log(crm_world.actor, note.model_copy(update={"activity_type": ActivityType.CALL}))

    with crm_world.records.reading(crm_world.actor) as work:
        assert work.leads.get(lead.id).status is LeadStatus.CONTACTED
    assert crm_world.changed_by[before:] == ["records.commit"] * 2


@pytest.mark.parametrize(
    ("told", "contacted"),
    [
        ({}, True),
        ({"outcome": "no_answer"}, True),
        ({"outcome": "cancelled"}, False),
        ({"automated": True}, False),
        ({"direction": "internal"}, False),
        ({"direction": "inbound"}, True),
        ({"direction": "inbound", "activity_type": "meeting"}, True),
        ({"direction": "inbound", "activity_type": "email"}, False),
        ({"direction": "outbound", "activity_type": "email"}, True),
        ({"due_date": START + timedelta(days=2)}, False),
    ],
    ids=str,
)
def test_only_what_meets_first_contact_makes_a_lead_contacted(
    crm_world: FakeWorld, told: dict[str, object], contacted: bool
) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    request = {"related": lead.ref, "activity_type": "call", "subject": "Hello", **told}

    coordinator(crm_world).log(crm_world.actor, LogActivity.model_validate(request))

    assert status_of(crm_world, lead.id) == (LeadStatus.CONTACTED if contacted else LeadStatus.NEW)


def test_a_planned_call_makes_contacted_once_it_took_place(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    now = crm_world.clock.now()
    call = LogActivity(related=lead.ref, activity_type=ActivityType.CALL, subject="Hello", due_date=now)
    cancelled, planned = (coordinator(crm_world).log(crm_world.actor, call) for _ in range(2))
    happened_at = now
    crm_world.clock.advance(timedelta(hours=5))

    coordinator(crm_world).complete(crm_world.actor, cancelled.id, ActivityOutcome.CANCELLED)
    assert status_of(crm_world, lead.id) is LeadStatus.NEW
    done = coordinator(crm_world).complete(crm_world.actor, planned.id, happened_at=happened_at)

    assert done.completed_at == happened_at
    assert status_of(crm_world, lead.id) is LeadStatus.CONTACTED
    [contacted] = [event for event in crm_world.records.announced if isinstance(event, LeadContacted)]
    assert (contacted.at, contacted.happened_at) == (crm_world.clock.now(), happened_at)


def test_a_day_back_anybody_may_tell_and_further_back_a_leader(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    rep = crm_world.actor.model_copy(update={"roles": frozenset({Role.REP})})
    leader = rep.model_copy(update={"roles": frozenset({Role.TEAM_LEAD})})
    now = crm_world.clock.now()
    call = LogActivity(
        related=lead.ref, activity_type=ActivityType.CALL, subject="Hello", happened_at=now - timedelta(hours=24)
    )
    earlier = now - timedelta(hours=24, microseconds=1)
    long_ago = call.model_copy(update={"happened_at": earlier})
    planned = call.model_copy(update={"happened_at": None, "due_date": now})

    assert coordinator(crm_world).log(rep, call).completed_at == call.happened_at
    task = coordinator(crm_world).log(rep, planned)
    before = crm_world.snapshot()
    with pytest.raises(NotPermitted, match="may not log what happened as long ago as that; it takes one of"):
        coordinator(crm_world).log(rep, long_ago)
    with pytest.raises(NotPermitted):
        coordinator(crm_world).complete(rep, task.id, happened_at=earlier)
    assert crm_world.snapshot() == before
    assert coordinator(crm_world).log(leader, long_ago).completed_at == earlier
    assert coordinator(crm_world).complete(leader, task.id, happened_at=earlier).completed_at == earlier
    with pytest.raises(HappensLater):
        coordinator(crm_world).log(leader, call.model_copy(update={"happened_at": now + timedelta(seconds=1)}))


def test_a_task_is_overdue_once_its_time_has_passed_and_no_longer_when_done(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    due = crm_world.clock.now() + timedelta(hours=1)
    request = LogActivity(related=lead.ref, activity_type=ActivityType.TASK, subject="send prices", due_date=due)
    task = coordinator(crm_world).log(crm_world.actor, request)

    assert list(coordinator(crm_world).overdue(crm_world.actor)) == []
    crm_world.clock.advance(timedelta(hours=2))
    assert [late.id for late in coordinator(crm_world).overdue(crm_world.actor)] == [task.id]

    coordinator(crm_world).complete(crm_world.actor, task.id, ActivityOutcome.SUCCESSFUL)
    assert list(coordinator(crm_world).overdue(crm_world.actor)) == []
    with pytest.raises(ActivityAlreadyCompleted):
        coordinator(crm_world).complete(crm_world.actor, task.id)


def test_nothing_is_logged_on_what_does_not_exist_or_cannot_have_activities(crm_world: FakeWorld) -> None:
    before = crm_world.snapshot()
    call = LogActivity(
        related=EntityRef(kind=EntityKind.LEAD, id="nobody"), activity_type=ActivityType.CALL, subject="hello"
    )
    with pytest.raises(LeadNotFound):
        coordinator(crm_world).log(crm_world.actor, call)
    pipeline = call.model_copy(update={"related": EntityRef(kind=EntityKind.PIPELINE, id="p")})
    with pytest.raises(Invalid, match="no activity belongs to a pipeline; name a lead or an opportunity"):
        coordinator(crm_world).log(crm_world.actor, pipeline)

    assert crm_world.snapshot() == before


def test_lists_what_belongs_to_one_entity_only(crm_world: FakeWorld) -> None:
    lead, other = a_lead(), a_lead(2)
    crm_world.preload(lead, other)
    for subject in (lead, other):
        call = LogActivity(related=subject.ref, activity_type=ActivityType.CALL, subject=subject.lead_number)
        coordinator(crm_world).log(crm_world.actor, call)

    listed = coordinator(crm_world).list(crm_world.actor, ActivityFilter(related=lead.ref))

    assert [activity.subject for activity in listed] == [lead.lead_number]


@pytest.mark.requirement("PLAN-005", "PLAN-030")
def test_a_journey_is_told_from_capture_to_close_and_news_told_twice_counts_once(crm_world: FakeWorld) -> None:
    crm_world.preload(a_pipeline())
    actor, clock = crm_world.actor, crm_world.clock
    management = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, clock, crm_world.new_id)
    deals = PipelineCoordinator(
        crm_world.records, crm_world.customers, crm_world.people, crm_world.settings_for, clock, crm_world.new_id
    )
    lead = management.capture(actor, CreateLead(name="Ada")).lead
    clock.advance(timedelta(hours=1))
    coordinator(crm_world).log(actor, LogActivity(related=lead.ref, activity_type=ActivityType.CALL, subject="Hello"))
    clock.advance(timedelta(hours=1))
    qualified = management.qualify(actor, lead.id)
    opportunity = an_opportunity(lead_id=lead.id, pipeline_id=a_pipeline().id)
    converted, was_converted = qualified.convert(
        opportunity_id=opportunity.id, party_id=opportunity.party_id, at=clock.now()
    )
    with crm_world.records.writing(actor) as work:
        work.leads.save(converted)
        work.opportunities.add(opportunity)
        work.outbox.announce(was_converted)
    clock.advance(timedelta(hours=1))
    deals.advance_to_stage(actor, opportunity.id, "proposal")
    clock.advance(timedelta(hours=1))
    with crm_world.records.writing(actor) as work:
        lost, _, was_lost = lose(
            work.opportunities.get(opportunity.id), "no", a_pipeline(), at=clock.now(), on=START.date()
        )
        work.opportunities.save(lost)
        work.outbox.announce(was_lost)
    follow = JourneyFollower(crm_world.records, crm_world.new_id)
    news = [event for event in crm_world.records.announced if not event.name.startswith("journey.")]

    for event in [*(event for event in news for _ in range(2)), *news]:
        follow(event)

    (journey,) = journeys(crm_world)
    assert [step.step_type for step in journey.steps] == [
        JourneyStepType.LEAD_CAPTURE,
        JourneyStepType.TOUCH,
        JourneyStepType.QUALIFICATION,
        JourneyStepType.QUALIFICATION,
        JourneyStepType.PROPOSAL_SENT,
        JourneyStepType.CLOSED,
    ]
    assert (journey.journey_name, journey.party_id, journey.lead_id) == (SALES_JOURNEY, opportunity.party_id, lead.id)
    assert (journey.abandoned_at, journey.abandonment_reason) == (was_lost.at, "no")
    result = [event.name for event in crm_world.records.announced if event.name.startswith("journey.")]
    assert result == ["journey.milestone_reached"] * 4 + ["journey.abandoned"]


def test_every_lead_of_a_customer_has_a_journey_even_when_the_news_comes_late(crm_world: FakeWorld) -> None:
    follow = JourneyFollower(crm_world.records, crm_world.new_id)
    leads = [a_lead(count) for count in (1, 2, 3)]
    crm_world.preload(*leads)
    news = []
    for count, lead in enumerate(leads, start=1):
        qualified, was_qualified = lead.model_copy(update={"version": 1}).qualify(at=START)
        opportunity = an_opportunity(count, lead_id=lead.id)
        converted, was_converted = qualified.convert(opportunity_id=opportunity.id, party_id=PARTY, at=START)
        with crm_world.records.writing(crm_world.actor) as work:
            work.leads.save(converted)
            work.opportunities.add(opportunity)
        news += [was_qualified, was_converted]

    for event in news:
        follow(event)

    result = sorted(journeys(crm_world), key=lambda journey: journey.run)
    assert [(journey.lead_id, journey.party_id, journey.run) for journey in result] == [
        (lead.id, PARTY, run) for run, lead in enumerate(leads, start=1)
    ]
