"""Sums of deals by person and by source; and the deals themselves, for exports."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from crm_adapters.storage.analytics.board import ADDED_UP, ALIKE, closed_in, opportunities_of, opportunity, sums_of
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.pipelines import pipeline_stages, pipelines
from crm_core.leads import LeadStatus
from crm_core.money import Money
from crm_core.pipelines import FiguresFilter, Months, OpportunitySums, Outcome, PipelineSummary, Rate
from crm_core.vocabulary import OpportunityType
from crm_operations.providers import ExportedOpportunity, SalesPerformance, SourcePerformance


def by_person(connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months) -> list[SalesPerformance]:
    keys = (opportunity.assigned_to, *ALIKE)
    query = (
        select(*keys, *ADDED_UP)
        .where(
            *opportunities_of(tenant_id, filters),
            or_(opportunity.outcome == Outcome.OPEN.value, closed_in(months.first, months.end)),
        )
        .group_by(*keys)
        .order_by(opportunity.assigned_to)
    )
    return [
        SalesPerformance(user_id=user_id, opportunities=PipelineSummary.of(sums_of(row[1:]) for row in rows))
        for user_id, rows in groupby(connection.execute(query).all(), key=lambda row: str(row[0]))
    ]


def by_source(
    connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months
) -> list[SourcePerformance]:
    """Leads and deals are counted apart, since a lead may have several deals and a deal may have no lead."""
    lead = leads.c
    begin, *_, end = months.boundaries
    captured = (
        select(lead.source, lead.status, func.count())
        .where(lead.tenant_id == tenant_id, lead.created_at >= begin, lead.created_at < end)
        .group_by(lead.source, lead.status)
    )
    if filters.assigned_to is not None:
        captured = captured.where(lead.assigned_to == filters.assigned_to)
    keys = (opportunity.source, *ALIKE)
    of_opportunities = (
        select(*keys, *ADDED_UP)
        .where(
            *opportunities_of(tenant_id, filters),
            or_(opportunity.outcome == Outcome.OPEN.value, closed_in(months.first, months.end)),
        )
        .group_by(*keys)
    )
    by_status: dict[str, dict[str, int]] = {}
    for source, status, count in connection.execute(captured):
        by_status.setdefault(source, {})[status] = int(count)
    sums: dict[str, list[OpportunitySums]] = {}
    for source, *row in connection.execute(of_opportunities):
        sums.setdefault(source, []).append(sums_of(row))
    found = [
        _source_figures(source, by_status.get(source, {}), sums.get(source, [])) for source in by_status.keys() | sums
    ]
    return sorted(found, key=lambda figures: (-figures.leads, figures.source))


def exported(
    connection: Connection, tenant_id: str, filters: FiguresFilter, after_id: str | None, limit: int
) -> list[ExportedOpportunity]:
    stage = pipeline_stages.c
    query = (
        select(
            opportunities,
            func.coalesce(pipelines.c.name, opportunity.pipeline_id).label("pipeline_name"),
            func.coalesce(stage.display_name, opportunity.stage).label("stage_name"),
        )
        .select_from(opportunities)
        .outerjoin(
            pipelines, and_(pipelines.c.tenant_id == opportunity.tenant_id, pipelines.c.id == opportunity.pipeline_id)
        )
        .outerjoin(
            pipeline_stages,
            and_(
                stage.tenant_id == opportunity.tenant_id,
                stage.pipeline_id == opportunity.pipeline_id,
                stage.name == opportunity.stage,
            ),
        )
        .where(*opportunities_of(tenant_id, filters))
        .order_by(opportunity.id)
        .limit(limit)
    )
    if after_id is not None:
        query = query.where(opportunity.id > after_id)
    return [_exported(row) for row in connection.execute(query).mappings()]


def _source_figures(
    source: str, leads_by_status: Mapping[str, int], opportunities: Sequence[OpportunitySums]
) -> SourcePerformance:
    total = sum(leads_by_status.values())
    return SourcePerformance(
        source=source,
        leads=total,
        disqualified=leads_by_status.get(LeadStatus.DISQUALIFIED, 0),
        conversion=Rate.of(leads_by_status.get(LeadStatus.CONVERTED_TO_OPPORTUNITY, 0), total),
        opportunities=PipelineSummary.of(opportunities),
    )


def _exported(row: RowMapping) -> ExportedOpportunity:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money.unchecked(minor, row["currency_code"])

    return ExportedOpportunity(
        id=row["id"],
        number=row["opportunity_number"],
        name=row["name"],
        pipeline=row["pipeline_name"],
        stage=row["stage_name"],
        outcome=Outcome(row["outcome"]),
        type=OpportunityType(row["type"]),
        assigned_to=row["assigned_to"],
        customer_id=row["party_id"],
        source=row["source"],
        currency=row["currency_code"],
        expected=money(row["expected_revenue_minor"]),
        probability_basis_points=row["probability_basis_points"],
        actual=money(row["actual_value_minor"]),
        expected_close=row["expected_close_date"],
        closed_on=row["actual_close_date"],
        opened_at=row["created_at"],
        lost_reason=row["lost_reason"],
    )
