"""Column types that mean the same on SQLite, PostgreSQL and MariaDB."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from crm_adapters.storage.kernel.corrupt_values import CorruptValue

_EXACT = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}
"""MariaDB ignores case and trailing blanks unless told otherwise; tenants and keys must never meet that way."""


def key(length: int = 64) -> String:
    """An id, code or short text that is compared exactly."""
    return String(length).with_variant(mysql.VARCHAR(length, **_EXACT), "mysql", "mariadb")


def text() -> Text:
    """A text of any length."""
    return Text().with_variant(mysql.MEDIUMTEXT(**_EXACT), "mysql", "mariadb")


def minor() -> BigInteger:
    """Money in minor units."""
    return BigInteger()


class Moment(TypeDecorator[datetime]):
    """An aware datetime in and out, UTC at rest, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if not isinstance(value, datetime):  # the driver of MariaDB answers as text what is no moment
            raise CorruptValue.because_it_is_no("moment")
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
