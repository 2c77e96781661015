"""Numbers people read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.identity import NumberKind, business_number


@pytest.mark.requirement("INT-004")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (NumberKind.LEAD, "LEAD-2026-0001"),
        (NumberKind.OPPORTUNITY, "OPP-2026-0001"),
        (NumberKind.QUOTATION, "QUOTE-2026-0001"),
    ],
)
def test_a_number_names_its_kind_year_and_count(kind: NumberKind, number: str) -> None:
    assert business_number(kind, 2026, 1) == number


def test_the_ten_thousandth_number_grows_wider() -> None:
    assert business_number(NumberKind.LEAD, 2026, 9_999) == "LEAD-2026-9999"
    assert business_number(NumberKind.LEAD, 2026, 10_000) == "LEAD-2026-10000"


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_counts_never_share_a_number(one: int, other: int) -> None:
    same = business_number(NumberKind.LEAD, 2026, one) == business_number(NumberKind.LEAD, 2026, other)

    assert same == (one == other)
