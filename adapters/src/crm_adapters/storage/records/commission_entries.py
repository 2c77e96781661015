"""The commission ledger in its table: entries are appended in batches, and added up by one statement."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    Table,
    UniqueConstraint,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import IntegrityError

from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, minor, text
from crm_adapters.storage.records.credits import credits_table
from crm_core.commissions import COMPUTED, Entry, EntryKind, EntryQuery, EntrySum, Held, PeriodParts, Posted
from crm_core.errors import ChangedMeanwhile

_table = Table(
    "crm_commission_entries",
    metadata,
    tenant_column(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", key(), nullable=False),
    Column("payee_kind", key(50), nullable=False),
    Column("payee_id", key(), nullable=False),
    Column("kind", key(50), nullable=False),
    Column("opportunity_id", key(), nullable=False),
    Column("opportunity_number", key(50), nullable=False),
    Column("event_id", key(255), nullable=False),
    Column("plan", key(100), nullable=False),
    Column("plan_revision", Integer, nullable=False),
    Column("credit_period", key(10), nullable=False),
    Column("posted_period", key(10), nullable=False),
    Column("base_minor", minor(), nullable=False),
    Column("rate_basis_points", Integer),
    Column("amount_minor", minor(), nullable=False),
    Column("currency_code", key(3), nullable=False),
    Column("rate", key(50)),
    Column("rate_date", Date),
    Column("corrects", BigInteger),
    Column("reason", text()),
    Column("trace", text(), nullable=False),
    Column("key", key(), nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("posted_by", key(), nullable=False),
    Column("component", key(50), nullable=False),
    Column("pay_rate", key(50)),
    Column("pay_rate_date", Date),
    UniqueConstraint("tenant_id", "key"),
    Index(None, "tenant_id", "plan", "credit_period", "payee_id"),
    Index(None, "tenant_id", "payee_id", "posted_period"),
    Index(None, "tenant_id", "opportunity_id"),
    Index(None, "tenant_id", "plan", "posted_period", "payee_id"),
)

_c = _table.c
_INSERT = Prepared(insert(_table), by_row=True)
_COMPUTED = [kind.value for kind in COMPUTED]
_HELD = [EntryKind.HOLDBACK.value, EntryKind.RELEASE.value]
_PAGE = 5_000
"""Rows of a stream that are in memory at once."""


def _sum_of(condition: ColumnElement[bool], column: ColumnElement[int] = _c.amount_minor) -> ColumnElement[int]:
    return exact_sum(case((condition, column), else_=0))


_IN = and_(_c.kind == literal(EntryKind.CARRY.value, literal_execute=True), _c.credit_period != _c.posted_period)
_OUT = and_(_c.kind == literal(EntryKind.CARRY.value, literal_execute=True), _c.credit_period == _c.posted_period)
_IN_ORDER = (
    EntryKind.EARNING,
    EntryKind.CORRECTION,
    EntryKind.OVERRIDE,
    EntryKind.BONUS,
    EntryKind.ADJUSTMENT,
    EntryKind.CAP,
    EntryKind.FLOOR,
    EntryKind.HOLDBACK,
    EntryKind.RELEASE,
    EntryKind.DRAW,
    EntryKind.DRAW_RECOVERY,
)
_PARTS = (
    _sum_of(_IN),
    *(_sum_of(_c.kind == literal(kind.value, literal_execute=True)) for kind in _IN_ORDER),
    _sum_of(_OUT, -_c.amount_minor),
    _sum_of(_IN, _c.base_minor),
)
"""In the order of PeriodParts."""


class SqlCommissionEntries:
    def __init__(self, session: Session) -> None:
        self._session = session

    def last_number(self) -> int:
        query = select(func.max(_c.number)).where(_c.tenant_id == self._session.tenant_id)
        return self._session.connection.execute(query).scalar() or 0

    def post(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        mine = {"tenant_id": self._session.tenant_id}
        rows = [{**mine, **entry._asdict()} for entry in entries]
        try:
            _INSERT.write(self._session.beside_writes, *rows)
        except IntegrityError:
            first = entries[0]
            what = f"{first.credit_period} of plan {first.plan}"
            raise ChangedMeanwhile.because_it_is_no_longer_so("commission_period", what) from None

    def posted(self, plan: str, credit_period: str) -> Iterator[Posted]:
        query = (
            select(
                _c.payee_id,
                _c.component,
                _c.opportunity_id,
                func.max(_c.opportunity_number),
                _c.event_id,
                exact_sum(_c.amount_minor),
                exact_sum(_c.base_minor),
                func.max(_c.number),
                func.max(_c.rate),
                func.max(_c.rate_date),
                func.max(_c.pay_rate),
                func.max(_c.pay_rate_date),
            )
            .where(
                _c.tenant_id == self._session.tenant_id,
                _c.plan == plan,
                _c.credit_period == credit_period,
                _c.component.in_(_COMPUTED),
            )
            .group_by(_c.payee_id, _c.component, _c.opportunity_id, _c.event_id)
        )
        return map(Posted._make, self._stream(query))

    def held(self, plan: str) -> Sequence[Held]:
        left = exact_sum(_c.amount_minor)
        query = (
            select(_c.payee_id, _c.credit_period, left, func.max(_c.number))
            .where(
                _c.tenant_id == self._session.tenant_id,
                _c.opportunity_id == "",
                _c.plan == plan,
                _c.component.in_(_HELD),
            )
            .group_by(_c.payee_id, _c.credit_period)
            .order_by(_c.credit_period, _c.payee_id)
        )
        found = self._session.connection.execute(query)
        return [Held(payee, period, -amount, number) for payee, period, amount, number in found if amount]

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        columns = (_c[name] for name in Entry._fields)
        return map(Entry._make, self._stream(select(*columns).where(*self._asked_by(query)).order_by(_c.number)))

    def sums(self, query: EntryQuery) -> Iterator[EntrySum]:
        group = (_c.payee_id, _c.plan, _c.posted_period, _c.kind, _c.currency_code)
        sums = select(*group, exact_sum(_c.amount_minor)).where(*self._asked_by(query)).group_by(*group)
        return map(EntrySum._make, self._stream(sums.order_by(_c.payee_id)))

    def parts(self, query: EntryQuery) -> Iterator[PeriodParts]:
        group = (_c.payee_id, _c.plan, _c.currency_code)
        sums = select(*group, *_PARTS).where(*self._asked_by(query)).group_by(*group)
        return map(PeriodParts._make, self._stream(sums.order_by(*group)))

    def earned_since(self, plan: str, day: date | None) -> Sequence[tuple[str, int]]:
        conditions = [
            _c.tenant_id == self._session.tenant_id,
            _c.plan == plan,
            _c.opportunity_id != "",
        ]
        if day is not None:
            credited = credits_table.c
            conditions.append(
                exists().where(
                    credited.tenant_id == _c.tenant_id,
                    credited.opportunity_id == _c.opportunity_id,
                    credited.event_id == _c.event_id,
                    credited.credit_date >= day,
                )
            )
        sums = select(_c.currency_code, exact_sum(_c.amount_minor)).where(*conditions).group_by(_c.currency_code)
        found = self._session.connection.execute(sums.order_by(_c.currency_code))
        return [(currency, amount) for currency, amount in found if amount]

    def by_payee(self, query: EntryQuery) -> Iterator[Entry]:
        columns = (_c[name] for name in Entry._fields)
        found = select(*columns).where(*self._asked_by(query)).order_by(_c.payee_id, _c.number)
        return map(Entry._make, self._stream(found))

    def _asked_by(self, query: EntryQuery) -> Iterator[ColumnElement[bool]]:
        yield _c.tenant_id == self._session.tenant_id
        for name, value in query._asdict().items():
            if value is not None:
                yield _c.number > value if name == "after" else _c[name] == value

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        connection = self._session.connection
        # MariaDB answers nothing else while rows are left on the server, so there they are all fetched at once.
        options: Mapping[str, Any] = {} if connection.dialect.name == "mariadb" else {"yield_per": _PAGE}
        return iter(connection.execute(query, execution_options=options))
