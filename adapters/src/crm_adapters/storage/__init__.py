"""Storage: our own data on SQLite, PostgreSQL or MariaDB."""

from crm_adapters.storage.analytics.analytics import SqlAnalytics
from crm_adapters.storage.analytics.tables import tracked_events
from crm_adapters.storage.health import NumbersUsed, OutboxBacklog, RoundTrip, SqlHealth
from crm_adapters.storage.kernel.corrupt_values import CorruptValue, known
from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.engines import driver_named, open_sqlite
from crm_adapters.storage.kernel.errors import TRANSLATED, DatabaseConflict, DatabaseNotReady, DatabaseUnavailable
from crm_adapters.storage.kernel.fair_pages import Crowd, FairPages, interleaved
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.prepared import Prepared, Row
from crm_adapters.storage.kernel.record_tables import outbox as outbox_messages
from crm_adapters.storage.kernel.releases import DatabaseOfAnotherRelease
from crm_adapters.storage.kernel.rls_check import Login, SqlRlsCheck, TableOpen
from crm_adapters.storage.kernel.schema import SchemaState, is_current, migrate, schema_state
from crm_adapters.storage.kernel.tables import NUMBER_KIND, metadata, tenant_column
from crm_adapters.storage.kernel.tenants import EVERY_TENANT, Tenant
from crm_adapters.storage.kernel.types import Moment, key, minor, text
from crm_adapters.storage.records.bookmarks import SqlBookmarks
from crm_adapters.storage.records.numbers import next_number, release_number
from crm_adapters.storage.records.outbox import DEAD, DELIVERED, DELIVERY, PENDING
from crm_adapters.storage.records.runs import SqlRunLog
from crm_adapters.storage.timers.queue import SqlTimerQueue
from crm_adapters.storage.unit_of_work import SqlRecords
from crm_adapters.storage.work_queue import SqlWorkQueue
from crm_adapters.storage.workers.loop_failures import SqlLoopFailures
from crm_adapters.storage.workers.workers import SqlWorkers, Worker

__all__ = [
    "DEAD",
    "DELIVERED",
    "DELIVERY",
    "EVERY_TENANT",
    "NUMBER_KIND",
    "PENDING",
    "TRANSLATED",
    "CorruptValue",
    "Crowd",
    "Database",
    "DatabaseConflict",
    "DatabaseNotReady",
    "DatabaseOfAnotherRelease",
    "DatabaseUnavailable",
    "FairPages",
    "InsertIfAbsent",
    "Login",
    "Moment",
    "NumbersUsed",
    "OutboxBacklog",
    "Prepared",
    "RoundTrip",
    "Row",
    "SchemaState",
    "SqlAnalytics",
    "SqlBookmarks",
    "SqlHealth",
    "SqlLoopFailures",
    "SqlRecords",
    "SqlRlsCheck",
    "SqlRunLog",
    "SqlTimerQueue",
    "SqlWorkQueue",
    "SqlWorkers",
    "TableOpen",
    "Tenant",
    "Worker",
    "driver_named",
    "interleaved",
    "is_current",
    "key",
    "known",
    "metadata",
    "migrate",
    "minor",
    "next_number",
    "open_sqlite",
    "outbox_messages",
    "release_number",
    "schema_state",
    "tenant_column",
    "text",
    "tracked_events",
]
