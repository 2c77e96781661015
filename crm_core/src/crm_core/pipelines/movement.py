"""How deals move: which part goes on, how long they stay, how many come and go by month (FEAT-003)."""

from datetime import date

from crm_core.money import CurrencyCode, rounded_ratio
from crm_core.pipelines.figures import Rate
from crm_core.values import Value


class ConversionRate(Value):
    """Of all stays in a stage, ended or not, the part that led on to a later one; losing is not going on.

    A deal that comes back, after a reopening say, is another stay.
    """

    pipeline_id: str
    stage: str
    display_name: str
    display_order: int
    entered: int
    moved_on: int
    lost: int
    rate: Rate


class StageVelocity(Value):
    """How long deals stayed in an open stage before they left it; None while none has left."""

    pipeline_id: str
    stage: str
    display_name: str
    display_order: int
    stays: int
    total_seconds: int
    average_seconds: int | None


class SalesCycle(Value):
    """From opening a deal to winning it; None while none is won."""

    won_count: int
    total_seconds: int
    average_seconds: int | None

    @classmethod
    def of(cls, won_count: int, total_seconds: int) -> "SalesCycle":
        return cls(won_count=won_count, total_seconds=total_seconds, average_seconds=average(total_seconds, won_count))


class TrendAmount(Value):
    """What a month's closed deals were worth in one currency."""

    currency: CurrencyCode
    won_minor: int = 0
    lost_minor: int = 0


class MonthTrend(Value):
    """What was opened, won and lost in a month of the tenant; an idle month is there too, with zeros."""

    month: date
    opened: int = 0
    won: int = 0
    lost: int = 0
    amounts: tuple[TrendAmount, ...] = ()


def average(total: int, count: int) -> int | None:
    """Rounded half to even; None of nothing."""
    return rounded_ratio(total, count) if count else None
