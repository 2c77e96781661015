"""What waits for people, by one statement: a part for each kind of work, all with the same columns."""

import json
from collections.abc import Sequence, Set
from functools import reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects import mysql

from crm_adapters.storage.entities.activities import activities, is_human, names_seat, waits_for_answers
from crm_adapters.storage.entities.approvals import approvals
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.service_levels import sla_clocks
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.types import Moment
from crm_core.approvals import ApprovalState, DelegationScope
from crm_core.identity import EntityKind
from crm_core.leads import ACTIVE_STATUSES, LeadStatus
from crm_core.pipelines import Outcome
from crm_core.service_levels import ClockStatus, Target
from crm_operations.work_queue import AT_RISK, BREACHED, AskedWork, WorkKind, WorkOrder, WorkReason, WorkRow

Part = Select[Any]

_NEVER = cast(null(), Moment())
_LEAD, _DEAL = EntityKind.LEAD.value, EntityKind.OPPORTUNITY.value


class SqlWorkQueue:
    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, tenant_id: str, asked: AskedWork) -> Sequence[WorkRow]:
        with self._database.reading(tenant_id) as connection:
            parts = _parts(tenant_id, asked, connection.dialect)
            if not parts:
                return []
            found = connection.execute(_page(parts, asked)).all()
        return [_row(row) for row in found]


def _parts(tenant_id: str, asked: AskedWork, dialect: Dialect) -> list[Part]:
    parts = (
        (WorkKind.APPROVAL, _approvals(tenant_id, asked)),
        (WorkKind.LEAD, _leads(tenant_id, asked)),
        (WorkKind.DEAL, _deals(tenant_id, asked, dialect)),
        (WorkKind.ACTIVITY, _activities(tenant_id, asked)),
        (WorkKind.ACTIVITY, _shared_tasks(tenant_id, asked)),
        (WorkKind.CLOCK, _clocks(tenant_id, asked)),
    )
    return [part for kind, part in parts if asked.kind in {None, kind}]


def _page(parts: Sequence[Part], asked: AskedWork) -> Select[Any]:
    work = union_all(*parts).subquery()
    due, since, key = work.c.due_at, work.c.since, (work.c.subject_id, work.c.kind)
    last = due.is_(None)
    by_age = asked.order is WorkOrder.AGE
    statement = select(work).order_by(*((since, *key) if by_age else (last, due, since, *key))).limit(asked.limit)
    if asked.overdue:
        statement = statement.where(due < literal(asked.at, Moment()))
    if (place := asked.after) is None:
        return statement
    ties: list[tuple[ColumnElement[Any], Any]] = [
        (since, literal(place.since, Moment())),
        (work.c.subject_id, literal(place.subject_id)),
        (work.c.kind, literal(place.kind)),
    ]
    if by_age:
        return statement.where(_follows(ties))
    if place.due_at is None:
        return statement.where(last, _follows(ties))
    return statement.where(or_(last, _follows([(due, literal(place.due_at, Moment())), *ties])))


def _follows(pairs: Sequence[tuple[ColumnElement[Any], Any]]) -> ColumnElement[bool]:
    """Whether the columns come after the values, the first that differs deciding."""
    (column, value), *others = pairs
    return or_(column > value, and_(column == value, _follows(others))) if others else column > value


def _approvals(tenant_id: str, asked: AskedWork) -> Part:
    request = approvals.c
    seats = None if asked.owners is None else asked.owners[DelegationScope.APPROVALS]
    waits = true() if seats is None else or_(*(_has_seat(seat) for seat in sorted(seats)), literal_column("1 = 0"))
    return _part(
        WorkKind.APPROVAL,
        _text(DelegationScope.APPROVALS),
        request.subject_kind,
        request.subject_id,
        request.number,
        request.title,
        request.open_seats,
        request.expires_at,
        request.created_at,
        request.level,
    ).where(request.tenant_id == tenant_id, request.state == ApprovalState.PENDING.value, waits)


def _has_seat(user_id: str) -> ColumnElement[bool]:
    return approvals.c.open_seats.contains(json.dumps(user_id), autoescape=True)


def _leads(tenant_id: str, asked: AskedWork) -> Part:
    lead = leads.c
    is_new = lead.status == LeadStatus.NEW.value
    is_stale = _last_human(tenant_id, _LEAD, lead) <= literal(asked.stale_since, Moment())
    return _part(
        WorkKind.LEAD,
        _text(DelegationScope.LEADS),
        _text(_LEAD),
        lead.id,
        lead.lead_number,
        lead.name,
        lead.assigned_to,
        case((is_new, _contact_due(tenant_id)), else_=_NEVER),
        lead.created_at,
        _reasons((WorkReason.TO_CONTACT, is_new), (WorkReason.STALE, is_stale)),
    ).where(
        lead.tenant_id == tenant_id,
        lead.status.in_(sorted(ACTIVE_STATUSES)),
        _is_owned(lead.assigned_to, asked, DelegationScope.LEADS),
        or_(is_new, is_stale),
    )


