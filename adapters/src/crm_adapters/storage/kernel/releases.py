"""Which release may use a database: declared by each migration, and stored in the database when it runs.

Migrations are known by their number. A migration module says in ``release`` what it comes with, and in
``former_release_may_write`` whether the release before may go on writing once it was run.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Self

from sqlalchemy import Column, Connection, Integer, Table, column, delete, insert, inspect, select, table

from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.storage.kernel.types import Moment, key
from crm_core.errors import Refused
from crm_core.values import Utc, Value

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_THE_ONE = 1

schema_releases = Table(
    "crm_schema",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("release", key(50), nullable=False),
    Column("needed_revision", key(32), nullable=False),
    Column("needed_release", key(50), nullable=False),
    Column("migrated_at", Moment, nullable=False),
)
"""One row: who migrated it last, and the oldest migration that whoever writes must know."""

_revisions = table("alembic_version", column("version_num"))


class DatabaseOfAnotherRelease(Refused):
    @classmethod
    def because_it_is_newer(cls, written: "WrittenBy") -> Self:
        return cls(
            "the database was migrated by release {release}, and whoever works on it needs release {needed} or a newer "
            "one (migration {revision}); this is {ours}, which leaves it alone: install {needed} or a newer one",
            {
                "release": written.release,
                "needed": written.needed_release,
                "revision": written.needed_revision,
                "ours": this_release(),
            },
        )

    @classmethod
    def because_it_is_older_than_all(cls, revisions: Iterable[str]) -> Self:
        return cls(
            "the database was made before release 0.1.0 (migration {revision}), and its data is not carried over; name "
            "a database that is empty, then run `crm init`",
            {"revision": ", ".join(sorted(revisions))},
        )


class WrittenBy(Value):
    """The release that migrated last, and ``needed``, the oldest one that may still write."""

    release: str
    needed_revision: str
    needed_release: str
    migrated_at: Utc


# By name, since a later release may add columns.
_WRITTEN_BY = select(*(schema_releases.c[name] for name in WrittenBy.model_fields))


class Shape(Value):
    """The migrations of a database, none if it was never set up; and the release that wrote it, if stored."""

    current: tuple[str, ...] = ()
    written_by: WrittenBy | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(revision for revision in self.current if revision not in known_revisions())

    @property
    def refusal(self) -> DatabaseOfAnotherRelease | None:
        """Why this release may not use it; None when it may."""
        if not self.unknown:
            return None
        if self.written_by is None:
            return DatabaseOfAnotherRelease.because_it_is_older_than_all(self.current)
        if self.written_by.needed_revision in known_revisions():
            return None
        return DatabaseOfAnotherRelease.because_it_is_newer(self.written_by)


def shape_of(connection: Connection) -> Shape:
    """Raises nothing for a database that was never set up."""
    tables = inspect(connection)
    if not tables.has_table(_revisions.name):
        return Shape()
    current = tuple(connection.execute(select(_revisions.c.version_num).order_by("version_num")).scalars())
    if not tables.has_table(schema_releases.name):
        return Shape(current=current)
    row = connection.execute(_WRITTEN_BY).mappings().first()
    return Shape(current=current, written_by=None if row is None else WrittenBy.model_validate(dict(row)))


def note_release(connection: Connection, written: WrittenBy) -> None:
    connection.execute(delete(schema_releases))
    connection.execute(insert(schema_releases).values(id=_THE_ONE, **dict(written)))


def known_revisions() -> frozenset[str]:
    """A migration's file is named after its number, so none is loaded to know of it."""
    return _revisions_in(MIGRATIONS)


def this_release() -> str:
    return version("crm-adapters")


@cache
def _revisions_in(folder: Path) -> frozenset[str]:
    return frozenset(file.name.partition("_")[0] for file in (folder / "versions").glob("[0-9]*_*.py"))
