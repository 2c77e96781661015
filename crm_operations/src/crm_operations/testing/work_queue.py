"""The work queue in memory: what waits, by plain Python over the entities."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import chain

from crm_core.activities import Activity
from crm_core.approvals import ApprovalRequest, DelegationScope
from crm_core.entities import Entity
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import Lead, LeadStatus
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Pipeline
from crm_core.service_levels import SlaClock, Target
from crm_operations.testing.records import FakeRecords
from crm_operations.work_queue import AT_RISK, BREACHED, AskedWork, WorkKind, WorkOrder, WorkPlace, WorkReason, WorkRow


class FakeWorkQueue:
    def __init__(self, records: FakeRecords) -> None:
        self._records = records

    def pending(self, tenant_id: str, asked: AskedWork) -> Sequence[WorkRow]:
        entities = self._records.entities(tenant_id)
        found = (row for entity in entities for row in _rows(entity, entities, asked))
        rows = (row for row in chain(found, _clocks(entities, asked)) if _is_asked(row, asked))
        ordered = sorted(rows, key=lambda row: _place(row, asked.order))
        return ordered[: asked.limit]


def _rows(entity: Entity, entities: Sequence[Entity], asked: AskedWork) -> Iterator[WorkRow]:
    match entity:
        case ApprovalRequest() if entity.is_pending:
            scope, seats = DelegationScope.APPROVALS, entity.open_seats
            subject, why = entity.subject, (entity.level.value,)
            names = (subject.kind.value, subject.id, entity.number, entity.title)
            yield WorkRow(WorkKind.APPROVAL, scope, *names, seats, entity.expires_at, entity.created_at, why)
        case Lead() if entity.status.is_active:
            is_new = entity.status is LeadStatus.NEW
            named = {WorkReason.TO_CONTACT: is_new, WorkReason.STALE: _last(entity, entities) <= asked.stale_since}
            reasons = tuple(reason.value for reason, is_so in named.items() if is_so)
            owners = () if entity.assigned_to is None else (entity.assigned_to,)
            names = (EntityKind.LEAD.value, entity.id, entity.lead_number, entity.name)
            if reasons:
                scope, due = DelegationScope.LEADS, _contact_due(entity, entities) if is_new else None
                yield WorkRow(WorkKind.LEAD, scope, *names, owners, due, entity.created_at, reasons)
        case Opportunity() if entity.is_open:
            closes = entity.expected_close_date
            named = {
                WorkReason.STALE: _last(entity, entities) <= asked.stale_since,
                WorkReason.ROTTING: _is_rotting(entity, entities, asked.at),
                WorkReason.SLIPPED: closes is not None and closes < asked.today,
                WorkReason.CLOSING_SOON: closes is not None and asked.today <= closes <= asked.closing_until,
                WorkReason.NOT_PRICED: entity.expected_revenue_minor is None,
            }
            held = () if (sale := entity.accepted_sale) is None else (WorkReason.ACCEPTED, *sale.waits_for.split("\n"))
            reasons = (*held, *(reason.value for reason, is_so in named.items() if is_so))
            due = None if closes is None else datetime.combine(closes, time(), UTC)
            names = (EntityKind.OPPORTUNITY.value, entity.id, entity.opportunity_number, entity.name)
            if reasons:
                scope, owner = DelegationScope.DEALS, (entity.assigned_to,)
                yield WorkRow(WorkKind.DEAL, scope, *names, owner, due, entity.created_at, reasons)
        case Activity() if entity.open_seats or entity.is_overdue(asked.at):
            related = next(each for each in entities if _is(each, entity.related))
            number = related.lead_number if isinstance(related, Lead) else getattr(related, "opportunity_number", "")
            scope = DelegationScope.LEADS if isinstance(related, Lead) else DelegationScope.DEALS
            names = (EntityKind.ACTIVITY.value, entity.id, number, entity.subject)
            whose = entity.open_seats or (entity.assigned_to or entity.created_by,)
            named = {WorkReason.TO_ANSWER: bool(entity.open_seats), WorkReason.OVERDUE: entity.is_overdue(asked.at)}
            reasons = tuple(reason.value for reason, is_so in named.items() if is_so)
            yield WorkRow(WorkKind.ACTIVITY, scope, *names, whose, entity.due_date, entity.created_at, reasons)


def _clocks(entities: Sequence[Entity], asked: AskedWork) -> Iterator[WorkRow]:
    groups: dict[tuple[EntityRef, str | None], list[SlaClock]] = {}
    for clock in entities:
        if isinstance(clock, SlaClock) and clock.is_running and _is_at_risk(clock, asked.at):
            groups.setdefault((clock.subject, clock.owner), []).append(clock)
    for (subject, owner), clocks in groups.items():
        about = next(each for each in entities if _is(each, subject))
        scope = DelegationScope.LEADS if subject.kind is EntityKind.LEAD else DelegationScope.DEALS
        names = (subject.kind.value, subject.id, clocks[0].number, getattr(about, "name", ""))
        due = min(each.due_at for each in clocks if each.due_at)
        reasons = []
        for target in Target:
            of_target = [each for each in clocks if each.target is target]
            if any(each.due_at and each.due_at <= asked.at for each in of_target):
                reasons.append(f"{target}_{BREACHED}")
            elif of_target:
                reasons.append(f"{target}_{AT_RISK}")
        owners = () if owner is None else (owner,)
        since = min(each.started_at for each in clocks)
        yield WorkRow(WorkKind.CLOCK, scope, *names, owners, due, since, tuple(reasons))


def _is_at_risk(clock: SlaClock, at: datetime) -> bool:
    is_breached = clock.due_at is not None and clock.due_at <= at
    return is_breached or (clock.warn_at is not None and clock.warn_at <= at and clock.paused_until <= at)


def _contact_due(lead: Lead, entities: Sequence[Entity]) -> datetime | None:
    promised = (
        each.due_at
        for each in entities
        if isinstance(each, SlaClock)
        and each.is_running
        and each.target is Target.FIRST_CONTACT
        and each.subject_id == lead.id
        and each.due_at
    )
    return min(promised, default=None)


def _last(entity: Entity, entities: Sequence[Entity]) -> datetime:
    return _last_human(entity, entities) or entity.created_at


def _last_human(entity: Entity, entities: Sequence[Entity]) -> datetime | None:
    touched = (
        each.completed_at
        for each in entities
        if isinstance(each, Activity) and _is(entity, each.related) and each.happening.is_human and each.completed_at
    )
    return max(touched, default=None)


def _is(entity: Entity, ref: EntityRef) -> bool:
    """Asked of every pair of entities, so no reference is built for it."""
    return entity.id == ref.id and entity.kind is ref.kind


def _is_rotting(deal: Opportunity, entities: Sequence[Entity], at: datetime) -> bool:
    if not deal.is_open:
        return False
    pipelines = (each for each in entities if isinstance(each, Pipeline) and each.id == deal.pipeline_id)
    stages = (stage for each in pipelines if (stage := each.rules.stage(deal.stage)) is not None)
    rots_from = (stage.rots_from(deal.stage_entered_at, _last_human(deal, entities)) for stage in stages)
    return any(moment is not None and moment <= at for moment in rots_from)


def _is_asked(row: WorkRow, asked: AskedWork) -> bool:
    is_owned = asked.owners is None or not asked.owners[row.scope].isdisjoint(row.owners)
    is_kind = asked.kind in {None, row.kind}
    is_due = not asked.overdue or (row.due_at is not None and row.due_at < asked.at)
    return is_owned and is_kind and is_due and (asked.after is None or _is_after(row, asked.after, asked.order))


def _is_after(row: WorkRow, place: WorkPlace, order: WorkOrder) -> bool:
    return _place(row, order) > _key(place, order)


def _place(row: WorkRow, order: WorkOrder) -> tuple[object, ...]:
    return _key(WorkPlace(row.due_at, row.since, row.subject_id, row.kind.value), order)


def _key(place: WorkPlace, order: WorkOrder) -> tuple[object, ...]:
    if order is WorkOrder.AGE:
        return place[1:]
    return (place.due_at is None, place.due_at or place.since, *place[1:])
