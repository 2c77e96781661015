"""Storage: our own facts on SQLite, PostgreSQL or MariaDB."""

from crm_adapters.storage.analytics import SqlAnalytics
from crm_adapters.storage.analytics_tables import tracked_events
from crm_adapters.storage.database import Database
from crm_adapters.storage.numbers import give_back_number, next_number
from crm_adapters.storage.outbox import DEAD, DELIVERED, PENDING
from crm_adapters.storage.record_tables import outbox as outbox_messages
from crm_adapters.storage.refusals import DatabaseConflict, DatabaseNotReady, DatabaseUnavailable
from crm_adapters.storage.runs import SqlRunLog
from crm_adapters.storage.schema import is_current, migrate
from crm_adapters.storage.tables import metadata, tenant_column
from crm_adapters.storage.types import Moment, key, minor, text
from crm_adapters.storage.unit_of_work import SqlRecords
from crm_adapters.storage.unless_taken import UnlessTaken

__all__ = [
    "DEAD",
    "DELIVERED",
    "PENDING",
    "Database",
    "DatabaseConflict",
    "DatabaseNotReady",
    "DatabaseUnavailable",
    "Moment",
    "SqlAnalytics",
    "SqlRecords",
    "SqlRunLog",
    "UnlessTaken",
    "give_back_number",
    "is_current",
    "key",
    "metadata",
    "migrate",
    "minor",
    "next_number",
    "outbox_messages",
    "tenant_column",
    "text",
    "tracked_events",
]
