"""How an opportunity is closed as won or lost, and opened again."""

from collections.abc import Sequence
from datetime import date, datetime

from crm_core.money import Money
from crm_core.opportunities.events import (
    OpportunityLost,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
)
from crm_core.opportunities.opportunity import Opportunity
from crm_core.opportunities.refusals import InvalidOpportunityStageTransition, OpportunityCurrencyDiffers
from crm_core.pipelines import Outcome, Pipeline
from crm_core.values import as_utc


def win(
    opportunity: Opportunity,
    value: Money,
    pipeline: Pipeline,
    *,
    quotation_id: str,
    at: datetime,
    on: date,
    pass_reason: str | None = None,
) -> tuple[Opportunity, OpportunityStageChanged, OpportunityWon]:
    """Won at this value; ``on`` is the day in the tenant's zone.

    Raises InvalidOpportunityStageTransition, OpportunityCurrencyDiffers, StageRulesUnmet.
    """
    check_currency(opportunity, value.currency)
    closed, moved = opportunity.enter(
        pipeline.closing_stage(Outcome.WON),
        pipeline,
        at=at,
        pass_reason=pass_reason,
        actual_value_minor=value.minor,
        currency_code=value.currency,
        converted_to_quote_id=quotation_id,
        actual_close_date=on,
        closed_at=as_utc(at),
        accepted_sale=None,
    )
    event = opportunity.event(
        OpportunityWon,
        at=at,
        value=value,
        quotation_id=quotation_id,
        assigned_to=opportunity.assigned_to,
        source=opportunity.source,
    )
    return closed, moved, event


def lose(
    opportunity: Opportunity, reason: str, pipeline: Pipeline, *, at: datetime, on: date
) -> tuple[Opportunity, OpportunityStageChanged, OpportunityLost]:
    """Lost for this reason. Raises InvalidOpportunityStageTransition."""
    event = opportunity.event(OpportunityLost, at=at, reason=reason, assigned_to=opportunity.assigned_to)
    closed, moved = opportunity.enter(
        pipeline.closing_stage(Outcome.LOST),
        pipeline,
        at=at,
        lost_reason=event.reason,
        actual_close_date=on,
        closed_at=as_utc(at),
        accepted_sale=None,
    )
    return closed, moved, event


def reopen(
    opportunity: Opportunity, reason: str, pipeline: Pipeline, *, at: datetime, quotation_ids: Sequence[str] = ()
) -> tuple[Opportunity, OpportunityStageChanged, OpportunityReopened]:
    """Back to the pipeline's first stage, counted; ``quotation_ids`` no longer count.

    Raises InvalidOpportunityStageTransition when still open.
    """
    if opportunity.is_open:
        raise InvalidOpportunityStageTransition.because_it_is_open(opportunity.opportunity_number)
    stage = pipeline.first_stage
    count = opportunity.reopened_count + 1
    moved = opportunity.stage_changed(stage, at)
    reopened = opportunity.changed(
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
    return reopened, moved, opportunity.event(OpportunityReopened, at=at, reason=reason, count=count)


def check_currency(opportunity: Opportunity, currency: str) -> None:
    """With no revenue expected, any currency is accepted. Raises OpportunityCurrencyDiffers."""
    if opportunity.expected_revenue_minor is not None and currency != opportunity.currency_code:
        raise OpportunityCurrencyDiffers.because_expected_in_another(
            opportunity.opportunity_number, opportunity.currency_code, currency
        )
