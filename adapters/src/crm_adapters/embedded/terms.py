"""Computes a quotation's total, and the moment it expires."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT
from crm_operations.providers import QuotationLine

ZoneOf = Callable[[str], ZoneInfo]
"""Where a tenant lives: a quotation is valid to the end of a day there, and a number has that day's year."""


def expiry(valid_until: date, zone: ZoneInfo) -> datetime:
    """The first moment after that day where the tenant lives; just before it the quotation is still valid."""
    try:
        day_after = valid_until + timedelta(days=1)
        return datetime.combine(day_after, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError as cause:
        raise Invalid.field("valid_until", "the calendar ends there", "choose an earlier day") from cause


def exact_total(lines: Sequence[QuotationLine]) -> int:
    """Minor units. Raises Invalid for more than a database can hold."""
    total = sum(line.total_minor for line in lines)
    if max(total, 0, *(line.quantity for line in lines), *(line.unit_price_minor for line in lines)) > LARGEST_AMOUNT:
        raise Invalid.field("lines", "a figure is beyond all measure", f"stay below {LARGEST_AMOUNT} minor units")
    return total
