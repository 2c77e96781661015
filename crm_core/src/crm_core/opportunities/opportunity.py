"""An opportunity: its stage, its value, and how it ended (PLAN-002, PLAN-008)."""

from datetime import datetime
from typing import Any

from crm_core.custom_fields import OwnColumns
from crm_core.entities import Entity
from crm_core.errors import NotFound
from crm_core.identity import EntityKind
from crm_core.money import Money
from crm_core.opportunities.events import (
    OpportunityCreated,
    OpportunityEdited,
    OpportunityOrdered,
    OpportunityQuoted,
    OpportunityStageChanged,
)
from crm_core.opportunities.fields import OpportunityFields
from crm_core.opportunities.refusals import (
    InvalidOpportunityStageTransition,
)
from crm_core.opportunities.requests import CreateOpportunity, UpdateOpportunity
from crm_core.opportunities.rules_passed import passing
from crm_core.opportunity_facts import OpportunityFacts
from crm_core.pipelines import (
    ForecastProbability,
    Outcome,
    Pipeline,
    PipelineStage,
    RequiredField,
    StageCase,
    StageJudgement,
    judge_stage,
    may_ask,
)
from crm_core.values import as_utc
from crm_core.vocabulary import (
    LeadSource,
)


class OpportunityNotFound(NotFound):
    """No opportunity of the tenant has this id."""


