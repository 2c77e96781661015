"""What an OpportunityStore promises."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.opportunities import AcceptedSale, Opportunity, OpportunityFilter, StagePassed
from crm_core.pipelines import Outcome
from crm_core.testing.builders import START, a_pipeline, an_activity, an_opportunity
from crm_core.testing.expectations import at_once, expect, expect_taken, refusals
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

_ROTS = {"prospecting": {"rotting_days": 10}, "proposal": {"rotting_days": 20}, "closed_won": {"rotting_days": 1}}


class OpportunityStoreContract(EntityStoreContract[Opportunity]):
    special = ("rotting_at",)

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
            accepted = AcceptedSale(quotation_id="sale-1", waits_for="a yes of the manager")
            of_other = self.one(actor, 2, assigned_to="rep", stage="proposal", pipeline=other, accepted_sale=accepted)
            work.opportunities.add(of_other)
            work.opportunities.add(self.one(actor, 3, party_id="acme", stage="closed_won", outcome=Outcome.WON))
        with records.writing(stranger) as work:
            work.opportunities.add(self.one(stranger, 4, assigned_to="rep", party_id="acme"))
        first, second, third = (self.one(actor, count).id for count in (1, 2, 3))

        for filters, expected in (
            ({}, [first, second, third]),
            ({"accepted_elsewhere": True}, [second]),
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

    def test_a_deal_rots_so_many_days_after_its_stage_or_the_last_human_activity(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        pipeline = a_pipeline(tenant_id=actor.tenant_id)
        stages = tuple(stage.model_copy(update=_ROTS.get(stage.name, {})) for stage in pipeline.stages)
        theirs = a_pipeline(tenant_id=stranger.tenant_id, id=pipeline.id)
        with records.writing(actor) as work:
            work.pipelines.add(pipeline.model_copy(update={"stages": stages}))
            work.opportunities.add(self.one(actor, 1))
            work.opportunities.add(self.one(actor, 2, stage="proposal"))
            work.opportunities.add(self.one(actor, 3, stage="negotiation"))
            work.opportunities.add(self.one(actor, 4, stage="closed_won", outcome=Outcome.WON))
            work.opportunities.add(self.one(actor, 5, stage_entered_at=START + timedelta(days=1)))
            called, mailed = self.one(actor, 6), self.one(actor, 7)
            for deal, automated in ((called, False), (mailed, True)):
                work.opportunities.add(deal)
                work.activities.add(
                    an_activity(
                        int(automated) + 1,
                        related=deal.ref,
                        tenant_id=actor.tenant_id,
                        completed_at=START + timedelta(days=2),
                        automated=automated,
                    )
                )
        with records.writing(stranger) as work:
            work.pipelines.add(theirs)
            work.opportunities.add(self.one(stranger, 8))
        first, second, _, _, fifth, sixth, seventh = (self.one(actor, count).id for count in range(1, 8))

        for after, expected in (
            (timedelta(days=10) - timedelta(seconds=1), []),
            (timedelta(days=10), [first, seventh]),
            (timedelta(days=11), [first, fifth, seventh]),
            (timedelta(days=12), [first, fifth, sixth, seventh]),
            (timedelta(days=20), [first, second, fifth, sixth, seventh]),
        ):
            expect(
                self.found(records, actor, rotting_at=START + after), expected, asked=f"find what rots after {after}"
            )
        expect(self.found(records, stranger, rotting_at=START + timedelta(days=99)), [], asked="find by a stranger")
        by_stage = self.found(records, actor, rotting_at=START + timedelta(days=20), stage="proposal")
        expect(by_stage, [second], asked="find what rots in a stage")

    def test_a_move_between_stages_is_remembered_with_the_change(self, records: OpensStores, actor: Actor) -> None:
        pipeline = a_pipeline()
        opportunity = self.added(records, actor)
        moved, move = opportunity.move("qualification", pipeline, at=START + timedelta(days=3))

        with records.writing(actor) as work:
            work.opportunities.save(moved)
            work.opportunities.record_move(move)

        stored = self.stored(records, actor, opportunity.id)
        expect((stored.stage, stored.probability), (moved.stage, moved.probability), asked="get after the move")

    def test_moves_that_nobody_timed_are_recorded_and_go_with_their_deal(
        self, records: OpensStores, actor: Actor
    ) -> None:
        opportunity = self.added(records, actor)
        steps = [
            StagePassed(opportunity.id, opportunity.pipeline_id, source, target, START)
            for source, target in (("prospecting", "qualification"), ("qualification", "proposal"))
        ]

        with records.writing(actor) as work:
            work.opportunities.record_passed(steps)
            work.opportunities.record_passed([])
        with records.writing(actor) as work:
            work.opportunities.remove_moves([opportunity.id])
            work.opportunities.remove_moves([])

        expect(self.stored(records, actor, opportunity.id), opportunity.model_copy(update={"version": 1}), asked="get")

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
