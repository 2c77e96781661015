"""One database and its transactions, each by itself or many together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection

from crm_adapters.storage.engines import READING, driver_named, open_engine
from crm_adapters.storage.refusals import TRANSLATED, TogetherFailed


class Joint:
    """A transaction that others join: what they share, what is still to be written, and whether one of them failed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.shared: dict[object, Any] = {}
        self.before_commit: list[Callable[[], None]] = []
        self.failed = False


class Database:
    """Hands out transactions; within ``together`` every transaction of this thread joins the one around it."""

    def __init__(self, url: str) -> None:
        self.url = driver_named(url)
        self.engine = open_engine(self.url)
        self._joint: ContextVar[Joint | None] = ContextVar("joint", default=None)

    @property
    def joint(self) -> Joint | None:
        """The transaction this thread's work is part of, within ``together``."""
        return self._joint.get()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commits on leaving, rolls back on an error. Raises Conflict or Unavailable for the database's own errors."""
        if (joint := self.joint) is not None:
            try:
                with TRANSLATED:
                    yield joint.connection
            except BaseException:
                joint.failed = True  # what it wrote so far must not be kept, even if the caller goes on
                raise
            return
        with TRANSLATED, self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, without a write lock; whatever is written in it is not kept."""
        if (joint := self.joint) is not None:
            with TRANSLATED:
                yield joint.connection
            return
        with TRANSLATED, self.engine.connect() as connection:
            reader = connection.execution_options(**READING.get(self.engine.dialect.name, {}))
            transaction = reader.begin()
            try:
                yield reader
            finally:
                transaction.rollback()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything this thread does on this database until the block ends is one commit, or nothing.

        Raises TogetherFailed when a part failed and the caller carried on.
        """
        if self.joint is not None:
            yield
            return
        with self.writing() as connection:
            joint = Joint(connection)
            token = self._joint.set(joint)
            try:
                yield
                for write in joint.before_commit:
                    write()
                if joint.failed:
                    raise TogetherFailed.because_a_part_failed()
            finally:
                self._joint.reset(token)

    @property
    def kind(self) -> str:
        """``sqlite``, ``postgresql`` or ``mysql`` (MariaDB included)."""
        return "mysql" if self.engine.dialect.name == "mariadb" else self.engine.dialect.name

    def close(self) -> None:
        self.engine.dispose()
