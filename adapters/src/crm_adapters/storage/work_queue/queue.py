"""The work queue in SQL: the first rows of each part, put in one order."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, literal, or_, select, union_all

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.work_queue.activities import assigned_activities, shared_tasks, unassigned_activities
from crm_adapters.storage.work_queue.approvals import pending_approvals
from crm_adapters.storage.work_queue.clocks import clocks_at_risk
from crm_adapters.storage.work_queue.deals import waiting_deals
from crm_adapters.storage.work_queue.leads import waiting_leads
from crm_adapters.storage.work_queue.part import Part, moment
from crm_core.approvals import DelegationScope
from crm_operations.work_queue import AskedWork, WorkKind, WorkOrder, WorkRow

PARTS: Mapping[WorkKind, Sequence[Callable[[str, AskedWork], Part]]] = {
    WorkKind.APPROVAL: (pending_approvals,),
    WorkKind.LEAD: (waiting_leads,),
    WorkKind.DEAL: (waiting_deals,),
    WorkKind.ACTIVITY: (assigned_activities, unassigned_activities, shared_tasks),
    WorkKind.CLOCK: (clocks_at_risk,),
}
"""Each by an index of its own, since no database looks for one of two owners by two."""


class SqlWorkQueue:
    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, tenant_id: str, asked: AskedWork) -> Sequence[WorkRow]:
        kinds = PARTS if asked.kind is None else (asked.kind,)
        pages = [_page(part(tenant_id, asked), asked) for kind in kinds for part in PARTS[kind]]
        with self._database.reading(tenant_id) as connection:
            found = connection.execute(_first(union_all(*pages).subquery(), asked)).all()
        return [_row(row) for row in found]


def _page(part: Part, asked: AskedWork) -> Select[Any]:
    """No more of one kind than the page holds, so that what is sorted together is short."""
    work = part.subquery()
    return select(_first(work, asked).where(*_conditions(work, asked)).subquery())


def _first(work: Subquery, asked: AskedWork) -> Select[Any]:
    due, order = work.c.due_at, (work.c.since, work.c.subject_id, work.c.kind)
    by_due = () if asked.order is WorkOrder.AGE else (due.is_(None), due)
    return select(work).order_by(*by_due, *order).limit(asked.limit)


def _conditions(work: Subquery, asked: AskedWork) -> Iterator[ColumnElement[bool]]:
    due = work.c.due_at
    if asked.overdue:
        yield due < moment(asked.at)
    if (place := asked.after) is None:
        return
    ties: list[tuple[ColumnElement[Any], Any]] = [
        (work.c.since, moment(place.since)),
        (work.c.subject_id, literal(place.subject_id)),
        (work.c.kind, literal(place.kind)),
    ]
    if asked.order is WorkOrder.AGE:
        yield _follows(ties)
    elif place.due_at is None:
        yield and_(due.is_(None), _follows(ties))
    else:
        yield or_(due.is_(None), _follows([(due, moment(place.due_at)), *ties]))


def _follows(pairs: Sequence[tuple[ColumnElement[Any], Any]]) -> ColumnElement[bool]:
    """Whether the columns come after the values, the first that differs deciding."""
    (column, value), *others = pairs
    return or_(column > value, and_(column == value, _follows(others))) if others else column > value


def _row(row: Row[Any]) -> WorkRow:
    named = (row.subject_kind, row.subject_id, row.number or "", row.title)
    waits = (row.due_at, row.since, tuple(filter(None, row.reasons.split("\n"))))
    return WorkRow(WorkKind(row.kind), DelegationScope(row.scope), *named, _owners(row.owner), *waits)


def _owners(owner: str | None) -> tuple[str, ...]:
    """Of an approval, or a task of several people, a list; no id of a person begins with a bracket."""
    if owner is None:
        return ()
    return tuple(json.loads(owner)) if owner.startswith("[") else (owner,)
