"""How much of a credit a refund takes back from who was paid for it: all, less with every day, or nothing any more."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_core.clock import local_date
from crm_core.credits import CreditCause, CreditRow
from crm_core.money import rounded_ratio

_REFUNDED, _CORRECTED, _REOPENED = CreditCause.REFUNDED.value, CreditCause.CORRECTED.value, CreditCause.REOPENED.value


class Part(NamedTuple):
    """So many days are left of so many."""

    left: int
    of: int


class Clawback:
    """A window of ``days`` from the day of the credit; a refund on its last day still takes back.

    ``is_sliding``: by the days that are left, so on the last day nothing. Days are those of the tenant's zone.
    """

    def __init__(self, days: int, zone: ZoneInfo, *, is_sliding: bool) -> None:
        self._days = days
        self._zone = zone
        self._is_sliding = is_sliding
        self._refunds: dict[str, Part] = {}

    def counted(self, row: CreditRow) -> int:
        """How much of a credit counts; a refund that is taken back gives what it took.

        Asked of each row in the order of time.
        """
        if row.cause == _REFUNDED:
            part = self._refunds[row.id] = self._part(row)
        elif row.cause == _CORRECTED and row.reverses in self._refunds:
            part = self._refunds[row.reverses]
        else:
            return row.amount_minor
        return rounded_ratio(row.amount_minor * part.left, part.of)

    def takes_all(self, row: CreditRow) -> bool:
        """Whether nothing of a credit counts after it, whatever refunds have left: the deal is open again."""
        return row.cause == _REOPENED

    def _part(self, row: CreditRow) -> Part:
        left = self._days - (local_date(row.at, self._zone) - row.credit_date).days
        if self._is_sliding:
            return Part(min(max(left, 0), self._days), self._days)
        return Part(int(left >= 0), 1)
