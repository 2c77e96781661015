"""What waits for somebody: of every kind, once for each kind and subject, in order, page by page, whoever stands in."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.leads import LeadStatus
from crm_core.opportunities import AcceptedSale
from crm_core.testing import (
    START,
    TENANT,
    a_delegation,
    a_lead,
    a_pipeline,
    an_activity,
    an_approval,
    an_opportunity,
    an_sla_clock,
)
from crm_core.voting import Ballot, Vote
from crm_operations.testing import FakeWorkQueue, FakeWorld
from crm_operations.work_queue import WorkItem, WorkQuery, WorkQueueCoordinator

DAY = timedelta(days=1)


class Office:
    """Ada and Bob are of one team, Eve of none; it is 20 days after what is preloaded was entered."""

    def __init__(self, world: FakeWorld) -> None:
        self.world = world
        for name, facts in (("ada", {"team": "north"}), ("bob", {"team": "north"}), ("eve", {})):
            world.people.known(TENANT, name, **facts)
        self.now = world.clock.now() + 20 * DAY
        world.clock.advance(20 * DAY)
        self.queue = WorkQueueCoordinator(
            FakeWorkQueue(world.records), world.records, world.people, world.settings_for, world.clock
        )

    def has(self, *entities: Any) -> None:
        self.world.preload(*entities)

    def work(self, user: str = "ada", **query: Any) -> list[WorkItem]:
        actor = self.world.actor.model_copy(update={"user_id": user})
        return list(self.queue.pending(actor, WorkQuery(**query)))

    def numbers(self, user: str = "ada", **query: Any) -> list[str]:
        return [item.number for item in self.work(user, **query)]


@pytest.fixture
def office(crm_world: FakeWorld) -> Office:
    return Office(crm_world)


@pytest.mark.requirement("US-015")
def test_everything_that_waits_is_in_one_list_with_its_reasons(office: Office) -> None:
    lead = a_lead(assigned_to="ada")
    stale = a_lead(2, assigned_to="ada", status=LeadStatus.QUALIFIED)
    today = office.now.date()
    slipped = an_opportunity(assigned_to="ada", expected_close_date=today - DAY, expected_revenue_minor=None)
    fine = an_opportunity(2, assigned_to="ada", expected_revenue_minor=1, expected_close_date=today + 8 * DAY)
    soon = an_opportunity(3, assigned_to="ada", expected_revenue_minor=1, expected_close_date=today + 7 * DAY)
    open_task = {"activity_type": "task", "completed_at": None, "completed_by": None}
    overdue = an_activity(1, related=lead.ref, assigned_to="ada", due_date=office.now - DAY, **open_task)
    later = an_activity(2, related=lead.ref, assigned_to="ada", due_date=office.now + DAY, **open_task)
    touches = [
        an_activity(count, related=deal.ref, completed_at=office.now - DAY)
        for count, deal in ((3, fine), (4, soon), (5, slipped))
    ]
    asked = an_approval(4, electorate=("ada", "eve"), expires_at=office.now + DAY)
    office.has(lead, stale, slipped, fine, soon, overdue, later, *touches, asked, a_lead(5, assigned_to="bob"))
    promises = {"number": lead.lead_number, "owner": "ada", "warn_at": office.now, "paused_until": office.now}
    office.has(
        an_sla_clock(1, subject_id=lead.id, target="first_contact", due_at=office.now, **promises),
        an_sla_clock(2, subject_id=lead.id, target="qualification", due_at=office.now + DAY, **promises),
        an_sla_clock(3, subject_id=stale.id, target="qualification", due_at=office.now + DAY).changed(
            office.now, paused_until=office.now + DAY, owner="ada", warn_at=office.now
        ),
    )

    found = {(item.kind.value, item.number): item.reasons for item in office.work()}

    assert found == {
        ("lead", lead.lead_number): ("to_contact", "stale"),
        ("lead", stale.lead_number): ("stale",),
        ("deal", slipped.opportunity_number): ("slipped", "not_priced"),
        ("deal", soon.opportunity_number): ("closing_soon",),
        ("activity", lead.lead_number): ("overdue",),
        ("approval", asked.number): ("manager",),
        ("clock", lead.lead_number): ("first_contact_breached", "qualification_at_risk"),
    }
    assert next(item.due_at for item in office.work(kind="lead")) == office.now, "by when it must be contacted"
    assert {item.user for item in office.work()} == {"ada"}


def test_a_task_of_several_people_waits_for_each_until_they_answered(office: Office) -> None:
    lead, deal = a_lead(), an_opportunity(2, assigned_to="zoe", expected_revenue_minor=1)
    for related in (lead, deal):
        office.has(related)
    said = Vote(user="ada", for_user="ada", vote=Ballot.YES, at=office.now)
    shared = {"activity_type": "task", "completed_at": None, "assignees": ("ada", "bob"), "strategy": "unison"}
    about_lead = an_activity(1, related=lead.ref, due_date=office.now + DAY, **shared)
    answered = an_activity(2, related=deal.ref, due_date=office.now - DAY, answers=(said,), **shared)
    done = an_activity(3, related=deal.ref, due_date=office.now, **{**shared, "completed_at": office.now})
    week = {"starts_at": office.now - DAY, "ends_at": office.now + DAY}
    office.has(about_lead, answered, done, a_delegation(1, delegator="bob", delegate="eve", scopes=("deals",), **week))

    found = {
        user: [(item.number, item.reasons, item.for_user) for item in office.work(user, kind="activity")]
        for user in ("ada", "bob", "eve")
    }

    assert found == {
        "ada": [(lead.lead_number, ("to_answer",), None)],
        "bob": [(lead.lead_number, ("to_answer",), None)],
        "eve": [(deal.opportunity_number, ("to_answer", "overdue"), "bob")],
    }


def test_a_deal_says_that_it_rots_and_what_it_waits_for_once_accepted_in_the_sales_system(office: Office) -> None:
    pipeline = a_pipeline()
    first, *others = pipeline.stages
    pipeline = pipeline.changed(START, stages=(first.model_copy(update={"rotting_days": 15}), *others))
    sale = AcceptedSale(quotation_id="Q", waits_for="negotiation: notes is empty\nnegotiation: discount is empty")
    held = an_opportunity(assigned_to="ada", pipeline=pipeline, accepted_sale=sale)
    touched = an_opportunity(2, assigned_to="ada", pipeline=pipeline)
    office.has(pipeline, held, touched, an_activity(related=touched.ref, completed_at=office.now - 14 * DAY))

    found = {item.number: item.reasons for item in office.work(kind="deal")}

    unmet = ("negotiation: notes is empty", "negotiation: discount is empty")
    assert found == {
        held.opportunity_number: ("accepted_in_sales_system", *unmet, "stale", "rotting"),
        touched.opportunity_number: ("stale",),
    }


def test_what_is_due_first_comes_first_then_what_waits_longest(office: Office) -> None:
    leads = [a_lead(count, assigned_to="ada", created_at=office.now - count * DAY) for count in (1, 2)]
    late = an_approval(3, electorate=("ada",), expires_at=office.now + DAY)
    early = an_approval(4, electorate=("ada",), expires_at=office.now - DAY)
    office.has(*leads, late, early)

    old, young = leads[1].lead_number, leads[0].lead_number
    assert office.numbers() == [early.number, late.number, old, young]
    assert office.numbers(overdue=True) == [early.number]
    assert office.numbers(kind="lead") == [old, young]
    assert office.numbers(order="age") == [late.number, early.number, old, young]
    assert [item.age_seconds for item in office.work(kind="lead")] == [2 * 86_400, 86_400]


@pytest.mark.requirement("FR-L2-007")
def test_pages_follow_one_another_and_lose_nothing(office: Office) -> None:
    requests = [an_approval(count, electorate=("ada",), expires_at=office.now) for count in range(1, 4)]
    office.has(*requests, *(a_lead(count, assigned_to="ada") for count in range(4, 8)))
    whole = office.numbers()

    for order in ("due", "age"):
        whole = office.numbers(order=order)
        pages, after = list[str](), None
        while page := office.work(order=order, limit=2, after=after):
            pages += [item.number for item in page]
            after = page[-1].place
        assert pages == whole
    actor = office.world.actor
    theirs = office.queue.for_user(actor, "ada")
    assert [item.number for item in theirs.pending(WorkQuery(limit=3))] == office.numbers(limit=3)
    with pytest.raises(Invalid, match="after: it is no place in the list"):
        office.numbers(after="yesterday")


def test_a_persons_a_teams_a_roles_and_everybodys_work_is_asked_for(office: Office) -> None:
    mine, theirs, nobodys, eves = (
        a_lead(count, assigned_to=user) for count, user in enumerate(("ada", "bob", None, "eve"), start=1)
    )
    office.has(mine, theirs, nobodys, eves)
    office.world.people.known(TENANT, "boss", roles=frozenset({Role.MANAGER}))
    asked = an_approval(5, electorate=("boss",))
    office.has(asked)

    assert office.numbers(user_id="bob") == [theirs.lead_number]
    assert office.numbers(team="north") == [mine.lead_number, theirs.lead_number]
    assert office.numbers(role=Role.MANAGER) == [asked.number]
    assert set(office.numbers(everybody=True)) == {
        *(lead.lead_number for lead in (mine, theirs, nobodys, eves)),
        asked.number,
    }
    with pytest.raises(Invalid, match="team: it is not alone"):
        office.numbers(team="north", everybody=True)
    partner = office.world.actor.model_copy(update={"roles": frozenset({Role.PARTNER})})
    with pytest.raises(NotPermitted):
        office.queue.pending(partner)


def test_what_one_stands_in_for_is_included_and_marked(office: Office) -> None:
    lead, deal = a_lead(assigned_to="ada"), an_opportunity(2, assigned_to="ada")
    asked = an_approval(3, electorate=("ada",))
    week = {"starts_at": office.now - DAY, "ends_at": office.now + DAY}
    office.has(
        lead,
        deal,
        asked,
        a_delegation(1, delegator="ada", delegate="bob", scopes=("leads", "approvals"), **week),
        a_delegation(2, delegator="bob", delegate="eve", scopes=("leads",), **week),
    )

    assert office.numbers("ada") == [deal.opportunity_number], "deals were not delegated"
    assert [(item.number, item.user, item.for_user) for item in office.work("bob")] == [(asked.number, "bob", "ada")]
    assert [(item.number, item.user, item.for_user) for item in office.work("eve")] == [
        (lead.lead_number, "eve", "ada")
    ]
    assert [item.to_dict()["for"] for item in office.work("eve")] == ["ada"]
    office.world.clock.advance(DAY)
    assert office.numbers("eve") == office.numbers("bob") == []


def test_an_item_has_the_shape_of_the_definitions(office: Office) -> None:
    lead = a_lead(assigned_to="ada")
    office.has(lead)

    (item,) = office.work()

    assert item.to_dict() == {
        "kind": "lead",
        "subject": {"kind": "lead", "id": lead.id},
        "number": lead.lead_number,
        "title": lead.name,
        "user": "ada",
        "for": None,
        "due_at": None,
        "age_seconds": 20 * 86_400,
        "reasons": ["to_contact", "stale"],
    }
