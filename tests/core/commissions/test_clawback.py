"""A refund takes back within the plan's window: all of it, or less with every day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.commissions import Clawback
from crm_core.credits import CreditRow

CREDITED = date(2026, 1, 31)


def row(cause: str, amount: int, at: datetime, *, row_id: str = "r", reverses: str | None = "c") -> CreditRow:
    values = dict.fromkeys(CreditRow._fields)
    known = {
        "id": row_id,
        "cause": cause,
        "amount_minor": amount,
        "at": at,
        "credit_date": CREDITED,
        "reverses": reverses,
    }
    return CreditRow(**{**values, **known})  # type: ignore[arg-type]


def on(days: int) -> datetime:
    return datetime(2026, 1, 31, 12, tzinfo=UTC) + timedelta(days=days)


@given(st.integers(-5, 200), st.integers(-(10**9), -1))
def test_the_sliding_window_takes_the_part_of_the_days_that_are_left(days: int, amount: int) -> None:
    counted = Clawback(90, ZoneInfo("UTC"), is_sliding=True).counted(row("refunded", amount, on(days)))

    assert amount <= counted <= 0
    assert abs(counted * 90 - amount * min(90, max(0, 90 - days))) <= 45
    assert Clawback(90, ZoneInfo("UTC"), is_sliding=False).counted(row("refunded", amount, on(days))) == (
        amount if days <= 90 else 0
    )


def test_days_are_those_of_the_tenants_zone() -> None:
    late = datetime(2026, 2, 10, 23, 30, tzinfo=UTC)
    refund = row("refunded", -100, late)

    assert Clawback(10, ZoneInfo("UTC"), is_sliding=False).counted(refund) == -100
    assert Clawback(10, ZoneInfo("Europe/Berlin"), is_sliding=False).counted(refund) == 0


@given(st.integers(0, 120), st.integers(1, 10**9))
def test_a_refund_that_is_reversed_gives_back_what_it_took(days: int, amount: int) -> None:
    clawback = Clawback(90, ZoneInfo("UTC"), is_sliding=True)
    taken = clawback.counted(row("refunded", -amount, on(days), row_id="refund"))

    assert clawback.counted(row("corrected", amount, on(300), row_id="x", reverses="refund")) == -taken


@pytest.mark.parametrize("cause", ["won", "paid", "split_changed", "corrected"])
def test_what_is_no_refund_counts_whole(cause: str) -> None:
    clawback = Clawback(1, ZoneInfo("UTC"), is_sliding=True)

    assert clawback.counted(row(cause, -100, on(50))) == -100
    assert not clawback.takes_all(row(cause, -100, on(50)))
    assert clawback.takes_all(row("reopened", -100, on(50)))