def _deals(tenant_id: str, asked: AskedWork, dialect: Dialect) -> Part:
    deal = opportunities.c
    touched = _last_human(tenant_id, _DEAL, deal)
    closes = deal.expected_close_date
    attention = (
        (WorkReason.STALE, touched <= literal(asked.stale_since, Moment())),
        (WorkReason.SLIPPED, closes < asked.today),
        (WorkReason.CLOSING_SOON, closes.between(asked.today, asked.closing_until)),
        (WorkReason.NOT_PRICED, deal.expected_revenue_minor.is_(None)),
    )
    return _part(
        WorkKind.DEAL,
        _text(DelegationScope.DEALS),
        _text(_DEAL),
        deal.id,
        deal.opportunity_number,
        deal.name,
        deal.assigned_to,
        _beginning_of(closes, dialect),
        deal.created_at,
        _reasons(*attention),
    ).where(
        deal.tenant_id == tenant_id,
        deal.outcome == Outcome.OPEN.value,
        _is_owned(deal.assigned_to, asked, DelegationScope.DEALS),
        or_(*(is_so for _, is_so in attention)),
    )


def _activities(tenant_id: str, asked: AskedWork) -> Part:
    """Of one person, once it is overdue."""
    activity = activities.c
    owner = func.coalesce(activity.assigned_to, activity.created_by)
    is_late = and_(activity.completed_at.is_(None), activity.due_date < literal(asked.at, Moment()))
    owned = _by_what_it_is_about(*(_is_somebodys(asked, scope) for scope in _ABOUT))
    return _todo(tenant_id, owner, _text(WorkReason.OVERDUE)).where(is_late, ~waits_for_answers, owned)


def _shared_tasks(tenant_id: str, asked: AskedWork) -> Part:
    """Of several people, for each of them until they answered."""
    is_late = activities.c.due_date < literal(asked.at, Moment())
    reasons = _reasons((WorkReason.TO_ANSWER, true()), (WorkReason.OVERDUE, is_late))
    owned = _by_what_it_is_about(*(_is_waited_for(asked, scope) for scope in _ABOUT))
    return _todo(tenant_id, activities.c.open_seats, reasons).where(waits_for_answers, owned)


def _todo(tenant_id: str, owner: ColumnElement[Any], reasons: ColumnElement[Any]) -> Part:
    """Activities, with the number of the lead or deal they are about."""
    activity, lead, deal = activities.c, leads.c, opportunities.c
    about = activities.outerjoin(
        leads, and_(_OF_LEAD, lead.tenant_id == activity.tenant_id, lead.id == activity.related_entity_id)
    ).outerjoin(
        opportunities,
        and_(~_OF_LEAD, deal.tenant_id == activity.tenant_id, deal.id == activity.related_entity_id),
    )
    found = _part(
        WorkKind.ACTIVITY,
        case((_OF_LEAD, _text(DelegationScope.LEADS)), else_=_text(DelegationScope.DEALS)),
        _text(EntityKind.ACTIVITY),
        activity.id,
        func.coalesce(lead.lead_number, deal.opportunity_number),
        activity.subject,
        owner,
        activity.due_date,
        activity.created_at,
        reasons,
    )
    return found.select_from(about).where(activity.tenant_id == tenant_id)


_ABOUT = (DelegationScope.LEADS, DelegationScope.DEALS)
_OF_LEAD = activities.c.related_entity_type == _LEAD


