"""One database and its transactions, each by itself or many together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import Connection

from crm_adapters.storage.kernel.configuration_cache import ConfigurationCache
from crm_adapters.storage.kernel.engines import READING, driver_named, open_engine, plan_anew
from crm_adapters.storage.kernel.errors import TRANSLATED, AnotherTenantsTransaction, LocalTransactionFailed
from crm_adapters.storage.kernel.releases import Shape, shape_of
from crm_adapters.storage.kernel.tenants import Tenant, work_for
from crm_adapters.storage.kernel.write_list import WriteList

T = TypeVar("T")

WriteAll = Callable[[Connection, Sequence[Mapping[str, Any]]], Any]


class Joint:
    """A transaction that others join: whose, what they share, what is still to be written, and whether one failed."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self.connection = connection
        self.writes = WriteList(connection)
        self.tenant = tenant
        self.shared: dict[object, Any] = {}
        self.before_commit: list[Callable[[], None]] = []
        self.once_committed: list[Callable[[], None]] = []
        self.failed = False

    def write_last(self, write: WriteAll, row: Mapping[str, Any]) -> None:
        """With every other row for the same writer, just before the commit."""
        rows: list[Mapping[str, Any]] = self.shared.setdefault(write, [])
        if not rows:
            self.before_commit.append(lambda: write(self.connection, rows))
        rows.append(row)

    def admit(self, tenant: Tenant) -> None:
        """Raises AnotherTenantsTransaction, and then nothing of the whole is kept."""
        if tenant != self.tenant:
            self.failed = True
            raise AnotherTenantsTransaction.because_it_is_of(self.tenant, tenant)


class Database:
    """Hands out transactions, each a tenant's; within ``local_transaction`` this thread's join the one around them.

    Each raises Invalid for an empty tenant, AnotherTenantsTransaction where it cannot join, and
    DatabaseOfAnotherRelease where this release must leave the database alone: it is asked once, and by ``look_again``.
    """

    def __init__(self, url: str, *, fills_tables: bool = False) -> None:
        """``fills_tables`` is for whoever writes so much at once that plans of a minute ago no longer fit."""
        self.url = driver_named(url)
        self.engine = open_engine(self.url)
        if fills_tables:
            plan_anew(self.engine)
        self._joint: ContextVar[Joint | None] = ContextVar("joint", default=None)
        self._shape = Shape()
        self.configuration_cache = ConfigurationCache()

    @property
    def joint(self) -> Joint | None:
        """The transaction this thread's work is part of, within ``local_transaction``."""
        return self._joint.get()

    @contextmanager
    def writing(self, tenant: Tenant) -> Iterator[Connection]:
        """Commits on leaving, rolls back on an error. Raises Conflict or Unavailable for the database's own errors."""
        if (joint := self.joint) is not None:
            joint.admit(tenant)
            try:
                with TRANSLATED:
                    joint.writes.send()
                    yield joint.connection
            except BaseException:
                joint.failed = True  # what it wrote so far must not be kept, even if the caller goes on
                raise
            return
        self._admit()
        with TRANSLATED, self.engine.connect() as connection, connection.begin():
            work_for(connection, tenant)
            yield connection

    @contextmanager
    def reading(self, tenant: Tenant) -> Iterator[Connection]:
        """One consistent view, without a write lock; whatever is written in it is not kept."""
        if (joint := self.joint) is not None:
            joint.admit(tenant)
            with TRANSLATED:
                joint.writes.send()
                yield joint.connection
            return
        self._admit()
        with TRANSLATED, self.engine.connect() as connection:
            reader = connection.execution_options(**READING.get(self.engine.dialect.name, {}))
            with reader.begin() as transaction:
                work_for(reader, tenant)
                yield reader
                if not _forbids_writing(reader):
                    transaction.rollback()

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """At the database itself, of whatever release it is; for no tenant, and nothing is kept."""
        with TRANSLATED, self.engine.connect() as connection:
            looker = connection.execution_options(**READING.get(self.engine.dialect.name, {}))
            with looker.begin():
                yield looker

    def look_again(self) -> None:
        """For whoever works for long: the database may be migrated meanwhile. Raises DatabaseOfAnotherRelease."""
        with self.looking() as connection:
            self._shape = shape_of(connection)
        if self._shape.refusal is not None:
            raise self._shape.refusal

    @contextmanager
    def local_transaction(self, tenant: Tenant) -> Iterator[None]:
        """Everything this thread does on this database until the block ends is one commit, or nothing.

        Raises LocalTransactionFailed when a part failed and the caller carried on.
        """
        if (joint := self.joint) is not None:
            joint.admit(tenant)
            yield
            return
        with self.writing(tenant) as connection:
            joint = Joint(connection, tenant)
            token = self._joint.set(joint)
            try:
                yield
                for write in joint.before_commit:
                    write()
                joint.writes.send()
                if joint.failed:
                    raise LocalTransactionFailed.because_a_part_failed()
            finally:
                self._joint.reset(token)
        for do in joint.once_committed:
            do()

    def once_committed(self, do: Callable[[], None]) -> None:
        """When the transaction this thread's work is part of is kept, and then only; now, if it is part of none."""
        if (joint := self.joint) is None:
            do()
        else:
            joint.once_committed.append(do)

    def looked_up_once(self, what: object, look: Callable[[], T]) -> T:
        """Within ``local_transaction`` the first look is everybody's; what it shows must not change in there."""
        if (joint := self.joint) is None:
            return look()
        if what not in joint.shared:
            joint.shared[what] = look()
        found: T = joint.shared[what]
        return found

    @property
    def kind(self) -> str:
        """``sqlite``, ``postgresql`` or ``mysql`` (MariaDB included)."""
        return "mysql" if self.engine.dialect.name == "mariadb" else self.engine.dialect.name

    def close(self) -> None:
        self.engine.dispose()

    def _admit(self) -> None:
        """Asks the database until it was set up; afterwards it costs nothing."""
        if not self._shape.current:
            self.look_again()
        elif self._shape.unknown and self._shape.refusal is not None:
            raise self._shape.refusal


def _forbids_writing(reader: Connection) -> bool:
    """PostgreSQL does, so that there is nothing to roll back: a rollback makes its driver forget what it prepared."""
    return reader.dialect.name == "postgresql"
