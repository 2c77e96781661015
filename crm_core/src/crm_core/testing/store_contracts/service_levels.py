"""What the stores of policies and clocks promise."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.service_levels import ClockStatus, SlaClock, SlaClockFilter, SlaPolicy, Target
from crm_core.testing.builders import START, a_lead, a_policy, an_opportunity, an_sla_clock
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

HOUR = timedelta(hours=1)


class SlaPolicyStoreContract(EntityStoreContract[SlaPolicy]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> SlaPolicy:
        return a_policy(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_a_policy_is_found_by_its_name_and_its_revision(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first = self.added(records, actor, 1, replaced_at=START)
        second = self.added(records, actor, 2, name=first.name, revision=2, retired_at=START)

        with records.reading(actor) as work:
            expect(work.sla_policies.current(first.name), second, asked="current")
            expect(work.sla_policies.current("Nobody's"), None, asked="current, of a name no policy has")
            expect(work.sla_policies.revision(first.name, 1), first, asked="revision 1")
            expect(work.sla_policies.revision(first.name, 3), None, asked="a revision there is not")
        with records.reading(stranger) as work:
            expect(work.sla_policies.current(first.name), None, asked="current by a stranger")

    def test_what_is_in_force_comes_in_the_order_it_is_asked(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        late = self.added(records, actor, 1, position=200)
        early = self.added(records, actor, 2, position=10)
        self.added(records, actor, 3, retired_at=START)
        self.added(records, actor, 4, replaced_at=START)
        self.added(records, stranger, 5)

        with records.writing(actor) as work:
            expect([each.id for each in work.sla_policies.in_force()], [early.id, late.id], asked="in_force")
            work.sla_policies.save(work.sla_policies.get(early.id).retire(at=START)[0])
            expect([each.id for each in work.sla_policies.in_force()], [late.id], asked="in_force after one is retired")


class SlaClockStoreContract(EntityStoreContract[SlaClock]):
    special = ("subject",)
    drawn = MappingProxyType({"subject_kind": st.sampled_from([EntityKind.LEAD, EntityKind.OPPORTUNITY])})

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> SlaClock:
        return an_sla_clock(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: SlaClock, text: str) -> SlaClock:
        return entity.changed(entity.updated_at + HOUR, owner=text)

    def running(self, records: OpensStores, actor: Actor, *subjects: EntityRef) -> list[str]:
        with records.reading(actor) as work:
            return [clock.id for clock in work.sla_clocks.running(subjects)]

    def test_what_runs_for_leads_and_deals_is_found_at_once(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        lead, deal = a_lead().ref, an_opportunity().ref
        first = self.added(records, actor, 1)
        of_deal = self.added(records, actor, 2, subject_kind=deal.kind, subject_id=deal.id, target=Target.FOLLOW_UP)
        self.added(records, actor, 3, status=ClockStatus.MET)
        self.added(records, stranger, 4)

        expect(self.running(records, actor, lead), [first.id], asked="running, of a lead")
        expect(self.running(records, actor, lead, deal), [first.id, of_deal.id], asked="running, of both")
        expect(self.running(records, actor, a_lead(9).ref), [], asked="running, of a lead without any")
        expect(self.running(records, actor), [], asked="running, of nothing")

    def test_a_unit_of_work_sees_what_it_started_and_stopped(self, records: OpensStores, actor: Actor) -> None:
        lead = a_lead().ref
        old = self.added(records, actor, 1)
        with records.writing(actor) as work:
            expect([each.id for each in work.sla_clocks.running([lead])], [old.id], asked="running before")
            started = work.sla_clocks.start(self.one(actor, 2))
            work.sla_clocks.save(work.sla_clocks.get(old.id).changed(START, status=ClockStatus.CANCELLED))
            work.sla_clocks.save(started.changed(START, owner="grace"))
            expect([each.id for each in work.sla_clocks.running([lead])], [started.id], asked="running after")
            expect(work.sla_clocks.running([lead])[0].owner, "grace", asked="the owner it was given")

        expect(self.running(records, actor, lead), [started.id], asked="running in a later unit of work")
        expect(self.stored(records, actor, started.id).version, 2, asked="its version, started and saved at once")

    def test_what_was_just_created_has_only_what_was_started(self, records: OpensStores, actor: Actor) -> None:
        lead = a_lead(7).ref
        with records.writing(actor) as work:
            work.sla_clocks.none_yet(lead)
            expect(list(work.sla_clocks.running([lead])), [], asked="running, of a new lead")
            started = work.sla_clocks.start(self.one(actor, 1, subject_id=lead.id))
            expect(list(work.sla_clocks.running([lead])), [started], asked="running after start")

    def test_the_last_one_is_the_one_that_started_last(self, records: OpensStores, actor: Actor) -> None:
        lead = a_lead().ref
        first = self.added(records, actor, 1, started_at=START + HOUR, status=ClockStatus.MET)
        last = self.added(records, actor, 2, started_at=START + 2 * HOUR, status=ClockStatus.MET_LATE)
        self.added(records, actor, 3, started_at=START + 3 * HOUR, target=Target.QUALIFICATION)

        with records.reading(actor) as work:
            later = START + 9 * HOUR
            expect(work.sla_clocks.last(lead, Target.FIRST_CONTACT, later), last, asked="last")
            expect(work.sla_clocks.last(lead, Target.FIRST_CONTACT, START + HOUR), first, asked="last, by its start")
            expect(work.sla_clocks.last(lead, Target.FIRST_CONTACT, START), None, asked="last, before any")
            expect(work.sla_clocks.last(lead, Target.PROPOSAL, later), None, asked="last of a target it never had")

    def test_those_that_were_warned_of_come_in_the_order_of_their_warnings(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        late = self.added(records, actor, 1, warn_at=START + 2 * HOUR)
        early = self.added(records, actor, 2, warn_at=START + HOUR)
        self.added(records, actor, 3, warn_at=START + 3 * HOUR)
        self.added(records, actor, 4, warn_at=None)
        self.added(records, actor, 5, warn_at=START, status=ClockStatus.MET)
        deal = self.added(records, actor, 6, warn_at=START, subject_kind=EntityKind.OPPORTUNITY)
        self.added(records, stranger, 7, warn_at=START)

        at = START + 2 * HOUR
        with records.reading(actor) as work:
            found = work.sla_clocks.warned(EntityKind.LEAD, at, 10)
            expect([clock.id for clock in found], [early.id, late.id], asked="warned, of leads")
            expect(list(work.sla_clocks.warned(EntityKind.OPPORTUNITY, at, 10)), [deal], asked="warned, of deals")
            expect(list(work.sla_clocks.warned(EntityKind.LEAD, at, 1)), [early], asked="warned, one of them")

    def test_clocks_are_found_by_their_subject(self, records: OpensStores, actor: Actor) -> None:
        ours = self.added(records, actor, 1)
        self.added(records, actor, 2, subject_id=a_lead(2).id)

        with records.reading(actor) as work:
            found = work.sla_clocks.find(SlaClockFilter(subject=a_lead().ref))
        expect([clock.id for clock in found], [ours.id], asked="find by subject")
