"""What an OpportunityStore promises."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome
from crm_core.testing.builders import START, a_pipeline, an_opportunity
from crm_core.testing.expectations import at_once, expect, expect_taken, refusals
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class OpportunityStoreContract(EntityStoreContract[Opportunity]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Opportunity:
        return an_opportunity(count, **{"tenant_id": actor.tenant_id, **changes})

    def found(self, records: OpensStores, actor: Actor, **filters: Any) -> list[str]:
        with records.reading(actor) as work:
            return [opportunity.id for opportunity in work.opportunities.find(OpportunityFilter(**filters))]

    def test_a_lead_is_converted_once_and_may_have_several_opportunities(
        self, records: OpensStores, actor: Actor
    ) -> None:
        for count in (1, 2, 3):
            converted = "lead-1" if count == 1 else None
            self.added(records, actor, count, lead_id="lead-1", converted_lead_id=converted)
        self.added(records, actor, 4)

        with expect_taken("converted_lead_id", "lead-1"), records.writing(actor) as work:
            work.opportunities.add(self.one(actor, 5, lead_id="lead-1", converted_lead_id="lead-1"))
        of_the_lead = [self.one(actor, count).id for count in (1, 2, 3)]
        expect(self.found(records, actor, lead_id="lead-1"), of_the_lead, asked="find those of the lead")

    def test_an_opportunity_is_found_by_its_exact_number(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        opportunity = self.added(records, actor)

        with records.reading(actor) as work:
            expect(
                work.opportunities.find_by_number(opportunity.opportunity_number), opportunity, asked="find_by_number"
            )
            for other in (opportunity.opportunity_number.lower(), f"{opportunity.opportunity_number} ", ""):
                expect(work.opportunities.find_by_number(other), None, asked=f"find_by_number({other!r})")
        with records.reading(stranger) as work:
            theirs = work.opportunities.find_by_number(opportunity.opportunity_number)
        expect(theirs, None, asked="find_by_number by a stranger")

    def test_all_that_a_filter_names_must_hold(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        other = a_pipeline(2)
        with records.writing(actor) as work:
            work.opportunities.add(self.one(actor, 1, assigned_to="rep", party_id="acme"))
            work.opportunities.add(self.one(actor, 2, assigned_to="rep", stage="proposal", pipeline=other))
            work.opportunities.add(self.one(actor, 3, party_id="acme", stage="closed_won", outcome=Outcome.WON))
        with records.writing(stranger) as work:
            work.opportunities.add(self.one(stranger, 4, assigned_to="rep", party_id="acme"))
        first, second, third = (self.one(actor, count).id for count in (1, 2, 3))

        for filters, expected in (
            ({}, [first, second, third]),
            ({"assigned_to": "rep"}, [first, second]),
            ({"party_id": "acme"}, [first, third]),
            ({"party_id": "ACME"}, []),
            ({"stage": "proposal"}, [second]),
            ({"outcome": Outcome.OPEN}, [first, second]),
            ({"outcome": Outcome.WON}, [third]),
            ({"pipeline_id": other.id}, [second]),
            ({"assigned_to": "rep", "party_id": "acme"}, [first]),
            ({"assigned_to": "rep", "outcome": Outcome.LOST}, []),
        ):
            expect(self.found(records, actor, **filters), expected, asked=f"find with {filters}")

    def test_a_move_between_stages_is_remembered_with_the_change(self, records: OpensStores, actor: Actor) -> None:
        pipeline = a_pipeline()
        opportunity = self.added(records, actor)
        moved, move = opportunity.move("qualification", pipeline, at=START + timedelta(days=3))

        with records.writing(actor) as work:
            work.opportunities.save(moved)
            work.opportunities.record_move(move)

        stored = self.stored(records, actor, opportunity.id)
        expect((stored.stage, stored.probability), (moved.stage, moved.probability), asked="get after the move")

    @pytest.mark.requirement("REL-003")
    def test_whoever_locks_an_opportunity_is_alone_with_it(self, records: OpensStores, actor: Actor) -> None:
        opportunity = self.added(records, actor)

        def count_one_more() -> None:
            with records.writing(actor) as work:
                loaded = work.opportunities.get(opportunity.id, lock=True)
                work.opportunities.save(loaded.changed(START, reopened_count=loaded.reopened_count + 1))

        outcomes = at_once([count_one_more] * 20)

        expect(refusals(outcomes), [], asked="twenty times: get with lock, add one, save")
        expect(self.stored(records, actor, opportunity.id).reopened_count, 20, asked="the count afterwards")
