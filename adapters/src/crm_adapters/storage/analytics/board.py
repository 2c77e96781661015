"""Sums of deals by stage: one statement each, grouped in the order of the index that covers it.

Deals of equal probability are summed by the database, exactly, and weighted in Python's unbounded integers: no product
is computed in SQL, so nothing is rounded or overflows there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.pipelines import pipeline_stages, pipelines
from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_core.leads import LeadStatus
from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.pipelines import (
    FiguresFilter,
    OpportunitySums,
    Outcome,
    PipelineNotFound,
    PipelineSummary,
    Rate,
    StageFigures,
)
from crm_core.values import Value
from crm_operations.providers import LeadCount, LeadFunnel, PipelineMetrics

opportunity = opportunities.c
opportunity_value = func.coalesce(opportunity.actual_value_minor, opportunity.expected_revenue_minor)
"""A won deal has an actual value; the others are worth what is expected of them."""

ALIKE = (opportunity.outcome, opportunity.currency_code, opportunity.probability_basis_points)
ADDED_UP = (func.count(), func.count(opportunity_value), exact_sum(opportunity_value))
_STAGES = (
    select(
        pipeline_stages.c.pipeline_id,
        pipelines.c.name.label("pipeline"),
        pipeline_stages.c.name.label("stage"),
        pipeline_stages.c.display_name,
        pipeline_stages.c.display_order,
        pipeline_stages.c.outcome,
    )
    .join(
        pipelines,
        and_(pipelines.c.tenant_id == pipeline_stages.c.tenant_id, pipelines.c.id == pipeline_stages.c.pipeline_id),
    )
    .order_by(pipelines.c.is_default.desc(), pipelines.c.name, pipeline_stages.c.display_order)
)

_OFF_THE_BOARD = func.length(opportunity.stage)
"""Changes no group; without it SQLite walks the board's index even for one person's deals, to be spared the sorting."""

StageKey = tuple[str, str]


class StageOnBoard(Value):
    """A stage and its place on the board."""

    pipeline_id: str
    pipeline: str
    stage: str
    display_name: str
    display_order: int
    outcome: Outcome


def opportunities_of(tenant_id: str, filters: FiguresFilter) -> list[ColumnElement[bool]]:
    conditions = [opportunity.tenant_id == tenant_id]
    if filters.pipeline_id is not None:
        conditions.append(opportunity.pipeline_id == filters.pipeline_id)
    if filters.assigned_to is not None:
        conditions.append(opportunity.assigned_to == filters.assigned_to)
    return conditions


def require_pipeline(connection: Connection, tenant_id: str, pipeline_id: str) -> None:
    """Raises PipelineNotFound."""
    query = select(pipelines.c.id).where(pipelines.c.tenant_id == tenant_id, pipelines.c.id == pipeline_id)
    if connection.execute(query).first() is None:
        raise PipelineNotFound.because_unknown("pipeline", pipeline_id)


def stages_on_board(connection: Connection, tenant_id: str, filters: FiguresFilter) -> list[StageOnBoard]:
    """In order, the default pipeline first."""
    query = _STAGES.where(pipeline_stages.c.tenant_id == tenant_id)
    if filters.pipeline_id is not None:
        query = query.where(pipeline_stages.c.pipeline_id == filters.pipeline_id)
    return [StageOnBoard(**row) for row in connection.execute(query).mappings()]


def stage_figures(connection: Connection, tenant_id: str, filters: FiguresFilter) -> list[StageFigures]:
    board = stages_on_board(connection, tenant_id, filters)
    return list(figures_by_stage(board, sums_by_stage(connection, tenant_id, filters)))


def summary(connection: Connection, tenant_id: str, filters: FiguresFilter) -> PipelineSummary:
    by_stage = sums_by_stage(connection, tenant_id, filters)
    return PipelineSummary.of(sums for alike in by_stage.values() for sums in alike)


def metrics(connection: Connection, tenant_id: str, filters: FiguresFilter) -> PipelineMetrics:
    """The dashboard: one statement over the deals, one over the leads, one over the handful of stages."""
    board = stages_on_board(connection, tenant_id, filters)
    by_stage = sums_by_stage(connection, tenant_id, filters)
    return PipelineMetrics(
        stages=tuple(figures_by_stage(board, by_stage)),
        summary=PipelineSummary.of(sums for alike in by_stage.values() for sums in alike),
        leads=lead_funnel(connection, tenant_id, filters),
    )


def sums_by_stage(
    connection: Connection, tenant_id: str, filters: FiguresFilter
) -> dict[StageKey, list[OpportunitySums]]:
    keys = (opportunity.pipeline_id, opportunity.stage, *ALIKE)
    grouping = keys if filters.assigned_to is None else (_OFF_THE_BOARD, *keys)
    query = select(*keys, *ADDED_UP).where(*opportunities_of(tenant_id, filters)).group_by(*grouping)
    by_stage: dict[StageKey, list[OpportunitySums]] = {}
    for pipeline_id, stage, *alike in connection.execute(query):
        by_stage.setdefault((pipeline_id, stage), []).append(sums_of(alike))
    return by_stage


def figures_by_stage(
    board: Sequence[StageOnBoard], by_stage: dict[StageKey, list[OpportunitySums]]
) -> Iterator[StageFigures]:
    """The stages of the board in order, then deals in stages removed from their pipeline since."""
    names = {stage.pipeline_id: stage.pipeline for stage in board}
    known = {(stage.pipeline_id, stage.stage) for stage in board}
    for stage in board:
        yield from _stage_figures(stage, by_stage.get((stage.pipeline_id, stage.stage), []))
    for key in sorted(by_stage.keys() - known):
        pipeline_id, name = key
        gone = StageOnBoard(
            pipeline_id=pipeline_id,
            pipeline=names.get(pipeline_id, pipeline_id),
            stage=name,
            display_name=name,
            display_order=len(board) + 1,
            outcome=by_stage[key][0].outcome,
        )
        yield from _stage_figures(gone, by_stage[key])


def lead_funnel(connection: Connection, tenant_id: str, filters: FiguresFilter) -> LeadFunnel:
    query = select(leads.c.status, func.count()).where(leads.c.tenant_id == tenant_id).group_by(leads.c.status)
    if filters.assigned_to is not None:
        query = query.where(leads.c.assigned_to == filters.assigned_to)
    counts = {status: int(count) for status, count in connection.execute(query)}
    total = sum(counts.values())
    return LeadFunnel(
        total=total,
        by_status=tuple(LeadCount(status=status, count=counts.get(status, 0)) for status in LeadStatus),
        conversion=Rate.of(counts.get(LeadStatus.CONVERTED_TO_OPPORTUNITY, 0), total),
    )


def sums_of(alike: Sequence[Any]) -> OpportunitySums:
    outcome, currency, probability, count, priced_count, total = alike
    return OpportunitySums.model_construct(
        outcome=Outcome(outcome),
        currency=currency,
        probability_basis_points=probability,
        count=int(count),
        priced_count=int(priced_count),
        total_minor=total,
    )


def closed_in(first: date, end: date) -> ColumnElement[bool]:
    """On ``first`` or later, but before ``end``, as days where the tenant lives."""
    return and_(opportunity.actual_close_date >= first, opportunity.actual_close_date < end)


def _stage_figures(stage: StageOnBoard, alike: Iterable[OpportunitySums]) -> Iterator[StageFigures]:
    by_currency: dict[str, list[OpportunitySums]] = {}
    for sums in alike:
        by_currency.setdefault(sums.currency, []).append(sums)
    if not by_currency:
        yield StageFigures(**stage.__dict__)
    for currency in sorted(by_currency):
        rows = by_currency[currency]
        weighted = sum(row.weighted_exact for row in rows)
        yield StageFigures(
            **stage.__dict__,
            currency=currency,
            count=sum(row.count for row in rows),
            unpriced_count=sum(row.count - row.priced_count for row in rows),
            total_minor=sum(row.total_minor for row in rows),
            weighted_minor=rounded_ratio(weighted, BASIS_POINTS),
            weighted_exact=weighted,
        )
