"""A pipeline: the ordered stages of its deals (PLAN-003)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.identity import EntityKind, NewId
from crm_core.personal import IMPERSONAL
from crm_core.pipelines.stage import (
    DEFAULT_STAGES,
    Outcome,
    PipelineStage,
    PipelineStageError,
    StageTemplate,
    path_between,
)
from crm_core.pipelines.stage_rules import StageRuleUnusable, check_criteria
from crm_core.pipelines.stage_verdict import PipelineRules
from crm_core.values import Changes, Utc, as_utc
from crm_core.vocabulary import Count, Name, Text


class UpdatePipeline(Changes):
    """Only the fields that are set change; ``stages`` replaces all stages, in this order."""

    required = ("name", "stages")

    name: Name | None = Field(default=None, description="What it is called.")
    description: Text | None = Field(default=None, description="What it is for.")
    is_default: Literal[True] | None = Field(default=None, description="New deals enter it, unless they name another.")
    stages: tuple[StageTemplate, ...] | None = Field(
        default=None, min_length=1, description="All its stages, of a file: see crm pipeline stages --json."
    )


class PipelineRetired(Refused):
    @classmethod
    def because_it_is_the_default(cls, pipeline: str) -> Self:
        return cls(
            "pipeline {pipeline} is the default, where new deals begin; make another one the default first",
            {"pipeline": pipeline},
        )

    @classmethod
    def because_no_deal_begins_there(cls, pipeline: str) -> Self:
        return cls(
            "pipeline {pipeline} is retired; name another one, or take it up again with `crm pipeline reinstate`",
            {"pipeline": pipeline},
        )


class PipelineNotFound(NotFound):
    @classmethod
    def because_no_default(cls) -> Self:
        return cls("there is no default pipeline; create one with `crm init`")

    @classmethod
    def because_no_such_version(cls, pipeline: str, version: int, newest: int) -> Self:
        return cls(
            "pipeline {pipeline} has no version {version} of its rules; they go from 1 to {newest}",
            {"pipeline": pipeline, "version": version, "newest": newest},
        )


class Pipeline(Entity):
    """Stages of deals: exactly one means won, at least one lost, and ``next_stages`` names existing ones."""

    kind = EntityKind.PIPELINE
    unique = (("name",),)
    not_found = PipelineNotFound

    name: Name
    description: Annotated[Text, IMPERSONAL] | None = None
    is_default: bool = False
    retired_at: Utc | None = None
    """Since when no deal begins there; those in it go on."""
    rules_version: Count = 1
    """Rises with every change of its stages; a verdict names the version it rests on."""
    stages: tuple[PipelineStage, ...]

    @classmethod
    def from_template(
        cls,
        name: str,
        *,
        tenant_id: str,
        new_id: NewId,
        at: datetime,
        is_default: bool = False,
        stages: Sequence[StageTemplate] = DEFAULT_STAGES,
    ) -> "Pipeline":
        """Raises PipelineStageError when the stages do not make a pipeline."""
        numbered = tuple(stage.numbered(new_id(), order) for order, stage in enumerate(stages, start=1))
        return cls.new(
            None, entity_id=new_id(), tenant_id=tenant_id, at=at, name=name, is_default=is_default, stages=numbered
        )

    def edit(self, request: "UpdatePipeline", *, new_id: NewId, at: datetime) -> Self:
        """Changes the fields the request sets; a stage whose name exists keeps its id.

        Raises PipelineStageError, StageRuleUnusable; PipelineRetired where a retired one should become the default.
        """
        changes = request.changes
        if request.is_default:
            self.require_in_use()
        if request.stages is not None:
            ids = {stage.name: stage.id for stage in self.stages}
            numbered = enumerate(request.stages, start=1)
            changes["stages"] = tuple(
                stage.numbered(ids.get(stage.name) or new_id(), order) for order, stage in numbered
            )
            changes["rules_version"] = self.rules_version + (changes["stages"] != self.stages)
        return type(self)(**{**dict(self), **changes, "updated_at": as_utc(at)})

    def retire(self, *, at: datetime) -> Self:
        """Lets no deal begin there; a second call changes nothing. Raises PipelineRetired for the default."""
        if self.is_default:
            raise PipelineRetired.because_it_is_the_default(self.name)
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def reinstate(self, *, at: datetime) -> Self:
        """Lets deals begin there again; without an effect for one that is not retired."""
        return self.changed(at, retired_at=None) if self.retired_at else self

    def require_in_use(self) -> None:
        """Raises PipelineRetired."""
        if self.retired_at is not None:
            raise PipelineRetired.because_no_deal_begins_there(self.name)

    def lost_stages(self, edited: "Pipeline") -> tuple[str, ...]:
        """The names of the stages that ``edited`` lacks, or gives another outcome."""
        meanings = {stage.name: stage.outcome for stage in edited.stages}
        return tuple(stage.name for stage in self.stages if meanings.get(stage.name) is not stage.outcome)

    @model_validator(mode="after")
    def _stages_form_a_path(self) -> Self:
        names = [stage.name for stage in self.stages]
        won = [stage.name for stage in self.stages if stage.outcome is Outcome.WON]
        if len(set(names)) < len(names):
            raise PipelineStageError.because_malformed(self.name, "two stages share a name")
        if len({stage.display_order for stage in self.stages}) < len(names):
            raise PipelineStageError.because_malformed(self.name, "two stages share a display order")
        if len(won) != 1 or not any(stage.outcome is Outcome.LOST for stage in self.stages):
            raise PipelineStageError.because_malformed(self.name, "it needs one stage for won and one for lost")
        if self.first_stage.is_closed:
            raise PipelineStageError.because_malformed(self.name, "its first stage is a closed one")
        for stage in self.stages:
            for target in stage.next_stages:
                if target not in names:
                    raise PipelineStageError.because_unknown(self.name, target, ", ".join(names))
            if stage.category not in (fitting := stage.outcome.categories):
                raise StageRuleUnusable.because_of_its_category(
                    stage.name, stage.category, stage.outcome, ", ".join(fitting)
                )
            check_criteria(stage.name, stage)
        return self

    @property
    def rules(self) -> PipelineRules:
        """What it asks of its deals now."""
        return PipelineRules(pipeline=self.name, version=self.rules_version, stages=self.stages)

    @property
    def first_stage(self) -> PipelineStage:
        """The stage of the lowest display order, which new deals enter."""
        return min(self.stages, key=lambda stage: stage.display_order)

    def stage(self, name: str) -> PipelineStage:
        """By its name, or as people write it: ``Closed won``. Raises PipelineStageError, which lists the stages."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        for stage in self.stages:
            if _as_written(name) in {_as_written(stage.name), _as_written(stage.display_name)}:
                return stage
        raise PipelineStageError.because_unknown(self.name, name, ", ".join(stage.name for stage in self.stages))

    def closing_stage(self, outcome: Outcome) -> PipelineStage:
        """The first stage that means won, or lost."""
        return next(stage for stage in self.stages if stage.outcome is outcome)

    def path_to(self, source: str, target: str) -> tuple[str, ...]:
        """The stages to enter one by one from source to target, the shortest such way; empty when there is none."""
        return path_between(lambda name: self.stage(name).next_stages, source, target)


def _as_written(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
