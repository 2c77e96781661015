"""Column types that mean the same on SQLite, PostgreSQL and MariaDB."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from crm_adapters.storage.kernel.corrupt_values import CorruptValue

_EXACT = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}
"""MariaDB ignores case and trailing blanks by default, by which different tenants and keys would be equal."""


def key(length: int = 64) -> String:
    """An id, code or short text that is compared exactly."""
    return String(length).with_variant(mysql.VARCHAR(length, **_EXACT), "mysql", "mariadb")


def text() -> Text:
    """A text of any length."""
    return Text().with_variant(mysql.MEDIUMTEXT(**_EXACT), "mysql", "mariadb")


def minor() -> BigInteger:
    """Money in minor units."""
    return BigInteger()


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number as it was given, since SQLite has none: it is kept as text, and neither added nor ordered."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(key(_DECIMAL_LENGTH))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        try:
            return None if value is None else Decimal(value)
        except ArithmeticError as cause:
            raise CorruptValue.because_it_is_no("number") from cause


_DECIMAL_LENGTH = 40


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

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """On SQLite in one step what takes three: a commit writes dozens of moments."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if not isinstance(value, datetime):  # the driver of MariaDB returns an invalid moment as text
            raise CorruptValue.because_it_is_no("moment")
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _as_text(value: datetime | None) -> str | None:
    """As SQLAlchemy keeps a moment on SQLite: ``2026-03-29 01:59:59.123457``."""
    return None if value is None else value.astimezone(UTC).isoformat(" ", "microseconds")[:_TEXT_LENGTH]


_TEXT_LENGTH = len("2026-03-29 01:59:59.123457")
