"""Credits in their table: appended, added up by one statement, and streamed to what runs over many."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    RowMapping,
    Select,
    Table,
    UniqueConstraint,
    case,
    select,
)

from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, minor
from crm_core.credits import (
    Credit,
    CreditBasis,
    CreditCause,
    CreditDimension,
    CreditedAlready,
    CreditFilter,
    CreditQuery,
    CreditRow,
    CreditSum,
)
from crm_core.errors import Forbidden
from crm_core.stores import Listed
from crm_operations.process import compound_id

credits_table = Table(
    "crm_credits",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("identity", key(), nullable=False),
    Column("opportunity_id", key(), nullable=False),
    Column("opportunity_number", key(50), nullable=False),
    Column("owner_id", key(), nullable=False),
    Column("currency_code", key(3), nullable=False),
    Column("basis", key(50), nullable=False),
    Column("cause", key(50), nullable=False),
    Column("event_id", key(255), nullable=False),
    Column("credit_date", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("user_id", key(), nullable=False),
    Column("kind", key(50), nullable=False),
    Column("amount_minor", minor(), nullable=False),
    Column("share_basis_points", Integer, nullable=False),
    Column("split_id", key()),
    Column("team", key(255)),
    Column("manager_id", key()),
    Column("territory", key(255)),
    Column("product", key(100)),
    Column("category", key(255)),
    Column("reverses", key()),
    UniqueConstraint("tenant_id", "identity"),
    Index(None, "tenant_id", "opportunity_id"),
    Index(None, "tenant_id", "user_id", "credit_date"),
    Index(None, "tenant_id", "basis", "credit_date"),
)
"""``identity`` is the digest of what no two credits share."""

_c = credits_table.c
_INSERT = InsertIfAbsent(credits_table)
_PAGE = 5_000
"""Rows of a stream that are in memory at once."""


class SqlCredits:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, added: Sequence[Credit]) -> None:
        for credit in added:
            if credit.tenant_id != self._session.tenant_id:
                raise Forbidden.because_of_another_tenant("credit", credit.id)
            words = {"basis": credit.basis.value, "cause": credit.cause.value}
            row = {**dict(credit), **words, "identity": _digest(credit)}
            if not _INSERT.write(self._session.beside_writes, row):
                raise CreditedAlready.because_it_is_there(credit.opportunity_id)

    def of(self, opportunity_id: str) -> Sequence[Credit]:
        query = self._mine().where(_c.opportunity_id == opportunity_id).order_by(_c.id)
        return [_credit(row) for row in self._session.connection.execute(query).mappings()]

    def find(self, query: CreditFilter) -> Listed[Credit]:
        page = self._mine().where(*_found_by(query)).order_by(_c.id).limit(query.limit)
        found = [_credit(row) for row in self._session.connection.execute(page).mappings()]
        return Listed(found, last_id=found[-1].id if found else None)

    def sums(self, query: CreditQuery) -> Sequence[CreditSum]:
        group = [_column(dimension, query) for dimension in query.by]
        sums = (
            select(*group, _c.currency_code, exact_sum(_c.amount_minor))
            .where(_c.tenant_id == self._session.tenant_id, *_asked_by(query))
            .group_by(*group, _c.currency_code)
        )
        return [CreditSum(tuple(row[:-2]), row[-2], row[-1]) for row in self._session.connection.execute(sums)]

    def stream(self, query: CreditQuery) -> Iterator[CreditRow]:
        connection = self._session.connection
        rows = (
            select(*(_c[name] for name in CreditRow._fields))
            .where(_c.tenant_id == self._session.tenant_id, *_asked_by(query))
            .order_by(_c.user_id, _c.at, _c.opportunity_number, _c.id)
        )
        # MariaDB answers nothing else while rows are left on the server, so there they are all fetched at once.
        options = {} if connection.dialect.name == "mariadb" else {"yield_per": _PAGE}
        return map(CreditRow._make, connection.execute(rows, execution_options=options))

    def _mine(self) -> Select[Any]:
        return select(credits_table).where(_c.tenant_id == self._session.tenant_id)


def _digest(credit: Credit) -> str:
    return sha256(compound_id(*credit.identity).encode()).hexdigest()


def _credit(row: RowMapping) -> Credit:
    values: dict[str, Any] = {name: row[name] for name in Credit.model_fields}
    return Credit.model_construct(
        **{**values, "basis": CreditBasis(values["basis"]), "cause": CreditCause(values["cause"])}
    )


def _found_by(query: CreditFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("opportunity_id", "user_id", "kind", "basis", "cause", "event_id"):
        if (value := getattr(query, name)) is not None:
            yield _c[name] == str(value)
    if query.since is not None:
        yield _c.credit_date >= query.since
    if query.until is not None:
        yield _c.credit_date <= query.until
    if query.after_id is not None:
        yield _c.id > query.after_id


def _asked_by(query: CreditQuery) -> Iterator[ColumnElement[bool]]:
    yield _c.basis == query.basis.value
    yield _c.credit_date >= query.starts[0]
    yield _c.credit_date < query.starts[-1]
    for field, values in query.named.items():
        yield _c[field].in_(sorted(values))


def _column(dimension: CreditDimension, query: CreditQuery) -> ColumnElement[Any]:
    if dimension is not CreditDimension.PERIOD:
        return _c[dimension.value]
    later = list(query.starts)[1:]
    return case(*((_c.credit_date < day, place) for place, day in enumerate(later))).label("period")
