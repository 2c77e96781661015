"""Storage: our own facts on SQLite, PostgreSQL or MariaDB."""

from crm_adapters.storage.database import Database, DatabaseConflict, DatabaseUnavailable
from crm_adapters.storage.runs import SqlRunLog
from crm_adapters.storage.schema import is_current, migrate
from crm_adapters.storage.unit_of_work import SqlRecords

__all__ = ["Database", "DatabaseConflict", "DatabaseUnavailable", "SqlRecords", "SqlRunLog", "is_current", "migrate"]
