"""What a CustomerJourneyStore promises."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from crm_core.actor import Actor
from crm_core.identity import EntityKind
from crm_core.journeys import CustomerJourney, JourneyStep, JourneyStepType, TouchPoint
from crm_core.testing.builders import PARTY, START, a_journey
from crm_core.testing.expectations import expect, expect_taken
from crm_core.testing.store_contracts import every_field
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

LATER = START + timedelta(days=1)


JOURNEY_KEY = "journey_key, journey_name, run"


@st.composite
def steps_of_a_journey(draw: st.DrawFn) -> tuple[JourneyStep, ...]:
    return tuple(
        JourneyStep(
            step_type=draw(st.sampled_from(JourneyStepType)),
            step_name=draw(every_field.texts(100)),
            entity_type=draw(every_field.maybe(st.sampled_from(EntityKind))),
            entity_id=draw(every_field.maybe(every_field.ids)),
            step_order=order,
            entered_at=draw(every_field.moments),
            exited_at=draw(every_field.maybe(every_field.moments)),
        )
        for order in range(1, draw(st.integers(min_value=1, max_value=4)) + 1)
    )


class CustomerJourneyStoreContract(EntityStoreContract[CustomerJourney]):
    drawn = MappingProxyType({"lead_id": every_field.ids, "steps": steps_of_a_journey()})

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> CustomerJourney:
        return a_journey(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_an_open_journey_is_found_by_whoever_travels(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        as_lead = self.added(records, actor, 1)
        as_party = self.added(records, actor, 2, party_id=PARTY)
        self.added(records, stranger, 3, party_id=PARTY)

        with records.reading(actor) as work:
            find = work.journeys.find_open
            expect(find(None, "sales", lead_id=as_lead.lead_id), as_lead, asked="find_open by the lead")
            expect(find(PARTY, "sales"), as_party, asked="find_open by the party")
            expect(find(PARTY, "Sales"), None, asked="find_open under another name")
            expect(find("nobody", "sales"), None, asked="find_open of a party that never came")
            expect(find(None, "sales", lead_id="nobody"), None, asked="find_open of a lead that never came")

    def test_a_journey_that_is_over_is_not_open(self, records: OpensStores, actor: Actor) -> None:
        first = self.added(records, actor, 1, party_id=PARTY)
        second = self.added(records, actor, 2, party_id=PARTY, run=2)
        with records.writing(actor) as work:
            work.journeys.save(first.complete(at=LATER)[0])
            work.journeys.save(second.abandon("went elsewhere", at=LATER)[0])
            expect(work.journeys.find_open(PARTY, "sales"), None, asked="find_open after complete and abandon")
        third = self.added(records, actor, 3, party_id=PARTY, run=3)

        with records.reading(actor) as work:
            expect(work.journeys.find_open(PARTY, "sales"), third, asked="find_open after the next run began")

    def test_the_last_run_counts_open_and_past_ones(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        first = self.added(records, actor, 1, party_id=PARTY)
        with records.writing(actor) as work:
            work.journeys.save(first.complete(at=LATER)[0])
            work.journeys.add(self.one(actor, 2, party_id=PARTY, run=2))
            work.journeys.add(self.one(actor, 3))

        with records.reading(actor) as work:
            last_run = work.journeys.last_run
            expect(last_run(PARTY, "sales"), 2, asked="last_run of the party")
            expect(last_run(None, "sales", lead_id=self.one(actor, 3).lead_id), 1, asked="last_run of the lead")
            expect(last_run(PARTY, "renewal"), 0, asked="last_run of a journey that never was")
        with records.reading(stranger) as work:
            expect(work.journeys.last_run(PARTY, "sales"), 0, asked="last_run by a stranger")

    def test_a_party_begins_each_run_once(self, records: OpensStores, actor: Actor) -> None:
        self.added(records, actor, 1, party_id=PARTY)

        with expect_taken(JOURNEY_KEY, f"party:{PARTY}, sales, 1"), records.writing(actor) as work:
            work.journeys.add(self.one(actor, 2, party_id=PARTY))

    def test_a_lead_without_a_party_begins_each_run_once(self, records: OpensStores, actor: Actor) -> None:
        first = self.added(records, actor, 1)

        with expect_taken(JOURNEY_KEY, f"lead:{first.lead_id}, sales, 1"), records.writing(actor) as work:
            work.journeys.add(self.one(actor, 2, lead_id=first.lead_id))

    def test_a_step_told_late_takes_its_place_among_the_others(self, records: OpensStores, actor: Actor) -> None:
        journey = self.added(records, actor)
        for name, days in (("meeting", 4), ("call", 2), ("demo", 3)):
            touch = TouchPoint(step_type=JourneyStepType.TOUCH, step_name=name)
            with records.writing(actor) as work:
                loaded = work.journeys.get(journey.id)
                advanced = loaded.advance(touch, at=START + timedelta(days=days))[0]
                journey = work.journeys.save(advanced)

        stored = self.stored(records, actor, journey.id)
        expect(stored, journey, asked="get after three steps that were told out of order")
        names = [step.step_name for step in stored.steps]
        expect(names, ["lead capture", "call", "demo", "meeting"], asked="the order of its steps")
