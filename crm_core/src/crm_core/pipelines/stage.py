"""Stages are data of a pipeline; the six of the requirements are the default template (PLAN-010, PLAN-013)."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from crm_core.errors import Refused
from crm_core.money import BasisPoints, Money, Percent
from crm_core.pipelines.stage_rules import ForecastCategory, StageRules
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, Id, Name, StageName


class Outcome(StrEnum):
    """What being in a stage means for the deal."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"

    @property
    def categories(self) -> tuple[ForecastCategory, ...]:
        """The forecast categories of a stage that means this, the usual one first."""
        match self:
            case Outcome.WON:
                return (ForecastCategory.CLOSED,)
            case Outcome.LOST:
                return (ForecastCategory.OMITTED,)
            case Outcome.OPEN:
                return OPEN_CATEGORIES


OPEN_CATEGORIES = (
    ForecastCategory.PIPELINE,
    ForecastCategory.BEST_CASE,
    ForecastCategory.COMMIT,
    ForecastCategory.OMITTED,
)


class ForecastProbability(Value):
    """How likely a deal is won, in basis points (0..10 000).

    ``adjusted_at`` is when a person overrode the stage's; None while it is the stage's.
    """

    basis_points: BasisPoints
    adjusted_at: Utc | None = None

    @property
    def percentage(self) -> float:
        """0.0 to 100.0; for display, since sums use basis points."""
        return self.basis_points / 100

    def weighted(self, revenue: Money) -> Money:
        """Revenue times probability, rounded half to even once (PLAN-002)."""
        return revenue.share(self.basis_points)


class PipelineStage(StageRules):
    """A stage of one pipeline; ``display_order`` counts from 1."""

    id: Id
    name: StageName
    display_name: Name
    display_order: Count
    probability: ForecastProbability
    outcome: Outcome = Outcome.OPEN
    next_stages: tuple[StageName, ...] = ()
    """Names of the stages a deal may move to from here; none for a closed stage."""
    forecast_category: ForecastCategory | None = None
    """None in a stage from before there were categories; ``category`` says which it then is."""

    @property
    def is_closed(self) -> bool:
        return self.outcome is not Outcome.OPEN

    @property
    def category(self) -> ForecastCategory:
        """How its deals are forecast."""
        return self.forecast_category or usual_category(self.name, self.outcome)


class StageTemplate(StageRules):
    """A stage before it belongs to a pipeline; ``percent`` is how likely a deal in it is won."""

    name: StageName
    percent: Percent
    next_stages: tuple[StageName, ...]
    outcome: Outcome = Outcome.OPEN
    forecast_category: ForecastCategory | None = None
    """None for the usual one: that of the template's stage of this name, else pipeline; of a closed one what it means.
    """

    @classmethod
    def of(cls, stage: PipelineStage) -> Self:
        """The template of a stage that is there, to edit it."""
        same = {name: getattr(stage, name) for name in cls.model_fields if name in type(stage).model_fields}
        return cls(**{**same, "forecast_category": stage.category, "percent": stage.probability.basis_points // 100})

    def numbered(self, stage_id: str, order: int) -> PipelineStage:
        """The stage with this id and position; its display name is the name with spaces, capitalised."""
        return PipelineStage(
            id=stage_id,
            name=self.name,
            display_name=self.name.replace("_", " ").capitalize(),
            display_order=order,
            probability=ForecastProbability(basis_points=self.percent * 100),
            outcome=self.outcome,
            next_stages=self.next_stages,
            forecast_category=self.forecast_category or usual_category(self.name, self.outcome),
            **{name: getattr(self, name) for name in StageRules.model_fields},
        )


class OpportunityStage(StrEnum):
    """The names of the default template."""

    PROSPECTING = "prospecting"
    QUALIFICATION = "qualification"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    CLOSED_WON = "closed_won"
    CLOSED_LOST = "closed_lost"

    @property
    def template(self) -> StageTemplate:
        return next(stage for stage in DEFAULT_STAGES if stage.name == self)

    @property
    def is_closed(self) -> bool:
        return self.template.outcome is not Outcome.OPEN

    @property
    def is_open(self) -> bool:
        return not self.is_closed

    @property
    def probability(self) -> ForecastProbability:
        """That of the default template."""
        return ForecastProbability(basis_points=self.template.percent * 100)

    def can_transition_to(self, target: "OpportunityStage") -> bool:
        """By the default template; a tenant's pipeline may differ."""
        return target in self.template.next_stages


TEMPLATE_CATEGORIES: Mapping[str, ForecastCategory] = MappingProxyType(
    {OpportunityStage.PROPOSAL: ForecastCategory.BEST_CASE, OpportunityStage.NEGOTIATION: ForecastCategory.COMMIT}
)
"""By the name of a stage, how its open deals are forecast; any other is in the pipeline."""


def usual_category(stage: str, outcome: Outcome) -> ForecastCategory:
    """How deals of a stage are forecast unless it says so itself."""
    usual = outcome.categories[0]
    return usual if outcome is not Outcome.OPEN else TEMPLATE_CATEGORIES.get(stage, usual)


def _stage(stage: OpportunityStage, percent: int, *following: OpportunityStage) -> StageTemplate:
    return StageTemplate(name=stage, percent=percent, next_stages=following)


DEFAULT_STAGES: tuple[StageTemplate, ...] = (
    _stage(OpportunityStage.PROSPECTING, 10, OpportunityStage.QUALIFICATION, OpportunityStage.CLOSED_LOST),
    _stage(OpportunityStage.QUALIFICATION, 25, OpportunityStage.PROPOSAL, OpportunityStage.CLOSED_LOST),
    _stage(OpportunityStage.PROPOSAL, 50, OpportunityStage.NEGOTIATION, OpportunityStage.CLOSED_LOST),
    _stage(OpportunityStage.NEGOTIATION, 75, OpportunityStage.CLOSED_WON, OpportunityStage.CLOSED_LOST),
    StageTemplate(name=OpportunityStage.CLOSED_WON, percent=100, next_stages=(), outcome=Outcome.WON),
    StageTemplate(name=OpportunityStage.CLOSED_LOST, percent=0, next_stages=(), outcome=Outcome.LOST),
)


def path_between(next_stages: Callable[[str], Sequence[str]], source: str, target: str) -> tuple[str, ...]:
    """The stages to enter one by one from source to target, the shortest such way; empty when there is none."""
    ways: list[tuple[str, ...]] = [()]
    seen = {source}
    for path in ways:
        for following in next_stages(path[-1] if path else source):
            if following == target:
                return (*path, following)
            if following not in seen:
                seen.add(following)
                ways.append((*path, following))
    return ()


class PipelineStageError(Refused):
    @classmethod
    def because_unknown(cls, pipeline: str, stage: str, known: str) -> Self:
        return cls(
            "pipeline {pipeline} has no stage {stage!r}; its stages: {known}",
            {"pipeline": pipeline, "stage": stage, "known": known},
        )

    @classmethod
    def because_malformed(cls, pipeline: str, problem: str) -> Self:
        return cls("pipeline {pipeline}: {problem}", {"pipeline": pipeline, "problem": problem})

    @classmethod
    def because_deals_stand_in(cls, pipeline: str, stage: str) -> Self:
        return cls(
            "pipeline {pipeline}: there are deals in {stage}; move them on before it goes or means something else",
            {"pipeline": pipeline, "stage": stage},
        )
