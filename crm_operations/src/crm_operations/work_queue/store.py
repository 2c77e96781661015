"""Where pending work is found: one statement over everything that can wait."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import NamedTuple, Protocol

from crm_core.approvals import DelegationScope
from crm_operations.work_queue.item import WorkKind, WorkOrder, WorkPlace

Owners = Mapping[DelegationScope, Set[str]] | None
"""Whose work is asked for, by what it belongs to; None is everybody's."""


class AskedWork(NamedTuple):
    """``stale_since`` and ``closing_until`` follow from the tenant's settings."""

    at: datetime
    today: date
    owners: Owners
    stale_since: datetime
    closing_until: date
    kind: WorkKind | None = None
    overdue: bool = False
    order: WorkOrder = WorkOrder.DUE
    after: WorkPlace | None = None
    limit: int = 50


class WorkRow(NamedTuple):
    """``owners`` are those any of whom may do it: of an approval, or a shared task, all who have not answered.

    ``scope`` is what one of them must have delegated for another to do it.
    """

    kind: WorkKind
    scope: DelegationScope
    subject_kind: str
    subject_id: str
    number: str
    title: str
    owners: tuple[str, ...]
    due_at: datetime | None
    since: datetime
    reasons: tuple[str, ...]


class WorkQueueStore(Protocol):
    """Finds what waits; each call sees one moment."""

    def pending(self, tenant_id: str, asked: AskedWork) -> Sequence[WorkRow]:
        """At most ``limit``, in order of due date, age and id, or of age first."""
        ...
