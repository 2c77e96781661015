"""Encodes and decodes Tryton's JSON forms of amounts, days, moments and durations."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

KIND = "__class__"


def written(value: Any) -> str:
    return json.dumps(value, default=_written, separators=(",", ":"))


def in_address(value: Any) -> str:
    """The form for a header or a query, of domains, orders and contexts."""
    return urlsafe_b64encode(written(value).encode()).decode()


def read(text: str | bytes) -> Any:
    """Raises ValueError for what is no JSON."""
    return json.loads(text, object_hook=_read)


def _written(value: object) -> Mapping[str, Any]:
    match value:
        case Decimal():
            return {KIND: "Decimal", "decimal": str(value)}
        case datetime():
            utc = value.astimezone(UTC)
            fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            return {KIND: "datetime", **{field: getattr(utc, field) for field in fields}}
        case date():
            return {KIND: "date", "year": value.year, "month": value.month, "day": value.day}
        case timedelta():
            return {KIND: "timedelta", "seconds": value.total_seconds()}
    raise TypeError(f"Tryton has no way to write a {type(value).__name__}")


def _read(found: dict[str, Any]) -> Any:
    reader = _READERS.get(found.get(KIND, ""))
    return found if reader is None else reader(found)


def _moment(found: Mapping[str, Any]) -> datetime:
    """A moment in UTC, which Tryton writes without a zone."""
    return datetime(**{name: part for name, part in found.items() if name != KIND}, tzinfo=UTC)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "Decimal": lambda found: Decimal(found["decimal"]),
    "date": lambda found: date(found["year"], found["month"], found["day"]),
    "datetime": _moment,
    "timedelta": lambda found: timedelta(seconds=found["seconds"]),
}
