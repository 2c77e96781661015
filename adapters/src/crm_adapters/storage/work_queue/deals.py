"""Open deals wait for a look, for whatever reasons there are."""

from sqlalchemy import and_, func, or_

from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.pipelines import pipeline_stages
from crm_adapters.storage.kernel.days import DaysBefore, FirstMoment
from crm_adapters.storage.work_queue.part import (
    DEAL,
    Condition,
    Part,
    is_owned,
    is_untouched,
    moment,
    part,
    reasons,
    word,
)
from crm_core.approvals import DelegationScope
from crm_core.pipelines import Outcome
from crm_operations.work_queue import AskedWork, WorkKind, WorkReason


def waiting_deals(tenant_id: str, asked: AskedWork) -> Part:
    deal, stage = opportunities.c, pipeline_stages.c
    closes = deal.expected_close_date
    attention = (
        (WorkReason.STALE, is_untouched(DEAL, deal, moment(asked.stale_since), deal.created_at)),
        (WorkReason.ROTTING, _is_rotting(asked)),
        (WorkReason.SLIPPED, closes < asked.today),
        (WorkReason.CLOSING_SOON, closes.between(asked.today, asked.closing_until)),
        (WorkReason.NOT_PRICED, deal.expected_revenue_minor.is_(None)),
    )
    accepted = word(f"{WorkReason.ACCEPTED}\n").concat(deal.accepted_sale_waits_for).concat(word("\n"))
    its_stage = and_(stage.tenant_id == deal.tenant_id, stage.pipeline_id == deal.pipeline_id, stage.name == deal.stage)
    return (
        part(
            WorkKind.DEAL,
            word(DelegationScope.DEALS),
            word(DEAL),
            deal.id,
            deal.opportunity_number,
            deal.name,
            deal.assigned_to,
            FirstMoment(closes),
            deal.created_at,
            func.coalesce(accepted, word("")).concat(reasons(*attention)),
        )
        .select_from(opportunities.outerjoin(pipeline_stages, its_stage))
        .where(
            deal.tenant_id == tenant_id,
            deal.outcome == Outcome.OPEN.value,
            is_owned(deal.assigned_to, asked, DelegationScope.DEALS),
            or_(accepted.is_not(None), *(is_so for _, is_so in attention)),
        )
    )


def _is_rotting(asked: AskedWork) -> Condition:
    """Longer in its stage than that allows, and nobody in touch for as long."""
    deal, days = opportunities.c, pipeline_stages.c.rotting_days
    since = DaysBefore(moment(asked.at), days)
    entered = deal.stage_entered_at
    return and_(days.is_not(None), entered <= since, is_untouched(DEAL, deal, since, entered))
