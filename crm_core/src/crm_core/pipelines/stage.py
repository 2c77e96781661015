"""Stages are data of a pipeline; the six of the requirements are the default template (PLAN-010, PLAN-013)."""

from enum import StrEnum
from typing import Self

from crm_core.errors import Refused
from crm_core.money import BasisPoints, Money, Percent
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, Id, Name, StageName


class Outcome(StrEnum):
    """What being in a stage means for the deal."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


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


class PipelineStage(Value):
    """A stage of one pipeline; ``display_order`` counts from 1."""

    id: Id
    name: StageName
    display_name: Name
    display_order: Count
    probability: ForecastProbability
    outcome: Outcome = Outcome.OPEN
    next_stages: tuple[StageName, ...] = ()
    """Names of the stages a deal may move to from here; none for a closed stage."""

    @property
    def is_closed(self) -> bool:
        return self.outcome is not Outcome.OPEN


class StageTemplate(Value):
    """A stage before it belongs to a pipeline; ``percent`` is how likely a deal in it is won."""

    name: StageName
    percent: Percent
    next_stages: tuple[StageName, ...]
    outcome: Outcome = Outcome.OPEN

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
