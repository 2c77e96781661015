"""A snapshot: how every deal stood at one moment, which is never changed afterwards."""

from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import NotFound
from crm_core.events import DomainEvent
from crm_core.fiscal import FiscalPeriod
from crm_core.identity import EntityKind
from crm_core.stores import EntityStore, Filter
from crm_core.vocabulary import Count, Day, UserId


class ForecastSnapshotTaken(DomainEvent):
    """Announced when a snapshot is taken."""

    name: ClassVar = "forecast_snapshot.taken"
    taken_on: Day
    deals: Count


class ForecastSnapshotNotFound(NotFound):
    """No snapshot of the tenant has this id."""


class ForecastSnapshot(Entity):
    """Taken at ``created_at``; ``taken_on`` is the day in the tenant's zone.

    Of closed deals it has those that were closed on ``closed_since`` or later.
    """

    kind = EntityKind.FORECAST_SNAPSHOT
    not_found = ForecastSnapshotNotFound

    taken_on: Day
    taken_by: UserId
    closed_since: Day
    deals: Count

    @classmethod
    def take(cls, *, entity_id: str, tenant_id: str, at: datetime, **facts: Any) -> tuple[Self, ForecastSnapshotTaken]:
        """``facts`` are the day, who took it, since when closed deals are in it, and how many deals were copied."""
        snapshot = cls.new(None, entity_id=entity_id, tenant_id=tenant_id, at=at, **facts)
        event = snapshot.event(ForecastSnapshotTaken, at=at, taken_on=snapshot.taken_on, deals=snapshot.deals)
        return snapshot, event


class ForecastSnapshotFilter(Filter):
    taken_on: Day | None = Field(default=None, description="Only those of this day: 2026-06-30.")


class ForecastSnapshotStore(EntityStore[ForecastSnapshot, ForecastSnapshotFilter], Protocol):
    """Stores what is known of snapshots; their deals are in ``ForecastFigures``."""

    def newest(self, until: date) -> ForecastSnapshot | None:
        """The last one taken on that day or before; None where there is none."""
        ...

    def earliest(self, since: date) -> ForecastSnapshot | None:
        """The first one taken on that day or later; None where there is none."""
        ...


class ComparedSnapshots(NamedTuple):
    """Two snapshots that can be compared, the earlier one first."""

    opening: ForecastSnapshot
    closing: ForecastSnapshot

    @property
    def are_in_order(self) -> bool:
        """Whether the first one was taken before the other."""
        return self.opening.created_at < self.closing.created_at

    @property
    def are_near(self) -> bool:
        """Whether the other one still has every deal that was closed since the first."""
        return self.closing.closed_since <= self.opening.taken_on


def snapshots_of(
    snapshots: ForecastSnapshotStore, period: FiscalPeriod, since: date | None = None, until: date | None = None
) -> ComparedSnapshots | None:
    """The last one of the first day or before, else the first one after it, and the last one of the last day or before.

    These are the period's, unless others are named. None where there are no two.
    """
    day = since or period.start
    opening = snapshots.newest(day) or snapshots.earliest(day)
    closing = snapshots.newest(until or period.end)
    if opening is None or closing is None or opening.id == closing.id:
        return None
    return ComparedSnapshots(opening, closing)


class SnapshotDeal(NamedTuple):
    """A deal as it stood: what it was expected to bring, in minor units, or was won at; 0 where nobody said.

    ``category`` is that of its stage, or what a person said in its place; closed or omitted for one that has ended.
    """

    opportunity_id: str
    outcome: str
    owner_id: str
    currency_code: str
    category: str
    value_minor: int
    expected_close_date: date | None
    opened_at: datetime