class Opportunity(OpportunityFields, OwnColumns, Entity):
    """A deal with one customer, in a stage of a pipeline.

    Amounts in minor units of ``currency_code``; unknown is None, not 0. ``stage_entered_at`` changes with the stage
    only.
    """

    kind = EntityKind.OPPORTUNITY
    unique = (("opportunity_number",), ("converted_lead_id",), ("external_id",))
    not_found = OpportunityNotFound

    @classmethod
    def open(
        cls,
        request: CreateOpportunity,
        pipeline: Pipeline,
        *,
        opportunity_id: str,
        tenant_id: str,
        number: str,
        at: datetime,
        lead_source: str | None = None,
        by_conversion: bool = False,
        pass_reason: str | None = None,
    ) -> tuple["Opportunity", OpportunityCreated]:
        """Enters the requested stage, or the pipeline's first; ``lead_source`` is where its lead came from.

        Raises PipelineStageError for an unknown stage, InvalidOpportunityStageTransition for a closed one,
        PipelineRetired; StageRulesUnmet, unless there is a reason to pass over the rules of the stages before.
        """
        pipeline.require_in_use()
        stage = pipeline.stage(request.stage) if request.stage else pipeline.first_stage
        if stage.is_closed:
            raise InvalidOpportunityStageTransition.because_it_begins_closed(number, stage.name)
        opportunity = cls.new(
            request,
            entity_id=opportunity_id,
            tenant_id=tenant_id,
            at=at,
            opportunity_number=number,
            pipeline_id=pipeline.id,
            stage=stage.name,
            outcome=stage.outcome,
            stage_entered_at=at,
            probability=stage.probability,
            converted_lead_id=request.lead_id if by_conversion else None,
            source=request.source or lead_source or LeadSource.OTHER.value,
        )
        judged = opportunity.judge_beginning(pipeline, at=at, pass_reason=pass_reason)
        opportunity = opportunity.changed(at, **passing(number, judged, at))
        event = opportunity.event(
            OpportunityCreated,
            at=at,
            opportunity_number=number,
            stage=stage.name,
            party_id=request.party_id,
            source=opportunity.source,
        )
        return opportunity, event

    @property
    def is_open(self) -> bool:
        return self.outcome is Outcome.OPEN

    @property
    def expected_revenue(self) -> Money | None:
        """None while unknown."""
        return self._money(self.expected_revenue_minor)

    @property
    def actual_value(self) -> Money | None:
        """What it was won at; None unless it is won."""
        return self._money(self.actual_value_minor)

    @property
    def weighted_revenue(self) -> Money | None:
        """Expected revenue times probability, rounded half to even; None while the revenue is unknown."""
        return None if self.expected_revenue is None else self.probability.weighted(self.expected_revenue)

    def facts(self, at: datetime) -> OpportunityFacts:
        """What conditions may ask of it at that moment."""
        same = {name: getattr(self, name) for name in OpportunityFacts.model_fields if name in type(self).model_fields}
        return OpportunityFacts(
            **same,
            value_minor=self.expected_revenue_minor,
            clauses=len(self.non_standard_clauses or ()),
            probability_basis_points=self.probability.basis_points,
            days_open=max(0, (at - self.created_at).days),
            days_in_stage=max(0, (at - self.stage_entered_at).days),
        )

    def update(
        self, request: UpdateOpportunity, *, at: datetime
    ) -> tuple["Opportunity", tuple[OpportunityEdited, ...]]:
        """Changes the fields the request sets; a probability a person sets holds until the stage changes.

        An edit that changes nothing announces nothing.
        """
        changes = request.changes
        if "probability_basis_points" in changes:
            basis_points = changes.pop("probability_basis_points")
            changes["probability"] = ForecastProbability(basis_points=basis_points, adjusted_at=at)
        different = tuple(sorted(name for name, value in changes.items() if getattr(self, name) != value))
        edited = (self.event(OpportunityEdited, at=at, fields=different),) if different else ()
        return self.changed(at, **changes), edited

    def judge_beginning(
        self, pipeline: Pipeline, *, at: datetime, pass_reason: str | None = None
    ) -> StageJudgement | None:
        """By the rules of the stages before the one it begins in; None where nothing is asked."""
        return self._judged(None, self.stage, pipeline, at, pass_reason)

    def judge_entering(
        self, stage: str, pipeline: Pipeline, *, at: datetime, pass_reason: str | None = None
    ) -> StageJudgement | None:
        """By the rules of its stage, of those it would jump over and of that one; None where nothing is asked.

        Every change of stage judges by it; to lose a deal and to reopen one nothing is asked.
        """
        return self._judged(self.stage, stage, pipeline, at, pass_reason)

    def move(
        self, target: str, pipeline: Pipeline, *, at: datetime, pass_reason: str | None = None
    ) -> tuple["Opportunity", OpportunityStageChanged]:
        """To the next open stage; a ``pass_reason`` passes over the rules of the pipeline.

        Raises InvalidOpportunityStageTransition, PipelineStageError, StageRulesUnmet.
        """
        stage = pipeline.stage(target)
        if stage.is_closed:
            raise InvalidOpportunityStageTransition.because_closing_settles_more(self.opportunity_number, target)
        return self.enter(stage, pipeline, at=at, pass_reason=pass_reason)

    def enter(
        self,
        stage: PipelineStage,
        pipeline: Pipeline,
        *,
        at: datetime,
        pass_reason: str | None = None,
        **changes: object,
    ) -> tuple["Opportunity", OpportunityStageChanged]:
        """Any stage that may follow, closed ones too, with what else changes then.

        Raises InvalidOpportunityStageTransition, StageRulesUnmet.
        """
        if stage.name not in pipeline.stage(self.stage).next_stages:
            raise InvalidOpportunityStageTransition.because_of_the_graph(
                self.opportunity_number, self.stage, stage, pipeline
            )
        judged = self.judge_entering(stage.name, pipeline, at=at, pass_reason=pass_reason)
        entered = self.changed(
            at,
            stage=stage.name,
            outcome=stage.outcome,
            stage_entered_at=as_utc(at),
            probability=stage.probability,
            **passing(self.opportunity_number, judged, at),
            **changes,
        )
        return entered, self.stage_changed(stage, at)

    def stage_changed(self, stage: PipelineStage, at: datetime) -> OpportunityStageChanged:
        """Announces that it enters this stage."""
        return self.event(
            OpportunityStageChanged,
            at=at,
            pipeline_id=self.pipeline_id,
            from_stage=self.stage,
            to_stage=stage.name,
            seconds_in_stage=max(0, int((at - self.stage_entered_at).total_seconds())),
        )

    def quoted(self, quotation_id: str, *, at: datetime) -> tuple["Opportunity", OpportunityQuoted]:
        """Keeps the id of the quotation that was created for it."""
        return self.changed(at, converted_to_quote_id=quotation_id), self.event(
            OpportunityQuoted, at=at, quotation_id=quotation_id
        )

    def ordered(self, order_id: str, *, at: datetime) -> tuple["Opportunity", OpportunityOrdered]:
        """Keeps the id of its order; whether it may be ordered the sales system decides."""
        return self.changed(at, converted_to_order_id=order_id), self.event(
            OpportunityOrdered, at=at, order_id=order_id
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; with ``weighted_revenue_minor``, in minor units."""
        weighted = self.weighted_revenue
        return {**super().to_dict(), "weighted_revenue_minor": None if weighted is None else weighted.minor}

    def _judged(
        self, source: str | None, target: str, pipeline: Pipeline, at: datetime, pass_reason: str | None
    ) -> StageJudgement | None:
        rules = pipeline.rules
        if not may_ask(rules, source, target):
            return None
        case = StageCase(
            from_stage=source,
            to_stage=target,
            opportunity=self.facts(at),
            filled=tuple(field for field in RequiredField if getattr(self, field) is not None),
            pass_reason=pass_reason,
        )
        return StageJudgement(case, rules, judge_stage(case, rules))

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.unchecked(minor, self.currency_code)
