"""Brings a database to the shape this version expects (PLAN-026)."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData

from crm_adapters.storage.kernel import releases
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.errors import TRANSLATED
from crm_adapters.storage.kernel.releases import Shape, WrittenBy, known_revisions, note_release, shape_of, this_release
from crm_adapters.storage.kernel.setting_up import alone_on
from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.system_clock import SystemClock
from crm_core.values import Value

if TYPE_CHECKING:  # not imported where the database is up to date
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_ROOMS_WITH_TABLES = (
    "crm_adapters.embedded.tables",
    "crm_adapters.embedded.people_tables",
    "crm_adapters.encryption.tables",
    "crm_adapters.live.tables",
    "crm_adapters.notifiers.delivery.tables",
    "crm_adapters.notifiers.inbox.tables",
    "crm_adapters.notifiers.preferences.tables",
    "crm_adapters.notifiers.integrations.tables",
    "crm_adapters.notifiers.webhooks.tables",
    "crm_adapters.storage.analytics.forecasts",
    "crm_adapters.storage.analytics.tables",
    "crm_adapters.storage.records.bookmarks",
    "crm_adapters.storage.records.commission_entries",
    "crm_adapters.storage.records.credits",
    "crm_adapters.storage.workers.loop_failures",
    "crm_adapters.storage.routing.tables",
    "crm_adapters.storage.timers.tables",
    "crm_adapters.storage.workers.tables",
)


def every_table() -> MetaData:
    """The metadata with the tables of every room in it."""
    for room in _ROOMS_WITH_TABLES:
        import_module(room)
    return metadata


def migrate(database: Database, then: Callable[[], object] | None = None) -> None:
    """Runs missing migrations, and then ``then``, under one lock; on an up-to-date database it migrates nothing.

    However many ask at once, each is done once. Raises DatabaseNotReady for a lack of rights, DatabaseOfAnotherRelease,
    and DatabaseUnavailable when somebody else is at it for too long.
    """
    with TRANSLATED, alone_on(database.engine) as connection:
        with connection.begin():
            shape = shape_of(connection)
            if shape.refusal is not None:
                raise shape.refusal
            if not shape.unknown:
                _upgrade(connection, shape)
        if then is not None:
            then()


class SchemaState(Value):
    """Which migrations were run: ``missing`` ones were not yet, ``unknown`` ones are of another version.

    ``refusal`` says why this version must leave the database alone, if it must.
    """

    current: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    release: str | None = None
    """Who migrated it last."""
    refusal: str | None = None


def schema_state(database: Database) -> SchemaState:
    with TRANSLATED, database.looking() as connection:
        shape = shape_of(connection)
    return SchemaState(
        current=shape.current,
        missing=() if shape.unknown else _missing(shape),
        unknown=shape.unknown,
        release=None if shape.written_by is None else shape.written_by.release,
        refusal=None if shape.refusal is None else str(shape.refusal),
    )


def is_current(database: Database) -> bool:
    """Whether every migration of this version was run, or a newer one that lets this version go on.

    Raises DatabaseOfAnotherRelease for one that does not.
    """
    with TRANSLATED, database.looking() as connection:
        shape = shape_of(connection)
    if shape.refusal is not None:
        raise shape.refusal
    return bool(shape.current) and (bool(shape.unknown) or not _missing(shape))


def _upgrade(connection: Connection, shape: Shape) -> None:
    """Runs in the transaction that read the state, so that on SQLite no other process comes in between."""
    if shape.current and not _missing(shape):
        return
    from alembic import command

    command.upgrade(configured(connection), "head")
    needed = next(script for script in _scripts().walk_revisions() if not script.module.former_release_may_write)
    note_release(
        connection,
        WrittenBy(
            release=this_release(),
            needed_revision=needed.revision,
            needed_release=needed.module.release,
            migrated_at=SystemClock().now(),
        ),
    )


def _missing(shape: Shape) -> tuple[str, ...]:
    """None of those that came before what it is at."""
    newest = max(known_revisions())
    if shape.current == (newest,):
        return ()
    run = {script.revision for script in _scripts().iterate_revisions(shape.current, "base")}
    return tuple(sorted(known_revisions() - run))


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def configured(connection: Connection) -> "Config":
    """For a command of Alembic on this connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(releases.MIGRATIONS))
    return config