def _by_what_it_is_about(lead: ColumnElement[bool], deal: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(and_(_OF_LEAD, lead), and_(~_OF_LEAD, deal))


def _is_waited_for(asked: AskedWork, scope: DelegationScope) -> ColumnElement[bool]:
    """Whether the answer of one of them is."""
    if asked.owners is None:
        return true()
    return or_(*(names_seat(user) for user in sorted(asked.owners[scope])), literal_column("1 = 0"))


def _contact_due(tenant_id: str) -> ColumnElement[Any]:
    """By when the lead must be contacted; none where nothing was promised, or it is paused without an end."""
    clock = sla_clocks.c
    return (
        select(func.min(clock.due_at))
        .where(
            clock.tenant_id == tenant_id,
            clock.subject_id == leads.c.id,
            clock.target == Target.FIRST_CONTACT.value,
            clock.status == ClockStatus.RUNNING.value,
        )
        .scalar_subquery()
    )


def _clocks(tenant_id: str, asked: AskedWork) -> Part:
    """One for each lead or deal, whose reasons are its targets; what is paused is not at risk."""
    clock, lead, deal = sla_clocks.c, leads.c, opportunities.c
    at = literal(asked.at, Moment())
    of_lead = clock.subject_kind == _LEAD
    about = sla_clocks.outerjoin(
        leads, and_(of_lead, lead.tenant_id == clock.tenant_id, lead.id == clock.subject_id)
    ).outerjoin(opportunities, and_(~of_lead, deal.tenant_id == clock.tenant_id, deal.id == clock.subject_id))
    subject = (clock.subject_kind, clock.subject_id, clock.number, func.coalesce(lead.name, deal.name), clock.owner)
    is_breached = clock.due_at <= at
    found = _part(
        WorkKind.CLOCK,
        case((of_lead, _text(DelegationScope.LEADS)), else_=_text(DelegationScope.DEALS)),
        *subject,
        func.min(clock.due_at),
        func.min(clock.started_at),
        reduce(lambda text, more: text.concat(more), (_promised(target, is_breached) for target in Target)),
    )
    owned = or_(
        and_(of_lead, _is_owned(clock.owner, asked, DelegationScope.LEADS)),
        and_(~of_lead, _is_owned(clock.owner, asked, DelegationScope.DEALS)),
    )
    return (
        found.select_from(about)
        .where(
            clock.tenant_id == tenant_id,
            clock.status == ClockStatus.RUNNING.value,
            or_(is_breached, and_(clock.warn_at <= at, clock.paused_until <= at)),
            owned,
        )
        .group_by(*subject)
    )


def _promised(target: Target, is_breached: ColumnElement[bool]) -> ColumnElement[str]:
    """What is to be said of this target, within a group of clocks."""
    is_it = sla_clocks.c.target == target.value
    return case(
        (_any(and_(is_it, is_breached)), _text(f"{target}_{BREACHED} ")),
        (_any(is_it), _text(f"{target}_{AT_RISK} ")),
        else_=_text(""),
    )


def _any(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.max(case((condition, 1), else_=0)) == 1


_COLUMNS = ("scope", "subject_kind", "subject_id", "number", "title", "owner", "due_at", "since", "reasons")


def _part(kind: WorkKind, *columns: ColumnElement[Any]) -> Part:
    named = (column.label(name) for name, column in zip(_COLUMNS, columns, strict=True))
    return select(_text(kind).label("kind"), *named)


def _text(word: str) -> ColumnElement[str]:
    """One of our own words, written into the statement."""
    return literal_column(f"'{word}'", String())


def _is_owned(owner: ColumnElement[Any], asked: AskedWork, scope: DelegationScope) -> ColumnElement[bool]:
    owners: Set[str] | None = None if asked.owners is None else asked.owners[scope]
    return true() if owners is None else owner.in_(sorted(owners))


def _is_somebodys(asked: AskedWork, scope: DelegationScope) -> ColumnElement[bool]:
    """Whoever was given it, else whoever wrote it down."""
    activity = activities.c
    by_whom = and_(activity.assigned_to.is_(None), _is_owned(activity.created_by, asked, scope))
    return or_(_is_owned(activity.assigned_to, asked, scope), by_whom) if asked.owners is not None else true()


def _last_human(tenant_id: str, kind: str, entity: Any) -> ColumnElement[Any]:
    """When somebody was last in touch about it, else its beginning."""
    last = select(func.max(activities.c.completed_at)).where(
        activities.c.tenant_id == tenant_id,
        activities.c.related_entity_type == kind,
        activities.c.related_entity_id == entity.id,
        is_human,
    )
    return func.coalesce(last.scalar_subquery(), entity.created_at)


def _reasons(*named: tuple[WorkReason, ColumnElement[bool]]) -> ColumnElement[str]:
    """Each that holds, with a blank behind it."""
    texts = [case((is_so, _text(f"{reason} ")), else_=_text("")) for reason, is_so in named]
    return reduce(lambda text, more: text.concat(more), texts)


def _beginning_of(day: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """The first moment of a day in UTC, as moments are stored."""
    if dialect.name == "sqlite":
        return type_coerce(type_coerce(day, String()).concat(_text(" 00:00:00.000000")), Moment())
    if dialect.name == "postgresql":
        return type_coerce(func.timezone("UTC", cast(day, DateTime())), Moment())
    return type_coerce(cast(day, mysql.DATETIME(fsp=6)), Moment())


def _row(row: Row[Any]) -> WorkRow:
    kind = WorkKind(row.kind)
    named = (row.subject_kind, row.subject_id, row.number or "", row.title)
    return WorkRow(
        kind,
        DelegationScope(row.scope),
        *named,
        _owners(row.owner),
        row.due_at,
        row.since,
        tuple(row.reasons.split()),
    )


def _owners(owner: str | None) -> tuple[str, ...]:
    """Of an approval, or a task of several people, a list; no id of a person begins with a bracket."""
    if owner is None:
        return ()
    return tuple(json.loads(owner)) if owner.startswith("[") else (owner,)
