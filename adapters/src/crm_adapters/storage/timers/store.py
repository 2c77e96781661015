"""Timers on SQL: set, moved and cancelled among the writes that go together, without a query."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, func, literal_column, null, or_, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.kernel.corrupt_values import known
from crm_adapters.storage.kernel.prepared import Prepared, Row
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.types import Moment
from crm_adapters.storage.kernel.write_list import Write
from crm_adapters.storage.timers.tables import timers
from crm_core.identity import EntityKind, EntityRef
from crm_core.stores import Listed
from crm_operations.records import Timer, TimerFilter, TimerLost, TimerNotFound, TimerState, timer_id

_columns = timers.c
PENDING: ColumnElement[str] = literal_column(f"'{TimerState.PENDING}'")
FAILED: ColumnElement[str] = literal_column(f"'{TimerState.FAILED}'")
_CANCELLED: ColumnElement[str] = literal_column(f"'{TimerState.CANCELLED}'")
_FIRED: ColumnElement[str] = literal_column(f"'{TimerState.FIRED}'")
_PASSED: ColumnElement[str] = literal_column(f"'{TimerState.PASSED}'")
_is_final = or_(_columns.state == _FIRED, _columns.state == _PASSED)
_NONE = ""

_this = (_columns.tenant_id == bindparam("tenant"), _columns.id == bindparam("timer"))
_about = (
    _columns.tenant_id == bindparam("tenant"),
    _columns.entity_kind == bindparam("about_kind"),
    _columns.entity_id == bindparam("about_id"),
)
_held = (*_this, _columns.state == PENDING, _columns.token == bindparam("held_at"))
_at = bindparam("at", type_=Moment)

_GET = Prepared(select(timers).where(*_this))
_OF = Prepared(select(timers).where(*_about).order_by(_columns.kind, _columns.rung))
_cancelled = (
    update(timers)
    .where(*_about, _columns.state == PENDING, _columns.id != bindparam("but"))
    .values(state=_CANCELLED, token=_columns.token + literal_column("1"))
)
_CANCEL = Prepared(_cancelled)
_CANCEL_KIND = Prepared(_cancelled.where(_columns.kind == bindparam("of_kind")))
_MOVE_HELD = Prepared(
    update(timers)
    .where(*_held)
    .values(trigger_at=_at, available_at=_at, attempts=0, token=_columns.token + literal_column("1"), last_error=null())
)
_FINISH_HELD = Prepared(
    update(timers).where(*_held).values(state=bindparam("new_state"), ended_at=_at, last_error=null())
)
_END = Prepared(
    update(timers)
    .where(*_this, or_(_columns.state == PENDING, _columns.state == FAILED))
    .values(state=bindparam("new_state"), ended_at=_at, token=_columns.token + literal_column("1"))
)
_RETRY = Prepared(
    update(timers)
    .where(*_this, or_(_columns.state == FAILED, _columns.state == _CANCELLED))
    .values(
        state=PENDING,
        available_at=_at,
        attempts=0,
        token=_columns.token + literal_column("1"),
        ended_at=null(),
    )
)


class SqlTimers:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._tenant = {"tenant": session.tenant_id}
        self._held: Timer | None = None
        self._is_moved = False
        self._waiting: dict[EntityRef, set[str | None]] = {}

    def set(self, kind: str, subject: EntityRef, at: datetime, rung: int = 0) -> None:
        key = timer_id(kind, subject, rung)
        if self._held is not None and self._held.id == key:
            self._is_moved = True
            self._write(_MOVE_HELD, self._held_at(self._held, at), subject, key, self._held)
            return
        row = {
            "tenant_id": self._session.tenant_id,
            "id": key,
            "kind": kind,
            "entity_kind": subject.kind.value,
            "entity_id": subject.id,
            "rung": rung,
            "trigger_at": at,
            "state": TimerState.PENDING.value,
            "available_at": at,
            "attempts": 0,
            "token": 0,
            "ended_at": None,
            "last_error": None,
        }
        statement = _SET[self._session.beside_writes.dialect.name]
        self._write(statement, row, subject, key)

    def cancel(self, subject: EntityRef, kind: str | None = None) -> None:
        values = {**self._subject(subject), "but": _NONE if self._held is None else self._held.id}
        if kind is None:
            self._write(_CANCEL, values, subject, None)
        else:
            self._write(_CANCEL_KIND, {**values, "of_kind": kind}, subject, None)

    def of(self, subject: EntityRef) -> Sequence[Timer]:
        rows = _OF.all(self._session.connection, self._subject(subject))
        return [timer_of(row) for row in rows]

    def get(self, timer_id: str) -> Timer:
        row = _GET.first(self._session.connection, {**self._tenant, "timer": timer_id})
        if row is None:
            raise TimerNotFound.because_unknown_id(timer_id)
        return timer_of(row)

    def find(self, filters: TimerFilter, now: datetime) -> Listed[Timer]:
        rows = self._session.connection.execute(_page(self._session.tenant_id, filters, now)).mappings()
        page = [timer_of(row) for row in rows]
        return Listed(page, last_id=page[-1].id if page else None)

    def retry(self, timer: Timer, at: datetime) -> None:
        self._write(_RETRY, {**self._tenant, "timer": timer.id, "at": at}, timer.subject, timer.id)

    def hold(self, timer: Timer) -> Sequence[Timer]:
        rungs = [each for each in self.of(timer.subject) if each.kind == timer.kind]
        if not any(each.id == timer.id and _is_held(each, timer) for each in rungs):
            raise TimerLost.because_no_longer_held(timer)
        self._held, self._is_moved = timer, False
        return rungs

    def finish(self, timer: Timer, state: TimerState, at: datetime) -> bool:
        """A held one last of all, after what its handler wrote, as everybody locks entities before their timers."""
        if self._held is None or self._held.id != timer.id:
            values = {**self._tenant, "timer": timer.id, "new_state": state.value, "at": at}
            self._write(_END, values, timer.subject, timer.id)
        elif not self._is_moved:
            values = {**self._held_at(timer, at), "new_state": state.value}
            self._write(_FINISH_HELD, values, timer.subject, timer.id, timer)
        else:
            return False
        return True

    def _write(
        self, statement: Prepared, values: Row, subject: EntityRef, timer: str | None, held: Timer | None = None
    ) -> None:
        """Two that may touch one row are sent one after the other; ``timer`` is the id of the one row, if it is one."""
        waiting = self._waiting.setdefault(subject, set())
        if waiting and (timer is None or not waiting.isdisjoint({timer, None})):
            self._session.writes.send()
            waiting.clear()
        waiting.add(timer)
        refusal = None if held is None else partial(TimerLost.because_no_longer_held, held)
        self._session.writes.add(Write(statement, values, refusal, goes_last=True))

    def _subject(self, subject: EntityRef) -> Row:
        return {**self._tenant, "about_kind": subject.kind.value, "about_id": subject.id}

    def _held_at(self, timer: Timer, at: datetime) -> Row:
        return {**self._tenant, "timer": timer.id, "held_at": timer.token, "at": at}


def timer_of(row: RowMapping | Row) -> Timer:
    """Without validation, which it passed as input."""
    facts = {name: row[name] for name in _PLAIN}
    return Timer.model_construct(
        **facts,
        subject=EntityRef.unchecked(known(EntityKind, row, "entity_kind"), row["entity_id"]),
        state=known(TimerState, row, "state"),
    )


_PLAIN = tuple(name for name in Timer.model_fields if name not in {"subject", "state"})


def _is_held(known: Timer, claimed: Timer) -> bool:
    return known.state is TimerState.PENDING and known.token == claimed.token


def _page(tenant_id: str, filters: TimerFilter, now: datetime) -> Select[Any]:
    query = select(timers).where(_columns.tenant_id == tenant_id)
    if filters.kind is not None:
        query = query.where(_columns.kind == filters.kind)
    if filters.state is not None:
        query = query.where(_columns.state == filters.state.value)
    if filters.due:
        query = query.where(_columns.state == PENDING, _columns.trigger_at <= now)
    if filters.failed:
        query = query.where(_columns.state == FAILED)
    if filters.subject_kind is not None:
        query = query.where(_columns.entity_kind == filters.subject_kind.value)
    if filters.subject_id is not None:
        query = query.where(_columns.entity_id == filters.subject_id)
    if filters.after_id is not None:
        last = timers.alias("last")
        place = select(last.c.trigger_at).where(last.c.tenant_id == tenant_id, last.c.id == filters.after_id)
        moment = place.scalar_subquery()
        query = query.where(
            (_columns.trigger_at > moment) | ((_columns.trigger_at == moment) & (_columns.id > filters.after_id))
        )
    return query.order_by(_columns.trigger_at, _columns.id).limit(filters.limit)


def _set_statements() -> dict[str, Prepared]:
    """By kind of database: adds the row, or moves one that is neither fired nor passed."""
    # Spelled out, since the driver of MariaDB takes no values behind those of the rows.
    fresh: list[tuple[str, Any]] = [("attempts", literal_column("0")), ("token", _columns.token + literal_column("1"))]
    fresh += [("ended_at", null()), ("last_error", null())]
    statements: dict[str, Prepared] = {}
    for name, kind in (("sqlite", sqlite), ("postgresql", postgresql)):
        adding = kind.insert(timers)
        moved = {column: adding.excluded[column] for column in ("trigger_at", "available_at", "state")}
        upsert = adding.on_conflict_do_update(
            index_elements=["tenant_id", "id"], set_={**moved, **dict(fresh)}, where=~_is_final
        )
        statements[name] = Prepared(upsert, by_row=True)
    on_mariadb = mysql.insert(timers)
    changes = [(column, on_mariadb.inserted[column]) for column in ("trigger_at", "available_at")]
    # Assigned from left to right, each seeing the ones before it; so the state comes last.
    changes += [*fresh, ("state", on_mariadb.inserted.state)]
    values = [(column, func.if_(_is_final, _columns[column], value)) for column, value in changes]
    statements["mariadb"] = Prepared(on_mariadb.on_duplicate_key_update(values), by_row=True)
    return statements


_SET = _set_statements()
