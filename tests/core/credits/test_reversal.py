"""What is taken back of a deal's credits, given back, and shared anew."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crm_core.credits import (
    OVERLAY,
    Credit,
    CreditCause,
    CreditedPerson,
    ProductValue,
    Reversal,
    Share,
    Shares,
    credits_of,
    give_back,
    share_anew,
    standing,
    take_back,
    take_back_all,
)
from crm_core.testing import START, Ids, a_credit

IDS = Ids(0xC7)
REFUND = Reversal(CreditCause.REFUNDED, "R-1", START, IDS)
CORRECTION = Reversal(CreditCause.CORRECTED, "R-1", START, IDS)
SPLIT = Reversal(CreditCause.SPLIT_CHANGED, "won-1", START, IDS)


def won(amount: int, *points: int, overlay: int = 0, split_id: str | None = None) -> tuple[Credit, ...]:
    mine = tuple(Share(user_id=f"p{place}", basis_points=each) for place, each in enumerate(points))
    shares = (*mine, Share(user_id="se", basis_points=overlay, kind=OVERLAY))
    products = [ProductValue(product="A", net_minor=2), ProductValue(product="B", net_minor=1)]
    return credits_of(
        a_credit().fact, amount, Shares(shares=shares, split_id=split_id), people={}, products=products, new_id=IDS
    )


def by_person(rows: Sequence[Credit]) -> dict[str, int]:
    return {user: sum(each.amount_minor for each in rows if each.user_id == user) for user in people_in(rows)}


def people_in(rows: Sequence[Credit]) -> list[str]:
    return sorted({credit.user_id for credit in rows})


def total(rows: Sequence[Credit], kind: str = "revenue") -> int:
    return sum(credit.amount_minor for credit in rows if credit.kind == kind)


@given(
    amount=st.integers(0, 10**6),
    points=st.integers(0, 10_000),
    overlay=st.integers(0, 10_000),
    refunds=st.lists(st.integers(1, 10**6), max_size=5),
)
def test_however_it_is_refunded_nobody_is_left_with_less_than_nothing(
    amount: int, points: int, overlay: int, refunds: list[int]
) -> None:
    rows, left = [*won(amount, points, 10_000 - points, overlay=overlay)], amount
    for number, refund in enumerate(refunds):
        taken = take_back(refund, standing(rows), REFUND._replace(event_id=f"R-{number}"))
        assert total(taken) == -min(refund, left)
        left -= min(refund, left)
        rows += taken
        assert all(each.left_minor >= 0 for each in standing(rows))

    rows += take_back_all(standing(rows), REFUND._replace(event_id="all"))

    assert set(by_person(rows).values()) <= {0}
    assert standing(rows) == ()


def test_a_refund_takes_from_each_in_proportion_and_from_overlays_the_same_part() -> None:
    rows = won(10_001, 3_300, 3_300, 3_400, overlay=1_000)

    taken = take_back(5_000, standing(rows), REFUND)

    assert by_person(taken) == {"p0": -1650, "p1": -1650, "p2": -1700, "se": -500}
    known = {credit.id: credit for credit in rows}
    for each in taken:
        taken_back = known[each.reverses or ""]
        assert (each.product, each.credit_date, each.user_id) == (
            taken_back.product,
            taken_back.credit_date,
            taken_back.user_id,
        )


def test_a_refund_entered_by_mistake_is_given_back_to_the_cent() -> None:
    rows = [*won(10_001, 3_300, 3_300, 3_400, overlay=777)]
    before = by_person(rows)
    rows += take_back(333, standing(rows), REFUND)

    rows += give_back("R-1", rows, CORRECTION)

    assert by_person(rows) == before
    assert [each.left_minor for each in standing(rows)] == [each.amount_minor for each in rows[:8]]


def test_what_was_shared_anew_meanwhile_is_given_back_to_whoever_has_it_now() -> None:
    rows = [*won(1_000, 10_000)]
    rows += take_back(200, standing(rows), REFUND)
    now = Shares(shares=(Share(user_id="p0", basis_points=7_500), Share(user_id="p9", basis_points=2_500)))
    rows += share_anew(standing(rows), now, people={}, reversal=SPLIT)

    rows += give_back("R-1", rows, CORRECTION)

    assert by_person(rows) == {"p0": 750, "p9": 250}


def test_sharing_anew_moves_what_is_left_and_keeps_where_people_stood() -> None:
    rows = [each.model_copy(update={"team": "North"}) for each in won(1_000, 10_000)]
    rows += take_back(100, standing(rows), REFUND)
    shares = Shares(
        split_id="s2", shares=(Share(user_id="p0", basis_points=5_000), Share(user_id="p9", basis_points=5_000))
    )
    people = {
        "p0": CreditedPerson(user_id="p0", team="West"),
        "p9": CreditedPerson(user_id="p9", team="South", manager_id="max"),
    }

    moved = share_anew(standing(rows), shares, people=people, reversal=SPLIT)

    assert total(moved) == 0
    assert by_person([*rows, *moved]) == {"p0": 450, "p9": 450}
    new = [each for each in moved if each.reverses is None]
    assert {(each.user_id, each.team, each.manager_id, each.split_id) for each in new} == {
        ("p0", "North", None, "s2"),
        ("p9", "South", "max", "s2"),
    }
    assert {each.product for each in new} == {"A", "B"}
    assert {(each.cause, each.event_id, each.credit_date) for each in new} == {
        (CreditCause.SPLIT_CHANGED, "won-1", rows[0].credit_date)
    }


def test_a_deal_over_nothing_is_credited_and_taken_back_too() -> None:
    rows = [*won(0, 10_000)]
    assert len(standing(rows)) == 1

    rows += take_back_all(standing(rows), REFUND)

    assert standing(rows) == ()
