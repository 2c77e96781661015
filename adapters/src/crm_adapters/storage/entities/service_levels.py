"""Service levels in their tables: revisions of policies, and clocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Index, RowMapping, bindparam, select

from crm_adapters.storage.kernel import record_tables, statements
from crm_adapters.storage.kernel.conditions import TWO_INDEXES
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Loaded, Row, Session
from crm_adapters.storage.kernel.write_list import Write
from crm_core.identity import EntityKind, EntityRef
from crm_core.service_levels import (
    ClockStatus,
    SlaClock,
    SlaClockFilter,
    SlaPolicy,
    SlaPolicyFilter,
    Target,
    in_order,
)

_policies = EntityMapping(SlaPolicy, "crm_sla_policies")
_table = _policies.table
_IN_FORCE = Prepared(
    select(_table).where(
        _table.c.tenant_id == bindparam("tenant"), _table.c.replaced_at.is_(None), _table.c.retired_at.is_(None)
    )
)
_CURRENT = Prepared(
    select(_table).where(
        _table.c.tenant_id == bindparam("tenant"), _table.c.name == bindparam("name"), _table.c.replaced_at.is_(None)
    )
)

_clocks = EntityMapping(
    SlaClock,
    "crm_sla_clocks",
    Index(None, "tenant_id", "subject_id", "status", "target"),
    Index(None, "tenant_id", "status", "warn_at"),
)
sla_clocks = _clocks.table
_RUNNING = select(sla_clocks).where(
    sla_clocks.c.tenant_id == bindparam("tenant"), sla_clocks.c.status == ClockStatus.RUNNING.value
)
_OF_ONE = Prepared(_RUNNING.where(sla_clocks.c.subject_id == bindparam("subject")))
_OF_MANY = _RUNNING.where(sla_clocks.c.subject_id.in_(bindparam("subjects", expanding=True)))
_WARNED = Prepared(
    _RUNNING.where(
        sla_clocks.c.subject_kind == bindparam("subject_kind"),
        sla_clocks.c.warn_at <= bindparam("at", type_=sla_clocks.c.warn_at.type),
    )
    .order_by(sla_clocks.c.warn_at)
    .limit(bindparam("at_most"))
)
_LAST = Prepared(
    select(sla_clocks)
    .where(
        sla_clocks.c.tenant_id == bindparam("tenant"),
        sla_clocks.c.subject_id == bindparam("subject"),
        sla_clocks.c.target == bindparam("target"),
        sla_clocks.c.started_at <= bindparam("at", type_=sla_clocks.c.started_at.type),
    )
    .order_by(sla_clocks.c.started_at.desc(), sla_clocks.c.id.desc())
    .limit(1)
)
_WITH_STATUS = "asked for with a status, by whose index the page is found"
_FEW_VALUES = "few values share all rows, and a page is soon full"


class SqlSlaPolicies(SqlEntityStore[SlaPolicy, SlaPolicyFilter]):
    is_configuration = True
    mapping = _policies
    scans = {"subject": _FEW_VALUES}  # noqa: RUF012

    def current(self, name: str) -> SlaPolicy | None:
        return next(iter(self._found(_CURRENT, {"tenant": self._session.tenant_id, "name": name})), None)

    def revision(self, name: str, revision: int) -> SlaPolicy | None:
        keys = {"tenant": self._session.tenant_id, "value_name": name, "value_revision": revision}
        return next(iter(self._found(statements.select_one(self.table, ("name", "revision")), keys)), None)

    def in_force(self) -> Sequence[SlaPolicy]:
        return in_order(self._found(_IN_FORCE, {"tenant": self._session.tenant_id}))


class SqlSlaClocks(SqlEntityStore[SlaClock, SlaClockFilter]):
    mapping = _clocks
    sorts = {  # noqa: RUF012
        "subject": "a lead or deal has few, and its running ones are asked for most",
        "status": TWO_INDEXES,
    }
    scans = {  # noqa: RUF012
        "target": _FEW_VALUES,
        "policy": _FEW_VALUES,
        "warned_by": _WITH_STATUS,
        "warned_after": _WITH_STATUS,
        "paused_after": _WITH_STATUS,
        "unpaused_by": _WITH_STATUS,
    }

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._ids_of: dict[str, set[str]] = {}
        """By lead or deal, the clocks that were read or written here."""

    def where_subject(self, subject: EntityRef) -> ColumnElement[bool]:
        return (sla_clocks.c.subject_id == subject.id) & (sla_clocks.c.subject_kind == subject.kind.value)

    def start(self, clock: SlaClock) -> SlaClock:
        self._must_be_ours(clock)
        first = clock.model_copy(update={"version": 1})
        entry = self._session.chained(self.kind, None, first)
        row = {**self.mapping.row_of(first), "history_hash": entry["hash"]}
        self._session.writes.add(Write(statements.insert_row(self.table), row), (self.kind, first.id))
        self._session.append(record_tables.history, entry)
        self._session.track(self.kind, Loaded(first, entry["hash"]))
        self._after_write(first, None)
        return first

    def running(self, subjects: Sequence[EntityRef]) -> Sequence[SlaClock]:
        self._look_up([subject.id for subject in subjects if subject.id not in self._ids_of])
        found = (self._session.cached(self.kind, each) for one in subjects for each in self._ids_of[one.id])
        clocks = (cast(SlaClock, loaded.entity) for loaded in found if loaded is not None)
        return sorted((clock for clock in clocks if clock.is_running), key=lambda clock: clock.id)

    def none_yet(self, subject: EntityRef) -> None:
        self._ids_of.setdefault(subject.id, set())

    def warned(self, kind: EntityKind, at: datetime, limit: int) -> Sequence[SlaClock]:
        keys = {"tenant": self._session.tenant_id, "subject_kind": kind.value, "at": at, "at_most": limit}
        return self._found(_WARNED, keys)

    def last(self, subject: EntityRef, target: Target, at: datetime) -> SlaClock | None:
        keys = {"tenant": self._session.tenant_id, "subject": subject.id, "target": target.value, "at": at}
        return next(iter(self._found(_LAST, keys)), None)

    def _look_up(self, subject_ids: list[str]) -> None:
        if not subject_ids:
            return
        keys = {"tenant": self._session.tenant_id}
        rows: Sequence[RowMapping | Row]
        if len(subject_ids) == 1:
            rows = _OF_ONE.all(self._own_connection, {**keys, "subject": subject_ids[0]})
        else:
            rows = self._own_connection.execute(_OF_MANY, {**keys, "subjects": subject_ids}).mappings().all()
        self._ids_of.update((subject_id, set()) for subject_id in subject_ids)
        for clock in self._tracked(rows):
            self._ids_of[clock.subject_id].add(clock.id)

    def _after_write(self, entity: SlaClock, before: SlaClock | None) -> None:  # noqa: ARG002
        if entity.subject_id in self._ids_of:
            self._ids_of[entity.subject_id].add(entity.id)

    def _before_removal(self, entity: SlaClock) -> None:
        self._ids_of.get(entity.subject_id, set()).discard(entity.id)
