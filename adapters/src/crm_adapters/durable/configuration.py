"""How DBOS is set up: where it keeps what it writes down, in what form, and for which version of ours."""

import logging
from typing import Any

from dbos import DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import URL, create_engine, event

from crm_adapters.storage import BUSY_SECONDS

APPLICATION = "crm-operations"
FORMAT = "1"
"""What DBOS calls the version of an application: it leaves runs of another version alone. To be changed only when newer
code could not go on from what older code wrote."""

# DBOS would write to whatever standard error is when it is first used; what matters of it we say ourselves.
logging.getLogger("dbos").addHandler(logging.NullHandler())


def configuration_of(url: URL, executor_id: str) -> DBOSConfig:
    configuration: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": url.render_as_string(hide_password=False),
        "application_version": FORMAT,
        "executor_id": executor_id,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "CRITICAL",
        "notification_listener_polling_interval_sec": 0.05,
    }
    if url.get_backend_name() == "sqlite":
        configuration["system_database_engine"] = _sqlite_engine(url)
    return configuration


def _sqlite_engine(url: URL) -> Any:
    """WAL, since DBOS would keep the rollback journal, which costs twice the time."""
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", configure)
    return engine
