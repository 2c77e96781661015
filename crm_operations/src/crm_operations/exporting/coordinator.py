"""The coordinator of exports: the records of a kind, out of one snapshot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

from crm_core.activities import Activity, ActivityFilter
from crm_core.actor import Actor, Permission
from crm_core.errors import Invalid, Refused
from crm_core.identity import EntityKind
from crm_core.imports import (
    ImportKind,
    OpenNames,
    Record,
    key_of,
    open_names,
    project_activity,
    project_deal,
    project_lead,
    project_product,
)
from crm_core.leads import LeadFilter
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.products import ProductFilter
from crm_core.stores import EntityQuery, Filter
from crm_operations.operation import inward
from crm_operations.records import Records, UnitOfWork

PAGE = 1_000

ProjectPage = Callable[[UnitOfWork, Sequence[Any]], Iterator[Record]]


class Exported(NamedTuple):
    """How a kind is found, and what it takes to read it."""

    permission: Permission
    filters: type[Filter]
    store: Callable[[UnitOfWork], EntityQuery[Any, Any]]
    project: ProjectPage


def _deals(work: UnitOfWork, page: Sequence[Opportunity]) -> Iterator[Record]:
    leads = _keys(work.leads, {deal.lead_id for deal in page if deal.lead_id})
    return (project_deal(deal, leads) for deal in page)


def _activities(work: UnitOfWork, page: Sequence[Activity]) -> Iterator[Record]:
    about: dict[EntityKind, set[str]] = {}
    for each in page:
        about.setdefault(each.related_entity_type, set()).add(each.related_entity_id)
    leads = _keys(work.leads, about.get(EntityKind.LEAD, set()))
    deals = _keys(work.opportunities, about.get(EntityKind.OPPORTUNITY, set()))
    return (project_activity(each, leads, deals) for each in page)


def _keys(store: EntityQuery[Any, Any], ids: set[str]) -> Mapping[str, str]:
    return {each.id: key_of(each) for each in store.get_many(sorted(ids))} if ids else {}


EXPORTED: Mapping[ImportKind, Exported] = {
    ImportKind.LEAD: Exported(
        Permission.LEAD_READ, LeadFilter, lambda work: work.leads, lambda _, page: map(project_lead, page)
    ),
    ImportKind.PRODUCT: Exported(
        Permission.DEAL_READ, ProductFilter, lambda work: work.products, lambda _, page: map(project_product, page)
    ),
    ImportKind.DEAL: Exported(Permission.DEAL_READ, OpportunityFilter, lambda work: work.opportunities, _deals),
    ImportKind.ACTIVITY: Exported(Permission.LEAD_READ, ActivityFilter, lambda work: work.activities, _activities),
}
"""The kinds that can be exported."""


class Export:
    """The records of one kind as they were at one moment; each call of ``records`` reads them from the start."""

    def __init__(self, kind: ImportKind, work: UnitOfWork, filters: Filter) -> None:
        self.kind, self._work, self._filters = kind, work, filters

    @property
    def open_names(self) -> OpenNames:
        """The attributes and custom fields that any of them has; reads all of them."""
        return open_names(self.kind, self.records())

    def records(self) -> Iterator[Record]:
        """In the order of ids, a page in memory at a time. Raises Refused for a row that cannot be read."""
        exported = EXPORTED[self.kind]
        store, query = exported.store(self._work), self._filters
        while True:
            page = store.find(query)
            for row in page.unreadable:
                raise Refused("{kind} {id} cannot be read: {problem}", {"kind": self.kind, **row.model_dump()})
            yield from exported.project(self._work, page)
            if page.last_id is None or page.looked_at < query.limit:
                return
            query = query.model_copy(update={"after_id": page.last_id})


class ExportCoordinator:
    """Whoever may export still sees only the kinds that they may read."""

    def __init__(self, records: Records) -> None:
        self._records = records

    @inward(
        "it answers rows as they are asked for",
        Permission.EXPORT_RUN,
        further=(Permission.LEAD_READ, Permission.DEAL_READ),
    )
    def opened(self, actor: Actor, kind: ImportKind, filters: Filter | None = None) -> AbstractContextManager[Export]:
        """Opens the records of a kind that match, in one snapshot until the block ends.

        Raises NotPermitted; Invalid for a kind that is not exported, and for the filters of another kind.
        """
        exported = EXPORTED.get(kind)
        if exported is None:
            raise Invalid.field("kind", f"{kind} is not exported", f"use one of: {', '.join(EXPORTED)}")
        actor.require(exported.permission)
        asked = filters or exported.filters()
        if not isinstance(asked, exported.filters):
            raise Invalid.field("filters", f"they are none of a {kind}", f"use {exported.filters.__name__}")
        return self._opened(actor, kind, asked.model_copy(update={"limit": PAGE}))

    @contextmanager
    def _opened(self, actor: Actor, kind: ImportKind, filters: Filter) -> Iterator[Export]:
        with self._records.reading(actor) as work:
            yield Export(kind, work, filters)
