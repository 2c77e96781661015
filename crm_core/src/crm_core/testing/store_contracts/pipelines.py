"""What a PipelineStore promises."""

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import strategies as st

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile
from crm_core.money import BASIS_POINTS
from crm_core.pipelines import (
    ExitCriterion,
    ForecastProbability,
    Outcome,
    Pipeline,
    PipelineNotFound,
    PipelineStage,
    RequiredField,
)
from crm_core.testing.builders import START, a_pipeline
from crm_core.testing.expectations import expect, expect_refusal
from crm_core.testing.store_contracts import every_field
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

_CRITERIA = st.builds(
    ExitCriterion,
    condition=st.sampled_from(["opportunity.days_in_stage > 3", 'opportunity.priority == "high"']),
    remedy=every_field.maybe(every_field.texts(200).map(str.strip).filter(bool)),
)


@st.composite
def stages_of_a_pipeline(draw: st.DrawFn) -> tuple[PipelineStage, ...]:
    """The first one open, as it must be; the order of the tuple is the display order."""
    stage_ids = draw(st.lists(every_field.ids, min_size=6, max_size=6, unique=True))
    names = draw(st.lists(every_field.texts(50).map(str.strip), min_size=3, max_size=6, unique=True))
    outcomes = [Outcome.OPEN, Outcome.WON, Outcome.LOST, *[Outcome.OPEN] * 3]
    return tuple(
        PipelineStage(
            id=stage_ids[order - 1],
            name=name,
            display_name=draw(every_field.texts(100)),
            display_order=order,
            probability=ForecastProbability(basis_points=draw(st.integers(0, BASIS_POINTS))),
            outcome=outcome,
            next_stages=tuple(draw(st.lists(st.sampled_from(names), unique=True))),
            forecast_category=draw(every_field.maybe(st.sampled_from(outcome.categories))),
            required_fields=tuple(draw(st.lists(st.sampled_from(RequiredField), unique=True))),
            exit_criteria=tuple(draw(st.lists(_CRITERIA, max_size=2))),
            may_be_skipped=draw(st.booleans()),
            may_be_returned_to=draw(st.booleans()),
            rotting_days=draw(every_field.maybe(st.integers(1, 3_650))),
        )
        for order, (name, outcome) in enumerate(zip(names, outcomes, strict=False), start=1)
    )


class PipelineStoreContract(EntityStoreContract[Pipeline]):
    drawn = MappingProxyType({"stages": stages_of_a_pipeline()})

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Pipeline:
        return a_pipeline(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_the_default_pipeline_is_the_one_marked_as_default(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        with expect_refusal(PipelineNotFound, asked="default, with no pipeline at all"), records.reading(actor) as work:
            work.pipelines.default()
        self.added(records, actor, 2)
        with expect_refusal(PipelineNotFound, asked="default, with none marked"), records.reading(actor) as work:
            work.pipelines.default()
        standard = self.added(records, actor, 1)

        with records.reading(actor) as work:
            expect(work.pipelines.default(), standard, asked="default")
        with expect_refusal(PipelineNotFound, asked="default by a stranger"), records.reading(stranger) as work:
            work.pipelines.default()

    def test_a_pipeline_is_found_by_its_exact_name(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        pipeline = self.added(records, actor, name="Vertrieb Süd")

        with records.reading(actor) as work:
            expect(work.pipelines.find_by_name("Vertrieb Süd"), pipeline, asked="find_by_name")
            for other in ("vertrieb süd", "Vertrieb Sud", "Vertrieb Süd ", ""):
                expect(work.pipelines.find_by_name(other), None, asked=f"find_by_name({other!r})")
        with records.reading(stranger) as work:
            expect(work.pipelines.find_by_name("Vertrieb Süd"), None, asked="find_by_name by a stranger")

    def test_all_pipelines_come_with_their_stages(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        ours = [self.added(records, actor, count) for count in (1, 2, 3)]
        self.added(records, stranger)

        with records.reading(actor) as work:
            found = sorted(work.pipelines.all(), key=lambda pipeline: pipeline.id)
        expect(found, sorted(ours, key=lambda pipeline: pipeline.id), asked="all")

    def test_stages_can_be_renamed_added_and_taken_away(self, records: OpensStores, actor: Actor) -> None:
        pipeline = self.added(records, actor)
        first, second, *others = pipeline.stages
        renamed = first.model_copy(update={"display_name": "Very first", "next_stages": ("pilot",)})
        pilot = second.model_copy(update={"id": "stage-of-its-own", "name": "pilot"})

        with records.writing(actor) as work:
            loaded = work.pipelines.get(pipeline.id)
            saved = work.pipelines.save(loaded.changed(loaded.updated_at, stages=(renamed, pilot, *others)))
            expect(work.pipelines.get(pipeline.id), saved, asked="get in the same unit of work")

        expect(self.stored(records, actor, pipeline.id), saved, asked="get in a later unit of work")

    def test_a_pipeline_added_after_all_were_listed_has_its_stages_too(
        self, records: OpensStores, actor: Actor
    ) -> None:
        self.added(records, actor)
        with records.writing(actor) as work:
            work.pipelines.all()
            added = work.pipelines.add(self.one(actor, 2))
            expect(work.pipelines.get(added.id), added, asked="all, then add, then get in one unit of work")

    def test_a_stage_that_is_there_can_be_held(self, records: OpensStores, actor: Actor) -> None:
        pipeline = self.added(records, actor, retired_at=START)
        stage = pipeline.first_stage.name

        with records.writing(actor) as work:
            work.pipelines.hold_stage(pipeline.id, stage)
        with expect_refusal(ChangedMeanwhile, asked="hold_stage(begins=True) of one that is retired"):
            self.held(records, actor, pipeline.id, stage, begins=True)
        with records.writing(actor) as work:
            loaded = work.pipelines.get(pipeline.id)
            work.pipelines.save(loaded.changed(loaded.updated_at, retired_at=None))
        self.held(records, actor, pipeline.id, stage, begins=True)

    @pytest.mark.parametrize("begins", [False, True])
    def test_a_stage_that_is_not_there_cannot_be_held(
        self, records: OpensStores, actor: Actor, stranger: Actor, begins: bool
    ) -> None:
        pipeline = self.added(records, actor)
        stage = pipeline.first_stage.name

        for who, pipeline_id, name in (
            (actor, pipeline.id, "nowhere"),
            (actor, "p-0", stage),
            (stranger, pipeline.id, stage),
        ):
            with expect_refusal(ChangedMeanwhile, asked=f"hold_stage({pipeline_id!r}, {name!r}) by {who.tenant_id}"):
                self.held(records, who, pipeline_id, name, begins=begins)

    def held(self, records: OpensStores, actor: Actor, pipeline_id: str, stage: str, *, begins: bool) -> None:
        with records.writing(actor) as work:
            work.pipelines.hold_stage(pipeline_id, stage, begins=begins)
