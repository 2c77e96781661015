"""Reads the values of one row; whatever is wrong with them is gathered, so that a row has to be mended only once."""

import re
from datetime import date
from typing import TypeVar

from crm_adapters.amounts import AmountUnreadable, read_amount
from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableRow

T = TypeVar("T")

CURRENCY = "USD"
"""Of every amount in the files."""

LONGEST_NAME = 255
EARLIEST = date(1970, 1, 1)

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
        written = self._row.values[column].strip()
        if len(written) > longest:
            self.complain(column, f"has more than {longest} characters; shorten it")
        return written or None

    def text(self, column: str, longest: int = LONGEST_NAME) -> str:
        written = self.optional(column, longest)
        if written is None:
            self.complain(column, "is empty; fill it in")
        return written or ""

    def day(self, column: str) -> date | None:
        if (written := self.optional(column)) is None:
            return None
        try:
            day = date.fromisoformat(written) if _DAY.fullmatch(written) else None
        except ValueError:
            self.complain(column, "is no day of the calendar; correct it")
            return None
        if day is None:
            self.complain(column, "is no date; write it as 2017-03-31")
        elif day > self._today:
            self.complain(column, "is still to come; a history lies in the past")
        elif day < EARLIEST:
            self.complain(column, f"is before {EARLIEST.year}; correct the year")
        else:
            return day
        return None

    def minor(self, column: str) -> int | None:
        """Dollars as cents, read as everywhere else."""
        if (written := self.optional(column)) is None:
            return None
        try:
            return read_amount(written, CURRENCY, field=column).minor
        except AmountUnreadable as unreadable:
            self.complain(column, str(unreadable).removeprefix(f"{column}: "))
            return None

    def known(self, column: str, spellings: Spellings[T], listed_in: str) -> T | None:
        """None, with a complaint, for a name that is not in its list."""
        if self.optional(column) is None:
            self.complain(column, "is empty; fill it in")
            return None
        meaning = spellings.find(self._row.values[column])
        if meaning is None:
            self.complain(column, f"is not in {listed_in}; correct it here or add it there")
        return meaning

    @property
    def failed(self) -> bool:
        return bool(self._problems)

    @property
    def bad_row(self) -> BadRow:
        """The row with everything that is wrong with it, the first thing first."""
        (column, reason), *others = self._problems or [("", "cannot be used")]
        return self._row.bad(column, "; also ".join((reason, *(f"{where} {why}" for where, why in others))))
