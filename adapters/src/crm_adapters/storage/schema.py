"""Brings a database to the shape this version expects (PLAN-026)."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from crm_adapters.storage.database import Database
from crm_adapters.storage.refusals import TRANSLATED
from crm_adapters.storage.tables import metadata
from crm_adapters.storage.tenants import EVERY_TENANT
from crm_core.values import Value

_ROOMS_WITH_TABLES = (
    "crm_adapters.embedded.tables",
    "crm_adapters.embedded.people_tables",
    "crm_adapters.live.tables",
    "crm_adapters.notifiers.tables",
    "crm_adapters.notifiers.integrations.tables",
    "crm_adapters.notifiers.webhooks.tables",
    "crm_adapters.storage.analytics_tables",
    "crm_adapters.storage.bookmarks",
    "crm_adapters.storage.routing_tables",
    "crm_adapters.storage.worker_tables",
)


def every_table() -> MetaData:
    """The metadata with the tables of every room in it."""
    for room in _ROOMS_WITH_TABLES:
        import_module(room)
    return metadata


def migrate(database: Database) -> None:
    """Runs what is missing; on an up-to-date database it does nothing. Raises DatabaseNotReady for a lack of rights."""
    config = _config()
    with TRANSLATED, database.engine.connect() as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")


class SchemaState(Value):
    """Which migrations were run: ``missing`` ones were not yet, ``unknown`` ones are of a newer version."""

    current: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def schema_state(database: Database) -> SchemaState:
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    with database.reading(EVERY_TENANT) as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
    run = {script.revision for script in scripts.iterate_revisions(tuple(current & known), "base")}
    return SchemaState(
        current=tuple(sorted(current)),
        missing=tuple(sorted(known - run)) if current <= known else (),
        unknown=tuple(sorted(current - known)),
    )


def is_current(database: Database) -> bool:
    """Whether every migration of this version was run, and none of a newer one."""
    state = schema_state(database)
    return not (state.missing or state.unknown)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
