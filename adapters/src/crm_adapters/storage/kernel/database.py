"""One database and its transactions, single or joined into one."""

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
    """A transaction that others join: its tenant, what they share, the pending writes, and whether one failed."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self.connection = connection
        self.writes = WriteList(connection)
        self.tenant = tenant
        self.shared: dict[object, Any] = {}
        self.before_commit: list[Callable[[], None]] = []
        self.once_committed: list[Callable[[], None]] = []
        self.failed = False

    def write_last(self, write: WriteAll, row: Mapping[str, Any]) -> None:
        """Collects rows that ``write`` gets together, just before the commit."""
        rows: list[Mapping[str, Any]] = self.shared.setdefault(write, [])
        if not rows:
            self.before_commit.append(lambda: write(self.connection, rows))
        rows.append(row)

    def admit(self, tenant: Tenant) -> None:
        """Raises AnotherTenantsTransaction, and then the whole transaction is rolled back."""
        if tenant != self.tenant:
            self.failed = True
            raise AnotherTenantsTransaction.because_it_is_of(self.tenant, tenant)


class Database:
    """Opens transactions, each for a tenant; within ``local_transaction`` those of this thread join the enclosing one.

    Each raises Invalid for an empty tenant, AnotherTenantsTransaction where it cannot join, and
    DatabaseOfAnotherRelease where this release may not use the database: checked once, and by ``look_again``.
    """

    def __init__(self, url: str, *, fills_tables: bool = False) -> None:
        """``fills_tables`` is for writing so much at once that prepared plans are outdated within a minute."""
        self.url = driver_named(url)
        self.engine = open_engine(self.url)
        if fills_tables:
            plan_anew(self.engine)
        self._joint: ContextVar[Joint | None] = ContextVar("joint", default=None)
        self._shape = Shape()
        self.configuration_cache = ConfigurationCache()

    @property
    def joint(self) -> Joint | None:
        """The enclosing transaction of this thread, within ``local_transaction``; else None."""
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
                joint.failed = True  # its writes so far must be rolled back, even if the caller continues
                raise
            return
        self._admit()
        with TRANSLATED, self.engine.connect() as connection, connection.begin():
            work_for(connection, tenant)
            yield connection

    @contextmanager
    def reading(self, tenant: Tenant) -> Iterator[Connection]:
        """One consistent view, without a write lock; writes in it are rolled back."""
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
        """Reads the database for no tenant, whichever release migrated it; writes are rolled back."""
        with TRANSLATED, self.engine.connect() as connection:
            looker = connection.execution_options(**READING.get(self.engine.dialect.name, {}))
            with looker.begin():
                yield looker

    def look_again(self) -> None:
        """Checks again, in long-running processes, the database's release. Raises DatabaseOfAnotherRelease."""
        with self.looking() as connection:
            self._shape = shape_of(connection)
        if self._shape.refusal is not None:
            raise self._shape.refusal

    @contextmanager
    def local_transaction(self, tenant: Tenant) -> Iterator[None]:
        """Everything this thread writes to this database within the block is one commit, or rolled back.

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
        """Calls ``do`` after the commit of the enclosing transaction, and only then; at once where there is none."""
        if (joint := self.joint) is None:
            do()
        else:
            joint.once_committed.append(do)

    def looked_up_once(self, what: object, look: Callable[[], T]) -> T:
        """The result of ``look``, called once within ``local_transaction``; it must not change there."""
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
        """Checks the database's migrations until they are current; afterwards without a query."""
        if not self._shape.current:
            self.look_again()
        elif self._shape.unknown and self._shape.refusal is not None:
            raise self._shape.refusal


def _forbids_writing(reader: Connection) -> bool:
    """True on PostgreSQL, where a rollback is not needed and would make the driver drop its prepared statements."""
    return reader.dialect.name == "postgresql"
