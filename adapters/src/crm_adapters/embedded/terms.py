"""Computes what a quotation is worth, and the moment it expires."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_core.errors import Invalid
from crm_core.money import LARGEST_AMOUNT
from crm_core.quotations import net_and_tax
from crm_operations.providers import QuotedLine

ZoneOf = Callable[[str], ZoneInfo]
"""Where a tenant lives: a quotation is valid to the end of a day there, and a number has that day's year."""


def expiry(valid_until: date, zone: ZoneInfo) -> datetime:
    """The first moment after that day where the tenant lives; just before it the quotation is still valid."""
    try:
        day_after = valid_until + timedelta(days=1)
        return datetime.combine(day_after, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError as cause:
        raise Invalid.field("valid_until", "the calendar ends there", "choose an earlier day") from cause


class Worth(NamedTuple):
    """In minor units: before tax, and the tax on top."""

    net_minor: int
    tax_minor: int


def worth(lines: Sequence[QuotedLine], discount_minor: int = 0) -> Worth:
    """Raises Invalid for a discount beyond the lines, and for more than a database can hold."""
    if any(line.net_minor > LARGEST_AMOUNT or line.quantity > LARGEST_AMOUNT for line in lines):
        raise Invalid.field("lines", "a figure is beyond all measure", f"stay below {LARGEST_AMOUNT} minor units")
    return Worth(*net_and_tax(lines, discount_minor))
