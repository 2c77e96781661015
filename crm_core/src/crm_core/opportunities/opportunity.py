"""An opportunity: its stage, its value, and how it ended (PLAN-002, PLAN-008)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityKind
from crm_core.money import Money
from crm_core.opportunities.events import (
    OpportunityCategoryChanged,
    OpportunityCreated,
    OpportunityEdited,
    OpportunityLost,
    OpportunityOrdered,
    OpportunityPaid,
    OpportunityQuoted,
    OpportunityRefunded,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.opportunities.fields import OpportunityFields
from crm_core.opportunities.forecast_override import ForecastOverride, OverrideForecastCategory
from crm_core.opportunities.refusals import (
    InvalidOpportunityStageTransition,
    OpportunityCategoryFixed,
    OpportunityCurrencyDiffers,
    OpportunityNotSettled,
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


class Opportunity(OpportunityFields, Entity):
    """A deal with one customer, in a stage of a pipeline.

    Amounts in minor units of ``currency_code``; unknown is None, not 0. ``stage_entered_at`` changes with the stage
    only.
    """

    kind = EntityKind.OPPORTUNITY
    unique = (("opportunity_number",), ("converted_lead_id",))
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

    def rots_from(self, stage: PipelineStage, last_human_at: datetime | None) -> datetime | None:
        """When it begins to rot: the days of its stage after it entered that, or somebody was last in touch.

        None for a closed one, and where the stage has no such days.
        """
        if stage.rotting_days is None or not self.is_open:
            return None
        return max(self.stage_entered_at, last_human_at or self.stage_entered_at) + timedelta(days=stage.rotting_days)

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

    def override_category(
        self, request: OverrideForecastCategory, *, at: datetime
    ) -> "Opportunity | tuple[Opportunity, OpportunityCategoryChanged]":
        """In place of the category of its stages, until it is cleared; itself where that was said before.

        Raises OpportunityCategoryFixed when closed.
        """
        if not self.is_open:
            raise OpportunityCategoryFixed.because_it_is_closed(self.opportunity_number, self.outcome)
        override = ForecastOverride(**dict(request))
        if override == self.forecast_override:
            return self
        event = self.event(OpportunityCategoryChanged, at=at, category=override.category)
        return self.changed(at, forecast_override=override), event

    def clear_category(self, *, at: datetime) -> "Opportunity | tuple[Opportunity, OpportunityCategoryChanged]":
        """Back to the category of its stage; itself, and nothing to announce, where there is no override."""
        if self.forecast_override is None:
            return self
        return self.changed(at, forecast_override=None), self.event(OpportunityCategoryChanged, at=at, category=None)

    def move(
        self, target: str, pipeline: Pipeline, *, at: datetime, pass_reason: str | None = None
    ) -> tuple["Opportunity", OpportunityStageChanged]:
        """To the next open stage; a ``pass_reason`` passes over the rules of the pipeline.

        Raises InvalidOpportunityStageTransition, PipelineStageError, StageRulesUnmet.
        """
        stage = pipeline.stage(target)
        if stage.is_closed:
            raise InvalidOpportunityStageTransition.because_closing_settles_more(self.opportunity_number, target)
        return self._enter(stage, pipeline, at, pass_reason)

    def win(
        self,
        value: Money,
        pipeline: Pipeline,
        *,
        quotation_id: str,
        at: datetime,
        on: date,
        pass_reason: str | None = None,
    ) -> tuple["Opportunity", OpportunityStageChanged, OpportunityWon]:
        """Won at this value; ``on`` is the day in the tenant's zone.

        Raises InvalidOpportunityStageTransition, OpportunityCurrencyDiffers, StageRulesUnmet.
        """
        self.check_currency(value.currency)
        closed, moved = self._enter(
            pipeline.closing_stage(Outcome.WON),
            pipeline,
            at,
            pass_reason,
            actual_value_minor=value.minor,
            currency_code=value.currency,
            converted_to_quote_id=quotation_id,
            actual_close_date=on,
            closed_at=as_utc(at),
        )
        event = self.event(
            OpportunityWon,
            at=at,
            value=value,
            quotation_id=quotation_id,
            assigned_to=self.assigned_to,
            source=self.source,
        )
        return closed, moved, event

    def check_currency(self, currency: str) -> None:
        """With no revenue expected, any currency is accepted. Raises OpportunityCurrencyDiffers."""
        if self.expected_revenue_minor is not None and currency != self.currency_code:
            raise OpportunityCurrencyDiffers.because_expected_in_another(
                self.opportunity_number, self.currency_code, currency
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

    def refund(
        self, amount: Money, *, refund_id: str, reason: str, at: datetime, reverses: bool = False
    ) -> tuple["Opportunity", OpportunityRefunded]:
        """Some of what it was won at is paid back, or with ``reverses`` was not; all together at most that value.

        Raises OpportunityNotSettled, OpportunityCurrencyDiffers, Invalid for an amount of nothing.
        """
        total = self._settled("paid back", amount, self.refunded_minor, reverses)
        event = self.event(
            OpportunityRefunded, at=at, refund_id=refund_id, amount=amount, reason=reason, reverses=reverses
        )
        return self.changed(at, refunded_minor=total), event

    def pay(
        self, amount: Money, *, payment_id: str, at: datetime, reason: str | None = None, reverses: bool = False
    ) -> tuple["Opportunity", OpportunityPaid]:
        """The customer paid some of it, or with ``reverses`` did not. Raises as ``refund``."""
        total = self._settled("paid", amount, self.paid_minor, reverses)
        event = self.event(
            OpportunityPaid, at=at, payment_id=payment_id, amount=amount, reason=reason, reverses=reverses
        )
        return self.changed(at, paid_minor=total), event

    def lose(
        self, reason: str, pipeline: Pipeline, *, at: datetime, on: date
    ) -> tuple["Opportunity", OpportunityStageChanged, OpportunityLost]:
        """Lost for this reason. Raises InvalidOpportunityStageTransition."""
        event = self.event(OpportunityLost, at=at, reason=reason, assigned_to=self.assigned_to)
        closed, moved = self._enter(
            pipeline.closing_stage(Outcome.LOST),
            pipeline,
            at,
            None,
            lost_reason=event.reason,
            actual_close_date=on,
            closed_at=as_utc(at),
        )
        return closed, moved, event

    def reopen(
        self, reason: str, pipeline: Pipeline, *, at: datetime, quotation_ids: Sequence[str] = ()
    ) -> tuple["Opportunity", OpportunityStageChanged, OpportunityReopened]:
        """Back to the pipeline's first stage, counted; ``quotation_ids`` no longer count.

        Raises InvalidOpportunityStageTransition when still open.
        """
        if self.is_open:
            raise InvalidOpportunityStageTransition.because_it_is_open(self.opportunity_number)
        stage = pipeline.first_stage
        count = self.reopened_count + 1
        moved = self._moved(stage, at)
        reopened = self.changed(
            at,
            stage=stage.name,
            outcome=stage.outcome,
            stage_entered_at=as_utc(at),
            probability=stage.probability,
            actual_value_minor=None,
            refunded_minor=None,
            paid_minor=None,
            actual_close_date=None,
            closed_at=None,
            lost_reason=None,
            converted_to_quote_id=None,
            converted_to_order_id=None,
            superseded_quotation_ids=tuple(quotation_ids),
            reopened_count=count,
        )
        return reopened, moved, self.event(OpportunityReopened, at=at, reason=reason, count=count)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; with ``weighted_revenue_minor``, in minor units."""
        weighted = self.weighted_revenue
        return {**super().to_dict(), "weighted_revenue_minor": None if weighted is None else weighted.minor}

    def _enter(
        self, stage: PipelineStage, pipeline: Pipeline, at: datetime, pass_reason: str | None, **changes: object
    ) -> tuple["Opportunity", OpportunityStageChanged]:
        ways = pipeline.stage(self.stage).next_stages
        if stage.name not in ways:
            if between := pipeline.path_to(self.stage, stage.name)[:-1]:
                reachable = between[-1] if stage.is_closed else stage.name
                raise InvalidOpportunityStageTransition.because_stages_lie_between(
                    self.opportunity_number, self.stage, stage.name, ways, reachable
                )
            raise InvalidOpportunityStageTransition.because_not_in_the_graph(
                self.opportunity_number, self.stage, stage.name, ways
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
        return entered, self._moved(stage, at)

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

    def _settled(self, what: str, amount: Money, so_far: int | None, reverses: bool) -> int:
        """How much it is altogether, in minor units."""
        if self.actual_value_minor is None:
            raise OpportunityNotSettled.because_it_is_not_won(self.opportunity_number, self.outcome)
        if amount.currency != self.currency_code:
            raise OpportunityCurrencyDiffers.because_won_in_another(
                self.opportunity_number, self.currency_code, amount.currency
            )
        if amount.minor <= 0:
            raise Invalid.field("amount", "it is nothing", f"name how much was {what}")
        total = (so_far or 0) + (-amount.minor if reverses else amount.minor)
        if not 0 <= total <= self.actual_value_minor:
            left = self.actual_value_minor - (so_far or 0)
            raise OpportunityNotSettled.because_it_is_too_much(self.opportunity_number, what, amount, left)
        return total

    def _moved(self, stage: PipelineStage, at: datetime) -> OpportunityStageChanged:
        return self.event(
            OpportunityStageChanged,
            at=at,
            pipeline_id=self.pipeline_id,
            from_stage=self.stage,
            to_stage=stage.name,
            seconds_in_stage=max(0, int((at - self.stage_entered_at).total_seconds())),
        )

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.unchecked(minor, self.currency_code)
