"""A report's cells as a reader sees them: money with its sign, months by name, shares in percent."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

from crm_adapters.amounts import LOCALE, as_decimal, show_amount
from crm_core.money import Money
from crm_core.pipelines import Rate
from crm_operations.pipeline_analytics import Cell, ColumnKind

NOTHING = "\N{EN DASH}"
"""What stands where there is no figure: never a zero that nobody counted."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def in_words(cell: Cell, kind: ColumnKind, zone: ZoneInfo) -> str:
    text = NOTHING
    match cell:
        case str():
            text = cell
        case Money():
            text = show_amount(cell)
        case Rate() if cell.value is not None:
            text = _percent(cell.value)
        case float():
            text = _percent(cell)
        case int():
            text = count_in_words(cell)
        case timedelta():
            text = _duration(cell)
        case datetime():
            text = format_datetime(cell.astimezone(zone), "d MMM y, HH:mm", locale=LOCALE)
        case date():
            text = month_in_words(cell) if kind is ColumnKind.MONTH else day_in_words(cell)
    return text


def at_a_glance(cell: Cell, zone: ZoneInfo) -> str:
    """For figures in large letters: money without its minor units."""
    if isinstance(cell, Money):
        return str(format_currency(as_decimal(cell), cell.currency, "¤#,##0", locale=LOCALE, currency_digits=False))
    return in_words(cell, ColumnKind.TEXT, zone)


def on_an_axis(value: float, currency: str | None) -> str:
    """Short: 1.5M, or with a currency $1.5M."""
    if currency is None:
        return str(format_compact_decimal(value, locale=LOCALE, fraction_digits=1))
    return str(format_compact_currency(Decimal(str(value)), currency, locale=LOCALE, fraction_digits=1))


def count_in_words(count: int) -> str:
    return str(format_decimal(count, locale=LOCALE))


def month_in_words(month: date) -> str:
    return str(format_date(month, "MMM y", locale=LOCALE))


def day_in_words(day: date) -> str:
    return str(format_date(day, "d MMM y", locale=LOCALE))


def _percent(share: float) -> str:
    return str(format_percent(share, "0.#%", locale=LOCALE))


def _duration(length: timedelta) -> str:
    if length < _DAY:
        hours = round(length / _HOUR, 1)
        return f"{format_decimal(hours, locale=LOCALE)} {'hour' if hours == 1 else 'hours'}"
    days = round(length / _DAY, 1)
    return f"{format_decimal(days, locale=LOCALE)} {'day' if days == 1 else 'days'}"
