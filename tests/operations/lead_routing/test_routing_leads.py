"""Every lead gets somebody, once and in one commit, or waits where people see it; each time it can be told why."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import ChangedMeanwhile, Unavailable
from crm_core.leads import LeadAssigned, LeadNotFound, LeadStatus
from crm_core.testing import TENANT, a_lead
from crm_core.vocabulary import LeadSource
from crm_operations.lead_routing import (
    ROUTING,
    AssignLead,
    LeadNotRoutable,
    Pool,
    ReassignOpenLeads,
    RouteLead,
    RouteLeads,
    RoutingOutcome,
    SelfAssignment,
    Share,
)
from crm_operations.providers import AssigneeLeft, PersonNotFound
from crm_operations.testing.sales_floor import SalesFloor, a_rule


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    """Two people who take turns."""
    floor.hires("A", "B")
    floor.rule()
    return floor


@pytest.mark.requirement("RTE-CRMOP-0101")
def test_a_routed_lead_has_an_owner_a_history_an_event_a_message_and_a_decision(floor: SalesFloor) -> None:
    lead = floor.lead(company="Analytical")

    answer = floor.routes(lead)

    assert (answer.outcome, answer.assigned_to, answer.rule_id) == (RoutingOutcome.ASSIGNED, "A", "rule")
    routed = floor.now(lead)
    assert (routed.assigned_to, routed.assigned_at, routed.version) == ("A", floor.world.clock.now(), 2)
    with floor.world.records.reading(floor.manager) as work:
        assert work.history.of(lead.ref)[-1].fields["assigned_to"] == (None, "A")
    (event,) = floor.world.records.announced
    assert isinstance(event, LeadAssigned)
    assert (event.assigned_to, event.previously, event.subject) == ("A", None, lead.ref)
    (notice,) = floor.world.records.notices
    assert notice.users == ("A",)
    assert notice.message.about == lead.ref
    assert notice.message.title == f"New lead {lead.lead_number}"
    assert notice.message.reason == "by the rule 'Sales' you waited longest for a lead"
    (decision,) = floor.decisions(lead)
    assert decision.reasons == answer.reasons == ("A by round robin of the rule 'Sales'",)
    assert decision.user_id == "boss"


@pytest.mark.requirement("REL-001")
def test_routing_is_one_commit(floor: SalesFloor) -> None:
    lead = floor.lead()
    before = floor.world.snapshot()
    floor.world.records.fail("commit", Unavailable("the disk is full"), times=None)

    with pytest.raises(Unavailable):
        floor.routes(lead)

    assert floor.world.snapshot() == before
    floor.world.records.recover()
    assert floor.come(2) == "AB", "the turn that was not kept was not used up either"


def test_a_lost_race_is_run_again(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.world.records.fail("commit", ChangedMeanwhile("somebody was faster"), times=2)

    assert floor.routes(lead).assigned_to == "A"
    assert len(floor.world.records.announced) == 1


def test_a_lost_answer_routes_nothing_twice(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.world.records.fail("commit", Unavailable("the line went dead"), after=True)

    assert floor.routes(lead).outcome is RoutingOutcome.ALREADY_ROUTED
    assert floor.now(lead).assigned_to == "A"
    assert len(floor.decisions(lead)) == 1


def test_routing_again_changes_nothing_and_says_so(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.routes(lead)

    answer = floor.routes(lead)

    assert (answer.outcome, answer.assigned_to) == (RoutingOutcome.ALREADY_ROUTED, "A")
    assert answer.reasons == ("A has it already",)
    assert (floor.now(lead).version, len(floor.decisions(lead))) == (2, 1)
    assert floor.come(1) == "B"


def test_routing_again_on_purpose_decides_afresh(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.routes(lead)

    assert floor.routes(lead, again=True).assigned_to == "B"
    assert len(floor.decisions(lead)) == 2


@pytest.mark.parametrize("status", [LeadStatus.DISQUALIFIED, LeadStatus.CONVERTED_TO_OPPORTUNITY])
def test_a_closed_lead_is_refused(floor: SalesFloor, status: LeadStatus) -> None:
    lead = floor.lead(status=status)

    with pytest.raises(LeadNotRoutable, match=f"{lead.lead_number} is {status}; only an open lead"):
        floor.routes(lead)
    with pytest.raises(LeadNotRoutable):
        floor.assigns(lead, "A")
    assert floor.come(1) == "A"


def test_a_lead_nobody_knows_is_not_found(floor: SalesFloor) -> None:
    with pytest.raises(LeadNotFound):
        floor.routes(a_lead(99))


@pytest.mark.requirement("SR-003")
def test_a_stranger_cannot_even_see_that_a_lead_is_there(floor: SalesFloor) -> None:
    stranger = Actor(tenant_id="elsewhere", user_id="eve", roles=frozenset(Role))

    with pytest.raises(LeadNotFound):
        floor.routing.route_lead(stranger, RouteLead(lead_id=floor.lead().id))
    assert floor.routing.get_rules(stranger).rules == ()


@pytest.mark.requirement("SR-001")
def test_who_may_route_and_who_may_decide(floor: SalesFloor) -> None:
    lead = floor.lead()
    partner = Actor(tenant_id=TENANT, user_id="P", roles=frozenset({Role.PARTNER}))

    assert floor.routing.route_lead(floor.rep, RouteLead(lead_id=lead.id)).assigned_to == "A"
    for refused in (
        lambda: floor.routing.route_lead(partner, RouteLead(lead_id=lead.id)),
        lambda: floor.routing.route_lead(floor.rep, RouteLead(lead_id=lead.id, again=True)),
        lambda: floor.routing.route_leads(partner, RouteLeads()),
        lambda: floor.routing.assign(floor.rep, AssignLead(lead_id=lead.id, user_id="B", reason="busy")),
        lambda: floor.routing.reassign_open_leads(floor.rep, ReassignOpenLeads(from_user="A", reason="leaves")),
        lambda: floor.routing.set_rules(floor.manager, []),
        lambda: floor.routing.waiting(partner),
        lambda: floor.audit.replay(partner, lead.ref),
    ):
        with pytest.raises(NotPermitted):
            refused()


class TestInBulk:
    def test_tells_who_got_how_many_and_what_could_not_be_done(self, floor: SalesFloor) -> None:
        floor.settings(batch_size=2)
        fresh = floor.leads(3)
        owned = floor.lead(assigned_to="B")
        closed = floor.lead(status=LeadStatus.DISQUALIFIED)
        lead_ids = (*(lead.id for lead in fresh), owned.id, closed.id, "nonsense", fresh[0].id)
        committed: list[int] = []

        answer = floor.routing.route_leads(floor.manager, RouteLeads(lead_ids=lead_ids), committed.append)

        assert (answer.assigned, answer.already_routed, answer.queued) == (3, 1, 0)
        assert answer.shares == (Share(user_id="A", leads=2), Share(user_id="B", leads=1))
        assert [refused.lead_id for refused in answer.refused] == [closed.id, "nonsense"]
        assert committed == [2, 2, 2]

    def test_without_names_takes_every_open_lead_nobody_has(self, floor: SalesFloor) -> None:
        floor.settings(batch_size=2)
        floor.lead(assigned_to="B")
        floor.lead(status=LeadStatus.DISQUALIFIED)
        web, phone = floor.leads(3), floor.lead(source="phone", campaign_id="fair")

        assert (
            floor.routing.route_leads(floor.manager, RouteLeads(source=LeadSource.PHONE, campaign_id="fair")).assigned
            == 1
        )
        assert floor.routing.route_leads(floor.manager, RouteLeads()).assigned == 3
        assert floor.now(phone).assigned_to == "A"
        assert [floor.now(lead).assigned_to for lead in web] == ["B", "A", "B"]

    def test_a_lead_taken_from_somebody_makes_room_for_the_next(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", capacity=2)
        first, second = floor.leads(2, assigned_to="A")

        floor.routing.route_leads(floor.manager, RouteLeads(lead_ids=(first.id, second.id), again=True))

        assert (floor.now(first).assigned_to, floor.now(second).assigned_to) == ("B", "A")

    def test_each_person_gets_one_message_a_commit(self, floor: SalesFloor) -> None:
        floor.come_at_once(20)

        notices = floor.world.records.notices
        assert [(notice.users, notice.message.title) for notice in notices] == [
            (("A",), "10 new leads"),
            (("B",), "10 new leads"),
        ]
        assert "and 5 more" in notices[0].message.body
        assert len(floor.world.records.announced) == 20


class TestByHand:
    def test_an_override_is_kept_with_its_reason(self, floor: SalesFloor) -> None:
        lead = floor.lead()

        answer = floor.assigns(lead, "B")

        assert (answer.outcome, answer.assigned_to) == (RoutingOutcome.ASSIGNED, "B")
        (decision,) = floor.decisions(lead)
        assert decision.policy_version == "by hand"
        assert decision.reasons == ("B by hand of boss: they know each other",)
        (notice,) = floor.world.records.notices
        assert (notice.users, notice.message.reason) == (("B",), "they know each other")

    def test_no_rules_are_needed(self, floor: SalesFloor) -> None:
        floor.rules()

        assert floor.assigns(floor.lead(), "B").assigned_to == "B"

    def test_capacity_is_the_managers_own_business(self, floor: SalesFloor) -> None:
        floor.hires("A", capacity=0, paused=True)

        assert floor.assigns(floor.lead(), "A").assigned_to == "A"

    def test_somebody_who_left_or_never_was_there_gets_nothing(self, floor: SalesFloor) -> None:
        floor.hires("C", is_active=False)

        with pytest.raises(AssigneeLeft, match="C is not active any more"):
            floor.assigns(floor.lead(), "C")
        with pytest.raises(PersonNotFound):
            floor.assigns(floor.lead(), "nobody")

    def test_what_somebody_has_stays_as_it_is(self, floor: SalesFloor) -> None:
        lead = floor.lead(assigned_to="B")

        assert floor.assigns(lead, "B").outcome is RoutingOutcome.ALREADY_ROUTED
        assert (floor.now(lead).version, floor.decisions(lead)) == (1, [])

    def test_a_lead_passed_on_weighs_on_the_new_owner_only(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", capacity=1)
        lead = floor.lead(assigned_to="A")

        floor.assigns(lead, "B")

        assert floor.come_at_once(2) == "A-"

    @pytest.mark.requirement("BR-001")
    def test_a_rep_takes_no_lead(self, floor: SalesFloor) -> None:
        with pytest.raises(SelfAssignment, match="A may not take leads"):
            floor.routing.assign(floor.rep, AssignLead(lead_id=floor.lead().id, user_id="A", reason="mine"))

    @pytest.mark.requirement("BR-001")
    def test_a_rep_takes_a_free_lead_where_that_is_allowed(self, floor: SalesFloor) -> None:
        floor.settings(users_may_self_assign=True)
        free, assigned = floor.lead(), floor.lead(assigned_to="B")

        mine = floor.routing.assign(floor.rep, AssignLead(lead_id=free.id, user_id="A", reason="mine"))

        assert mine.assigned_to == "A"
        with pytest.raises(NotPermitted):
            floor.routing.assign(floor.rep, AssignLead(lead_id=assigned.id, user_id="A", reason="mine too"))
        assert floor.now(assigned).assigned_to == "B"


class TestWhenNobodyCan:
    def test_the_lead_waits_where_it_is_seen_and_managers_hear_of_it(self, floor: SalesFloor) -> None:
        floor.hires("A", paused=True)
        floor.hires("B", capacity=0)
        lead = floor.lead()

        answer = floor.routes(lead)

        reasons = (
            "nobody can take it now; it waits in 'unassigned'",
            "rule 'Sales': A: paused",
            "rule 'Sales': B: at capacity",
        )
        assert (answer.outcome, answer.queue, answer.reasons) == (RoutingOutcome.QUEUED, "unassigned", reasons)
        assert floor.now(lead) == lead, "no owner rather than a wrong one"
        (waiting,) = floor.routing.waiting(floor.manager)
        assert (waiting.lead_id, waiting.queue, waiting.attempts) == (lead.id, "unassigned", 1)
        assert waiting.reason == "; ".join(reasons)
        (notice,) = floor.world.records.notices
        assert (notice.role, notice.users) == (Role.MANAGER, ())
        assert notice.message.title == f"Nobody can take {lead.lead_number} now (unassigned)"
        assert [decision.reasons for decision in floor.decisions(lead)] == [reasons]

    def test_without_any_rule_a_lead_waits_too(self, floor: SalesFloor) -> None:
        floor.rules()

        assert floor.routes(floor.lead()).reasons == ("no rule is for it; it waits in 'unassigned'",)

    def test_trying_again_gives_it_to_whoever_can_by_then(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", paused=True)
        floor.come(3)
        floor.hires("B", paused=False)

        answer = floor.routing.retry_queue(floor.manager)

        assert (answer.assigned, answer.queued) == (3, 0)
        assert floor.routing.waiting(floor.manager) == []

    def test_trying_in_vain_is_counted_and_not_told_again(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", paused=True)
        lead = floor.lead()
        floor.routes(lead)
        floor.routing.retry_queue(floor.manager)

        answer = floor.routing.retry_queue(floor.manager)

        assert answer.queued == 1
        assert [entry.attempts for entry in floor.routing.waiting(floor.manager)] == [3]
        assert len(floor.world.records.notices) == 1
        assert len(floor.decisions(lead)) == 3

    def test_one_queue_can_be_tried_alone(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", paused=True)
        floor.rules(a_rule("web", sources={"website"}, fallback="queue", queue="web"), a_rule("rest", position=2))
        floor.come(2)
        floor.come(1, source="phone")
        floor.hires("A", paused=False)

        assert floor.routing.retry_queue(floor.manager, "web").assigned == 2
        assert [entry.queue for entry in floor.routing.waiting(floor.manager)] == ["unassigned"]

    def test_a_lead_leaves_the_queue_however_it_found_somebody(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", paused=True)
        by_hand, elsewhere, closed = floor.leads(3)
        for lead in (by_hand, elsewhere, closed):
            floor.routes(lead)

        floor.assigns(by_hand, "A")
        with floor.world.records.writing(floor.manager) as work:
            work.leads.save(elsewhere.assign("B", at=floor.world.clock.now())[0])
            work.leads.save(closed.disqualify("spam", at=floor.world.clock.now())[0])
        answer = floor.routing.retry_queue(floor.manager)

        assert (answer.already_routed, len(answer.refused)) == (1, 1)
        assert floor.routing.waiting(floor.manager) == []

    def test_many_that_wait_are_told_in_one_message(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", paused=True)
        floor.come_at_once(30)

        (notice,) = floor.world.records.notices
        assert notice.message.title == "Nobody can take 30 leads now (unassigned)"


class TestWhenSomebodyLeaves:
    def test_their_open_leads_go_to_others_by_the_rules(self, floor: SalesFloor) -> None:
        floor.hires("C")
        open_leads = floor.leads(4, assigned_to="A")
        won = floor.lead(assigned_to="A", status=LeadStatus.CONVERTED_TO_OPPORTUNITY)

        answer = floor.routing.reassign_open_leads(floor.manager, ReassignOpenLeads(from_user="A", reason="leaves"))

        assert answer.assigned == 4
        assert [floor.now(lead).assigned_to for lead in open_leads] == ["B", "C", "B", "C"]
        assert floor.now(won).assigned_to == "A"
        (decision,) = floor.decisions(open_leads[0])
        assert decision.reasons[-2:] == ("rule 'Sales': A: is handing over", "A hands over: leaves")
        moves = [event for event in floor.world.records.announced if isinstance(event, LeadAssigned)]
        assert {(event.previously, event.assigned_to) for event in moves} == {("A", "B"), ("A", "C")}

    def test_or_to_one_person(self, floor: SalesFloor) -> None:
        leads = floor.leads(3, assigned_to="A")

        command = ReassignOpenLeads(from_user="A", to_user="B", reason="takes over")
        answer = floor.routing.reassign_open_leads(floor.manager, command)

        assert answer.shares == (Share(user_id="B", leads=3),)
        assert [floor.now(lead).assigned_to for lead in leads] == ["B", "B", "B"]
        with pytest.raises(PersonNotFound):
            floor.routing.reassign_open_leads(
                floor.manager, ReassignOpenLeads(from_user="B", to_user="nobody", reason="error")
            )

    def test_what_nobody_can_take_stays_until_somebody_can(self, floor: SalesFloor) -> None:
        floor.hires("B", capacity=1)
        first, second = floor.leads(2, assigned_to="A")
        floor.routing.reassign_open_leads(floor.manager, ReassignOpenLeads(from_user="A", reason="leaves"))

        assert [floor.now(lead).assigned_to for lead in (first, second)] == ["B", "A"]
        (waiting,) = floor.routing.waiting(floor.manager)
        assert (waiting.lead_id, waiting.held_by) == (second.id, "A")
        floor.hires("B", capacity=2)
        assert floor.routing.retry_queue(floor.manager).assigned == 1
        assert floor.now(second).assigned_to == "B"


def test_threads_that_route_at_once_give_each_lead_to_one_and_everybody_as_many(floor: SalesFloor) -> None:
    floor.hires("C")
    leads = floor.leads(60)

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(floor.routes, [*leads, *leads]))

    assert sorted(answer.outcome for answer in answers).count(RoutingOutcome.ASSIGNED) == 60
    owners = [floor.now(lead).assigned_to for lead in leads]
    assert [owners.count(name) for name in "ABC"] == [20, 20, 20]
    assert all(len(floor.decisions(lead)) == 1 for lead in leads)


def test_partners_are_asked_before_the_commit_begins(floor: SalesFloor) -> None:
    """The world refuses a partner's call inside a transaction; and people are loaded once a commit, not once a lead."""
    floor.world.asked.clear()

    floor.come_at_once(50)

    assert [str(call) for call in floor.world.asked] == [
        "records.reading",
        "people.members",
        "records.writing",
        "records.commit",
    ]


def test_an_unanswering_directory_leaves_the_lead_as_it_was(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.world.people.fail("members", Unavailable("the directory is down"), times=None)

    with pytest.raises(Unavailable):
        floor.routes(lead)

    assert floor.now(lead) == lead
    with floor.world.records.reading(floor.manager) as work:
        assert work.decisions.of(lead.ref, ROUTING.kind) == []


def test_a_pool_may_name_people_of_several_teams(floor: SalesFloor) -> None:
    floor.hires("C", team="other")
    floor.rule(pool=Pool(users=frozenset({"B", "C"})))

    assert floor.come(4) == "BCBC"
