"""A pipeline is a way through stages that exist, from the first to won or lost."""

import pytest

from crm_core.identity import EntityKind, EntityRef
from crm_core.pipelines import DEFAULT_STAGES, Outcome, Pipeline, PipelineStage, PipelineStageError, StageTemplate
from crm_core.testing import START, TENANT, Ids, a_pipeline

WON = StageTemplate(name="won", percent=100, next_stages=(), outcome=Outcome.WON)
LOST = StageTemplate(name="lost", percent=0, next_stages=(), outcome=Outcome.LOST)


def a_stage(name: str, *following: str) -> StageTemplate:
    return StageTemplate(name=name, percent=50, next_stages=following)


def built_of(*stages: StageTemplate) -> Pipeline:
    return Pipeline.from_template("Ours", tenant_id=TENANT, new_id=Ids(), at=START, stages=stages)


@pytest.mark.requirement("PLAN-003")
def test_a_pipeline_has_its_stages_in_order_and_knows_whether_it_is_the_default() -> None:
    ours, default = built_of(a_stage("talk", "won"), WON, LOST), a_pipeline()

    assert [(stage.name, stage.display_order) for stage in ours.stages] == [("talk", 1), ("won", 2), ("lost", 3)]
    assert [stage.name for stage in default.stages] == [stage.name for stage in DEFAULT_STAGES]
    assert (ours.is_default, default.is_default) == (False, True)
    assert len({ours.id, *(stage.id for stage in ours.stages)}) == 4
    assert ours.ref == EntityRef(kind=EntityKind.PIPELINE, id=ours.id)


@pytest.mark.requirement("PLAN-003")
def test_a_pipeline_as_data_has_every_field_of_the_plan() -> None:
    assert a_pipeline().to_dict().keys() >= {
        "id",
        "tenant_id",
        "name",
        "description",
        "stages",
        "is_default",
        "created_at",
        "updated_at",
    }


def test_the_first_stage_is_the_first_in_display_order() -> None:
    pipeline = a_pipeline()
    shuffled = a_pipeline(stages=tuple(reversed(pipeline.stages)))

    assert shuffled.first_stage.name == "prospecting"


@pytest.mark.requirement("PLAN-014")
def test_an_unknown_stage_is_refused_with_the_stages_there_are() -> None:
    with pytest.raises(PipelineStageError, match="Ours has no stage 'talks'; its stages: talk, won, lost"):
        built_of(a_stage("talk"), WON, LOST).stage("talks")


@pytest.mark.requirement("PLAN-014")
@pytest.mark.parametrize(
    ("stages", "problem"),
    [
        ((a_stage("talk"), a_stage("talk"), WON, LOST), "two stages share a name"),
        ((a_stage("talk"), WON), "one stage for won and one for lost"),
        ((a_stage("talk"), LOST), "one stage for won and one for lost"),
        ((WON, WON.model_copy(update={"name": "also won"}), LOST), "one stage for won and one for lost"),
        ((a_stage("talk", "signed"), WON, LOST), "has no stage 'signed'"),
    ],
)
def test_stages_that_make_no_way_are_refused(stages: tuple[StageTemplate, ...], problem: str) -> None:
    with pytest.raises(PipelineStageError, match=problem):
        built_of(*stages)


def test_two_stages_never_share_a_place() -> None:
    pipeline = a_pipeline()
    crowded = tuple(stage.model_copy(update={"display_order": 1}) for stage in pipeline.stages)

    with pytest.raises(PipelineStageError, match="two stages share a display order"):
        a_pipeline(stages=crowded)


def test_several_stages_may_mean_lost_and_the_first_of_them_is_taken() -> None:
    pipeline = built_of(a_stage("talk", "lost", "stalled"), WON, LOST, LOST.model_copy(update={"name": "stalled"}))

    assert pipeline.closing_stage(Outcome.LOST).name == "lost"
    assert pipeline.closing_stage(Outcome.WON).name == "won"


@pytest.mark.parametrize(
    ("source", "target", "path"),
    [
        ("prospecting", "closed_won", ("qualification", "proposal", "negotiation", "closed_won")),
        ("prospecting", "proposal", ("qualification", "proposal")),
        ("negotiation", "closed_lost", ("closed_lost",)),
        ("negotiation", "prospecting", ()),
        ("closed_won", "closed_lost", ()),
        ("proposal", "proposal", ()),
    ],
)
def test_the_way_to_a_stage_names_the_stages_to_enter(source: str, target: str, path: tuple[str, ...]) -> None:
    assert a_pipeline().path_to(source, target) == path


def test_the_shortest_way_is_taken_and_a_circle_ends() -> None:
    circle = built_of(a_stage("a", "b", "c"), a_stage("b", "a", "c"), a_stage("c", "a"), a_stage("d", "a"), WON, LOST)

    assert circle.path_to("b", "c") == ("c",)
    assert circle.path_to("a", "a") == ("b", "a")
    assert circle.path_to("a", "d") == ()


def test_on_the_way_no_stage_is_looked_at_twice() -> None:
    """In a circle whoever does would look for ever."""
    circle = built_of(a_stage("a", "b", "c"), a_stage("b", "a", "c"), a_stage("c", "a"), a_stage("d", "a"), WON, LOST)
    looked_at: list[str] = []

    class Watched(Pipeline):
        def stage(self, name: str) -> PipelineStage:
            looked_at.append(name)
            assert len(looked_at) <= len(self.stages)
            return super().stage(name)

    assert Watched(**dict(circle)).path_to("a", "d") == ()
    assert sorted(looked_at) == ["a", "b", "c"]


@pytest.mark.parametrize("written", ["closed_won", "Closed won", "CLOSED_WON", " closed-won "])
def test_a_stage_is_found_as_people_write_it(written: str) -> None:
    assert a_pipeline().stage(written).name == "closed_won"
