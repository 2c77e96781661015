"""Brings a database to the shape this version expects (PLAN-026)."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from crm_adapters.storage.database import Database
from crm_adapters.storage.tables import metadata

_ROOMS_WITH_TABLES = (
    "crm_adapters.embedded.tables",
    "crm_adapters.embedded.people_tables",
    "crm_adapters.notifiers.tables",
    "crm_adapters.storage.analytics_tables",
    "crm_adapters.storage.routing_tables",
)


def every_table() -> MetaData:
    """The metadata with the tables of every room in it."""
    for room in _ROOMS_WITH_TABLES:
        import_module(room)
    return metadata


def migrate(database: Database) -> None:
    """Runs what is missing; on an up-to-date database it does nothing."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether every migration of this version was run."""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    with database.reading() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
