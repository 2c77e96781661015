"""Amounts are shared without losing or inventing a cent."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.credits import (
    OVERLAY,
    REVENUE,
    Credit,
    CreditBasis,
    CreditCause,
    CreditedPerson,
    CreditFact,
    ProductValue,
    Share,
    Shares,
    credits_of,
)
from crm_core.money import LARGEST_AMOUNT
from crm_core.testing import START, Ids

FACT = CreditFact(
    tenant_id="acme",
    opportunity_id="deal",
    opportunity_number="OPP-2026-0001",
    owner_id="p0",
    currency_code="USD",
    basis=CreditBasis.WON,
    cause=CreditCause.WON,
    event_id="won-1",
    credit_date=START.date(),
    at=START,
)


def shares(*basis_points: int, kind: str = REVENUE) -> tuple[Share, ...]:
    return tuple(
        Share(user_id=f"p{place}", basis_points=points, kind=kind) for place, points in enumerate(basis_points)
    )


def credited(amount: int, *given: Share, products: Sequence[ProductValue] = ()) -> list[Credit]:
    return list(credits_of(FACT, amount, Shares(shares=given), people={}, products=products, new_id=Ids()))


@pytest.mark.parametrize(
    ("amount", "points", "parts"),
    [
        (10001, (3300, 3300, 3400), [3300, 3300, 3401]),
        (99999, (3300, 3300, 3400), [33000, 33000, 33999]),
        (9999, (7500, 2500), [7499, 2500]),
        (1, (5000, 5000), [1, 0]),
        (0, (5000, 5000), [0, 0]),
        (-10001, (3300, 3300, 3400), [-3300, -3300, -3401]),
        (100, (0, 10000), [100]),
    ],
)
def test_the_table_of_shares(amount: int, points: tuple[int, ...], parts: list[int]) -> None:
    assert [credit.amount_minor for credit in credited(amount, *shares(*points))] == parts


@given(
    amount=st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT),
    cuts=st.lists(st.integers(0, 10_000), max_size=7),
    values=st.lists(st.integers(-1_000, 10**9), max_size=5),
)
def test_parts_add_up_to_the_whole_and_a_negative_amount_mirrors_it(
    amount: int, cuts: list[int], values: list[int]
) -> None:
    edges = [0, *sorted(cuts), 10_000]
    given = shares(*(high - low for low, high in pairwise(edges)))
    products = [ProductValue(product=f"P{place}", net_minor=value) for place, value in enumerate(values)]

    plus, minus = (credited(sign * amount, *given, products=products) for sign in (1, -1))

    assert sum(credit.amount_minor for credit in plus) == amount
    assert [-credit.amount_minor for credit in minus] == [credit.amount_minor for credit in plus]
    assert {credit.user_id for credit in plus} == {share.user_id for share in given if share.basis_points}
    for share in given:
        mine = sum(credit.amount_minor for credit in plus if credit.user_id == share.user_id)
        assert abs(mine * 10_000 - amount * share.basis_points) < 10_000


@pytest.mark.requirement("SPL-CRMOP-0112")
def test_overlay_is_each_ones_share_of_the_value_outside_the_total() -> None:
    both = (*shares(10_000), *shares(0, 10_000, 1_250, kind=OVERLAY))

    found = [(credit.user_id, credit.kind, credit.amount_minor) for credit in credited(1_002, *both)]

    assert found == [("p0", "revenue", 1_002), ("p1", "overlay", 1_002), ("p2", "overlay", 125)]


def test_each_ones_part_is_divided_among_the_products_of_the_lines() -> None:
    lines = [
        ProductValue(product="A", category="Hardware", net_minor=200),
        ProductValue(product="B", net_minor=100),
        ProductValue(product="A", category="Hardware", net_minor=100),
        ProductValue(product="free", net_minor=0),
    ]

    found = credited(101, *shares(5_000, 5_000), products=lines)

    assert [(credit.user_id, credit.product, credit.category, credit.amount_minor) for credit in found] == [
        ("p0", "A", "Hardware", 38),
        ("p0", "B", None, 13),
        ("p1", "A", "Hardware", 38),
        ("p1", "B", None, 12),
    ]


def test_a_credit_says_where_its_person_stood() -> None:
    ada = CreditedPerson(user_id="p0", team="North", manager_id="max", territory="DACH")

    known, unknown = credits_of(
        FACT, 10, Shares(shares=shares(5_000, 5_000), split_id="s1"), people={"p0": ada}, new_id=Ids()
    )

    assert (known.team, known.manager_id, known.territory, known.split_id) == ("North", "max", "DACH", "s1")
    assert (unknown.team, unknown.manager_id, unknown.territory) == (None, None, None)
    assert {name: getattr(known, name) for name in CreditFact.model_fields} == dict(FACT)
