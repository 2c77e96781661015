"""A deal with its pipeline and activity, and its attention indicators (IFC-CRMOP-0040 to 0042)."""

from datetime import datetime, timedelta

from crm_core.activities import ActivitySummary
from crm_core.clock import local_date
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Pipeline
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyDay, AnyText
from crm_operations.approvals import Approvable
from crm_operations.quote_to_order import OpportunityCase
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


class OpportunityContext(Value):
    """The deal as of a moment; ``today`` is the day where the tenant lives."""

    opportunity: Opportunity
    pipeline: Pipeline
    activities: ActivitySummary
    at: Utc
    today: AnyDay


class ClosingData(OpportunityCase):
    """The data that the closing workflow reads."""

    pipeline: Pipeline
    approvable: Approvable | None = None
    """What decides whether it may be won; None where the gate is off, and in runs of releases without one."""


class AttentionIndicator(Value):
    """A reason to look at a deal, with the figure behind it."""

    name: AnyText
    detail: AnyText


class OpportunityContextProvider:
    """Reads within the caller's unit of work, so the picture is consistent."""

    def get_context(
        self, work: UnitOfWork, opportunity_id: str, at: datetime, settings: OperationsSettings
    ) -> OpportunityContext:
        """Raises OpportunityNotFound."""
        opportunity = work.opportunities.get(opportunity_id)
        return OpportunityContext(
            opportunity=opportunity,
            pipeline=work.pipelines.get(opportunity.pipeline_id),
            activities=work.activities.summary(opportunity.ref, at),
            at=at,
            today=local_date(at, settings.zone),
        )

    def get_opportunity_data_for_closing(
        self, work: UnitOfWork, opportunity_id: str, at: datetime, settings: OperationsSettings
    ) -> ClosingData:
        """Raises OpportunityNotFound."""
        opportunity = work.opportunities.get(opportunity_id)
        return ClosingData(
            opportunity=opportunity,
            pipeline=work.pipelines.get(opportunity.pipeline_id),
            at=at,
            today=local_date(at, settings.zone),
            approvable=Approvable.load(work, opportunity, settings, at),
        )

    def get_attention_indicators(
        self, context: OpportunityContext, settings: OperationsSettings
    ) -> tuple[AttentionIndicator, ...]:
        """Empty for a closed deal and for one that is doing well."""
        opportunity = context.opportunity
        if not opportunity.is_open:
            return ()
        found = []
        inactive = context.at - (context.activities.last_at or opportunity.created_at)
        if inactive >= timedelta(days=settings.attention.stale_after_days):
            found.append(AttentionIndicator(name="stale", detail=f"nobody was in touch for {inactive.days} days"))
        stage = context.pipeline.rules.stage(opportunity.stage)
        rots_from = None if stage is None else stage.rots_from(opportunity.stage_entered_at, context.activities.last_at)
        if rots_from is not None and context.at >= rots_from:
            days = (context.at - opportunity.stage_entered_at).days
            found.append(AttentionIndicator(name="rotting", detail=f"{opportunity.stage} for {days} days, too long"))
        if opportunity.expected_close_date is not None:
            days = (opportunity.expected_close_date - context.today).days
            if days < 0:
                found.append(AttentionIndicator(name="slipped", detail=f"expected to close {-days} days ago"))
            elif days <= settings.attention.closing_soon_days:
                found.append(AttentionIndicator(name="closing_soon", detail=f"expected to close in {days} days"))
        if opportunity.expected_revenue_minor is None:
            found.append(AttentionIndicator(name="not_priced", detail="nobody said what it is worth"))
        return tuple(found)
