"""The configuration of DBOS: its database, its serialisation, and the version of our stored form."""

import logging

from dbos import DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import URL

from crm_adapters.storage import open_sqlite

APPLICATION = "crm-operations"
FORMAT = "1"
"""What DBOS calls the version of an application: it leaves runs of another version alone. To be changed only when newer
code could not go on from what older code wrote."""

# DBOS would log to standard error from its first use on; what matters of that is logged by this package.
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
        "db_engine_kwargs": {"hide_parameters": True},
    }
    if url.get_backend_name() == "sqlite":
        # WAL, since DBOS would use the rollback journal, which takes twice the time.
        configuration["system_database_engine"] = open_sqlite(url, isolation_level="IMMEDIATE")
    return configuration
