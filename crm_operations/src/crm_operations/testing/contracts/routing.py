"""What a RoutingStore and RoutableLeads promise, within one unit of work and across them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, Role
from crm_core.errors import ChangedMeanwhile, Conflict, Forbidden
from crm_core.leads import Lead, LeadStatus
from crm_core.testing import START, a_lead, expect, expect_refusal, tenant_named_after
from crm_core.vocabulary import LeadSource
from crm_operations.lead_routing import (
    DayStart,
    Pool,
    QueueEntry,
    RoutingRecords,
    RoutingRule,
    RuleSet,
    RulesNotFound,
    Turn,
    UnassignedLeads,
)
from crm_operations.providers import Absence, Person, WorkingHours

HOUR = timedelta(hours=1)


class RoutingContract:
    """A subclass overrides ``records``. Every test has two tenants of its own, so all can share one database."""

    @pytest.fixture
    def records(self) -> RoutingRecords:
        """The records under test."""
        raise NotImplementedError("override the fixture `records` and return what opens your units of work")

    @pytest.fixture
    def actor(self, request: pytest.FixtureRequest) -> Actor:
        return Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset(Role))

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Actor:
        """Somebody of another tenant."""
        name = tenant_named_after(f"another {request.node.nodeid}")
        return Actor(tenant_id=name, user_id="eve", roles=frozenset(Role))

    def leads(self, records: RoutingRecords, actor: Actor, *facts: dict[str, Any]) -> list[Lead]:
        """Stores one lead for each set of facts."""
        with records.writing(actor) as work:
            return [
                work.leads.add(a_lead(count, **{"tenant_id": actor.tenant_id, **each}))
                for count, each in enumerate(facts, start=1)
            ]


class RoutingStoreContract(RoutingContract):
    def test_a_tenant_begins_without_rules_and_turns(self, records: RoutingRecords, actor: Actor) -> None:
        with records.writing(actor) as work:
            expect(work.routing.rules(), RuleSet(), asked="rules of a new tenant")
            expect(work.routing.lock_turns(), 0, asked="take_turns of a new tenant")
            expect(list(work.routing.turns(["team:sales"])), [], asked="turns of a new tenant")
            expect(list(work.routing.waiting()), [], asked="waiting in a new tenant")

    def test_rules_are_kept_by_version(self, records: RoutingRecords, actor: Actor, stranger: Actor) -> None:
        first, second = RuleSet(version=1, rules=(a_full_rule(),)), RuleSet(version=2)
        for rules in (first, second):
            with records.writing(actor) as work:
                work.routing.save_rules(rules, START)

        with records.reading(actor) as work:
            expect(work.routing.rules(), second, asked="rules")
            expect(work.routing.rules(1), first, asked="rules(1)")
            expect(work.routing.rules(0), RuleSet(), asked="rules(0)")
            with expect_refusal(RulesNotFound, asked="rules(3)"):
                work.routing.rules(3)
        with records.reading(stranger) as work:
            expect(work.routing.rules(), RuleSet(), asked="rules of another tenant")

    def test_a_version_is_set_once(self, records: RoutingRecords, actor: Actor) -> None:
        with records.writing(actor) as work:
            work.routing.save_rules(RuleSet(version=1), START)

        with expect_refusal(Conflict, asked="keep_rules of a version that is there"), records.writing(actor) as work:
            work.routing.save_rules(RuleSet(version=1, rules=(a_full_rule(),)), START)

    def test_turns_are_kept_by_pool_and_person(self, records: RoutingRecords, actor: Actor, stranger: Actor) -> None:
        turns = [
            Turn(pool="team:sales", user_id="A", last_turn=1, last_assigned_at=START),
            Turn(pool="team:sales", user_id="a", last_turn=2, last_assigned_at=START, credit=-3),
            Turn(pool="everyone", user_id="A", credit=4),
        ]
        with records.writing(actor) as work:
            work.routing.lock_turns()
            work.routing.save_turns(2, turns)
        changed = turns[0].model_copy(update={"last_turn": 3, "last_assigned_at": START + HOUR})
        with records.writing(actor) as work:
            expect(work.routing.lock_turns(), 2, asked="take_turns")
            work.routing.save_turns(3, [changed])

        with records.writing(actor) as work:
            expect(work.routing.lock_turns(), 3, asked="take_turns after one more")
            expect(in_order(work.routing.turns(["team:sales"])), [changed, turns[1]], asked="turns of one pool")
            expect(len(work.routing.turns(["team:sales", "everyone"])), 3, asked="turns of both pools")
        with records.writing(stranger) as work:
            expect(work.routing.lock_turns(), 0, asked="take_turns of another tenant")
            expect(list(work.routing.turns(["team:sales"])), [], asked="turns of another tenant")

    def test_a_queue_remembers_since_when_and_how_often(
        self, records: RoutingRecords, actor: Actor, stranger: Actor
    ) -> None:
        first, second = self.leads(records, actor, {}, {})
        with records.writing(actor) as work:
            new = work.routing.enqueue([waiting(second), waiting(first, held_by="A")])
            expect(sorted(new), [first.id, second.id], asked="enqueue of two that did not wait")
        with records.writing(actor) as work:
            again = waiting(first, queue="later", tried_at=START + HOUR, reason="still nobody")
            expect(list(work.routing.enqueue([again])), [], asked="enqueue of one that waits")

        with records.reading(actor) as work:
            expect(
                list(work.routing.waiting()),
                [again.model_copy(update={"since": START, "attempts": 2}), waiting(second)],
                asked="waiting",
            )
            expect([each.lead_id for each in work.routing.waiting("later")], [first.id], asked="waiting in one queue")
            expect(list(work.routing.waiting(after_id=first.id)), [waiting(second)], asked="waiting after the first")
            expect(len(work.routing.waiting(limit=1)), 1, asked="waiting with a limit of 1")
        with records.reading(stranger) as work:
            expect(list(work.routing.waiting()), [], asked="waiting of another tenant")

    def test_what_leaves_the_queue_is_gone(self, records: RoutingRecords, actor: Actor) -> None:
        first, second = self.leads(records, actor, {}, {})
        with records.writing(actor) as work:
            work.routing.enqueue([waiting(first), waiting(second)])
            work.routing.dequeue([first.id, "never waited"])
            work.routing.dequeue([])

        with records.reading(actor) as work:
            expect([entry.lead_id for entry in work.routing.waiting()], [second.id], asked="waiting after dequeue")


class RoutableLeadsContract(RoutingContract):
    def test_many_are_loaded_in_order_whatever_was_asked_twice_or_is_unknown(
        self, records: RoutingRecords, actor: Actor, stranger: Actor
    ) -> None:
        first, second, _ = self.leads(records, actor, {}, {}, {})

        with records.writing(actor) as work:
            found = work.routable_leads.get_many([second.id, first.id, second.id, "unknown"], lock=True)
            expect(list(found), [first, second], asked="get_many")
            expect(list(work.routable_leads.get_many([])), [], asked="get_many of none")
        with records.reading(stranger) as work:
            expect(list(work.routable_leads.get_many([first.id])), [], asked="get_many of another tenant's")

    @pytest.mark.requirement("INT-002")
    def test_many_are_saved_each_with_its_version_and_history(self, records: RoutingRecords, actor: Actor) -> None:
        leads = self.leads(records, actor, {}, {"assigned_to": "B"}, {})
        with records.writing(actor) as work:
            work.routable_leads.save_many([lead.assign("A", at=START + HOUR)[0] for lead in leads])

        with records.reading(actor) as work:
            for lead in leads:
                saved = work.leads.get(lead.id)
                expect((saved.assigned_to, saved.version), ("A", 2), asked="a lead after save_many")
                expect(work.history.of(lead.ref)[-1].fields["assigned_to"][1], "A", asked="its history")
            expect(work.history.verify().holds, True, asked="verify")

    def test_none_is_saved_when_one_changed_meanwhile(self, records: RoutingRecords, actor: Actor) -> None:
        first, second = self.leads(records, actor, {}, {})
        with records.writing(actor) as work:
            work.leads.save(work.leads.get(second.id).assign("B", at=START)[0])

        with expect_refusal(ChangedMeanwhile, asked="save_many with an old version"), records.writing(actor) as work:
            work.routable_leads.save_many([lead.assign("A", at=START)[0] for lead in (first, second)])

        with records.reading(actor) as work:
            expect(work.leads.get(first.id).assigned_to, None, asked="the other lead")

    @pytest.mark.requirement("SR-003")
    def test_anothers_lead_cannot_be_saved(self, records: RoutingRecords, actor: Actor, stranger: Actor) -> None:
        (lead,) = self.leads(records, actor, {})

        with expect_refusal(Forbidden, asked="save_many of another tenant's"), records.writing(stranger) as work:
            work.routable_leads.save_many([lead.assign("eve", at=START)[0]])

    def test_open_leads_nobody_has_are_found_page_by_page(self, records: RoutingRecords, actor: Actor) -> None:
        web, phone, *_ = self.leads(
            records,
            actor,
            {},
            {"source": LeadSource.PHONE, "campaign_id": "fair", "status": LeadStatus.CONTACTED},
            {"assigned_to": "A"},
            {"status": LeadStatus.DISQUALIFIED},
            {"status": LeadStatus.CONVERTED_TO_OPPORTUNITY},
        )

        with records.reading(actor) as work:
            for asked, found in (
                (UnassignedLeads(), [web.id, phone.id]),
                (UnassignedLeads(limit=1), [web.id]),
                (UnassignedLeads(after_id=web.id), [phone.id]),
                (UnassignedLeads(source=LeadSource.PHONE), [phone.id]),
                (UnassignedLeads(campaign_id="fair"), [phone.id]),
                (UnassignedLeads(source=LeadSource.WEBSITE, campaign_id="fair"), []),
            ):
                expect(list(work.routable_leads.unassigned(asked)), found, asked=f"unassigned({asked})")

    @pytest.mark.requirement("RTE-CRMOP-0105")
    def test_workload_is_counted_over_open_leads(self, records: RoutingRecords, actor: Actor, stranger: Actor) -> None:
        first, second, *_ = self.leads(
            records,
            actor,
            {"assigned_to": "A"},
            {"assigned_to": "A", "status": LeadStatus.QUALIFIED},
            {"assigned_to": "A", "status": LeadStatus.DISQUALIFIED},
            {"assigned_to": "A", "status": LeadStatus.CONVERTED_TO_OPPORTUNITY},
            {"assigned_to": "a"},
        )
        self.leads(records, stranger, {"assigned_to": "A"})

        with records.reading(actor) as work:
            counted = {each.user_id: each.open_leads for each in work.routable_leads.open_workload(["A", "Z"])}
            expect((counted.get("A", 0), counted.get("Z", 0)), (2, 0), asked="open_workload of A and Z")
            expect(list(work.routable_leads.open_workload([])), [], asked="open_workload of nobody")
            expect(list(work.routable_leads.held_open("A")), [first.id, second.id], asked="held_open")

    def test_what_was_given_since_a_persons_day_began_is_counted(self, records: RoutingRecords, actor: Actor) -> None:
        leads = [
            {"assigned_to": user, "assigned_at": START + hours * HOUR, "status": status}
            for user, hours, status in (
                ("A", 0, LeadStatus.NEW),
                ("A", 1, LeadStatus.DISQUALIFIED),
                ("A", 2, LeadStatus.NEW),
                ("B", 1, LeadStatus.NEW),
                ("B", 2, LeadStatus.NEW),
            )
        ]
        self.leads(records, actor, *leads)
        days = [DayStart(user_id="A", at=START + HOUR), DayStart(user_id="B", at=START + 2 * HOUR)]
        days.append(DayStart(user_id="Z", at=START))

        with records.reading(actor) as work:
            counted = {each.user_id: each.leads for each in work.routable_leads.assigned_since(days)}
            expect([counted.get(user, 0) for user in "ABZ"], [2, 1, 0], asked="given_since")
            expect(list(work.routable_leads.assigned_since([])), [], asked="given_since of nobody")

    def test_past_leads_come_in_the_order_they_were_captured(self, records: RoutingRecords, actor: Actor) -> None:
        moments = [{"created_at": START + hours * HOUR} for hours in (3, 1, 0, 4)]
        late, early, *_ = self.leads(records, actor, *moments)

        with records.reading(actor) as work:
            found = work.routable_leads.captured(START + HOUR, START + 4 * HOUR, 10)
            expect(list(found), [early, late], asked="captured")
            found = work.routable_leads.captured(START + HOUR, START + 4 * HOUR, 1)
            expect(list(found), [early], asked="captured with a limit of 1")


def a_full_rule() -> RoutingRule:
    return RoutingRule(
        id="dach",
        position=3,
        name="Österreich & Co",
        active_from=START,
        active_until=START + HOUR,
        territories=frozenset({"DACH"}),
        minimum_score=10,
        maximum_score=90,
        sources=frozenset({LeadSource.EVENT}),
        industries=frozenset({"Energy"}),
        condition="lead.attributes.employees > 100",
        strategy="skill",
        otherwise="round_robin",
        pool=Pool(team="sales", users=frozenset({"A"})),
        required_skills=frozenset({"german"}),
        preferred_skills=frozenset({"cloud"}),
        queue="key accounts",
    )


def a_full_person() -> Person:
    return Person(
        id="A",
        name="Ada",
        roles=frozenset({Role.REP, Role.TEAM_LEAD}),
        team="sales",
        manager_id="B",
        territories=frozenset({"DACH", "Nordics"}),
        skills=frozenset({"german", "cloud"}),
        weight=3,
        capacity=20,
        daily_capacity=4,
        timezone="Europe/Vienna",
        working_hours=(WorkingHours(weekday=0, start=START.time(), end=(START + HOUR).time()),),
        absences=(Absence(start=START, end=START + HOUR),),
        paused=True,
    )


def waiting(lead: Lead, **facts: Any) -> QueueEntry:
    sensible = {"queue": "unassigned", "since": START, "tried_at": START, "reason": "nobody can take it"}
    return QueueEntry.model_validate({"lead_id": lead.id, **sensible, **facts})


def in_order(turns: Sequence[Turn]) -> list[Turn]:
    return sorted(turns, key=lambda turn: (turn.pool, turn.user_id))
