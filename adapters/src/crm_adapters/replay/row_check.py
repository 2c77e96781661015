"""Reads the values of one row and collects all problems, so that a row has to be corrected only once."""

import re
from datetime import date
from typing import TypeVar

from crm_adapters.amounts import read_amount, read_currency
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableRow
from crm_core.errors import Invalid
from crm_core.money import CurrencyCode, Money
from crm_core.texts import is_override, unfit_character

T = TypeVar("T")

LONGEST_NAME = 255
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RowCheck:
    def __init__(self, row: TableRow, today: date) -> None:
        self._row = row
        self._today = today
        self._problems: list[tuple[str, str]] = []

    def complain(self, column: str, reason: str) -> None:
        self._problems.append((column, reason))

    def optional(self, column: str, longest: int = LONGEST_NAME) -> str | None:
        """Blanks around it are dropped; nothing but blanks is nothing."""
        written = self._row.text(column)
        if len(written) > longest:
            self.complain(column, f"has more than {longest} characters; shorten it")
        elif (sign := unfit_character(written)) is not None:
            what = "overrides the direction of writing" if is_override(sign) else "cannot be kept"
            self.complain(column, f"holds a character that {what} (U+{ord(sign):04X}); leave it out")
        return written or None

    def text(self, column: str, longest: int = LONGEST_NAME) -> str:
        written = self.optional(column, longest)
        if written is None:
            self.complain(column, "is empty; fill it in")
        return written or ""

    def day(self, column: str, *, may_come: bool = False) -> date | None:
        if (written := self.optional(column)) is None:
            return None
        try:
            day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
        except ValueError:
            self.complain(column, "is no day of the calendar; correct it")
            return None
        if day is None:
            self.complain(column, "is no date; write it as 2017-03-31")
        elif day > self._today and not may_come:
            self.complain(column, "is still to come; a history lies in the past")
        elif not EARLIEST <= day <= LATEST:
            self.complain(column, f"is not between {EARLIEST.year} and {LATEST.year}; correct the year")
        else:
            return day
        return None

    def currency(self, column: str, default: CurrencyCode) -> CurrencyCode:
        """What the column says, where there is one and it says something."""
        if (written := self.optional(column)) is None:
            return default
        try:
            return read_currency(written, field=column)
        except Invalid as unreadable:
            self._complain_of(column, unreadable)
            return default

    def money(self, column: str, currency: CurrencyCode, *, needed: bool = False) -> Money | None:
        written = self.text(column) if needed else self.optional(column)
        if not written:
            return None
        try:
            return read_amount(written, currency, field=column)
        except Invalid as unreadable:
            self._complain_of(column, unreadable)
            return None

    def known(self, column: str, spellings: Spellings[T], listed_in: str) -> T | None:
        """The entry of that name; None, with a problem noted, for a name that is not in the list."""
        if self.optional(column) is None:
            self.complain(column, "is empty; fill it in")
            return None
        meaning = spellings.find(self._row.text(column))
        if meaning is None and spellings.is_left_out(self._row.text(column)):
            self.complain(column, f"stands in {listed_in} on a row that was rejected; mend that row")
        elif meaning is None:
            self.complain(column, f"is not in {listed_in}; correct it here or add it there")
        return meaning

    def _complain_of(self, column: str, unreadable: Invalid) -> None:
        self.complain(column, str(unreadable).removeprefix(f"{column}: "))

    @property
    def failed(self) -> bool:
        return bool(self._problems)

    @property
    def bad_row(self) -> BadRow:
        """The row with everything that is wrong with it, the first thing first."""
        (column, reason), *others = self._problems or [("", "cannot be used")]
        return self._row.bad(column, "; also ".join((reason, *(f"{where} {why}" for where, why in others))))
