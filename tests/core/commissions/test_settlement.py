"""What a period comes to: the parts in their order, the draw, what is payable, what is carried."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crm_core.commissions import Draw, PeriodParts, settled, settlement_of

amounts = st.integers(-1_000_000, 1_000_000)
PARTS = PeriodParts._fields[3:13]


def parts(amount: int = 0, *, opening: int = 0, owed: int = 0) -> PeriodParts:
    return PeriodParts("ada", "Field", "USD", opening_minor=opening, earned_minor=amount, draw_balance_minor=owed)


@given(
    st.lists(amounts, min_size=len(PARTS), max_size=len(PARTS)),
    amounts,
    st.integers(0, 1_000_000),
    st.integers(0, 1_000_000),
    st.booleans(),
)
def test_a_statement_balances_is_never_below_nothing_and_pays_what_is_due(
    figures: Sequence[int], frozen: int, owed: int, draw: int, is_recoverable: bool
) -> None:
    asked = PeriodParts("ada", "Field", "USD", *figures)._replace(draw_balance_minor=owed)
    settlement = settlement_of(asked, frozen_minor=frozen, draw=Draw(draw, is_recoverable))

    payable, carried = settlement.payable_minor, settlement.carried_minor
    assert sum(figures) + settlement.draw_minor + settlement.draw_recovery_minor == payable + carried
    assert payable >= draw
    assert settlement.draw_minor == 0 or settlement.draw_recovery_minor == 0
    assert carried - frozen <= 0
    assert settlement.draw_balance_minor >= 0
    lift = settlement.draw_minor if is_recoverable else 0
    assert settlement.draw_balance_minor == owed + lift + settlement.draw_recovery_minor
    posted = asked._replace(
        draw_minor=settlement.draw_minor,
        draw_recovery_minor=settlement.draw_recovery_minor,
        carried_minor=carried,
        draw_balance_minor=settlement.draw_balance_minor,
    )
    assert settled(posted)[1:] == settlement[1:]


@given(st.lists(amounts, min_size=1, max_size=8), st.integers(0, 500_000))
def test_over_all_periods_a_recoverable_draw_pays_what_was_earned_and_what_is_owed_still(
    earned: Sequence[int], draw: int
) -> None:
    opening = owed = paid = 0
    for amount in earned:
        settlement = settlement_of(parts(amount, opening=opening, owed=owed), draw=Draw(draw))
        paid += settlement.payable_minor
        opening, owed = settlement.carried_minor, settlement.draw_balance_minor

    assert paid == sum(earned) + owed - opening


def test_a_recoverable_draw_is_owed_and_taken_from_what_exceeds_it() -> None:
    weak = settlement_of(parts(30_000), draw=Draw(100_000))
    assert (weak.draw_minor, weak.payable_minor, weak.draw_balance_minor) == (70_000, 100_000, 70_000)
    strong = settlement_of(parts(150_000, owed=weak.draw_balance_minor), draw=Draw(100_000))
    assert (strong.draw_recovery_minor, strong.payable_minor, strong.draw_balance_minor) == (-50_000, 100_000, 20_000)
    last = settlement_of(parts(150_000, owed=strong.draw_balance_minor), draw=Draw(100_000))
    assert (last.draw_recovery_minor, last.payable_minor, last.draw_balance_minor) == (-20_000, 130_000, 0)


def test_a_draw_that_is_not_recoverable_is_not_owed() -> None:
    weak = settlement_of(parts(30_000), draw=Draw(100_000, is_recoverable=False))

    assert (weak.draw_minor, weak.payable_minor, weak.draw_balance_minor) == (70_000, 100_000, 0)


def test_less_than_nothing_is_carried_and_no_draw_pays_it_back() -> None:
    taken_back = settlement_of(parts(-20_000))
    assert (taken_back.payable_minor, taken_back.carried_minor) == (0, -20_000)
    drawn = settlement_of(parts(-20_000), draw=Draw(100_000))
    assert (drawn.draw_minor, drawn.payable_minor, drawn.carried_minor) == (100_000, 100_000, -20_000)


def test_a_disputed_line_is_carried_whichever_sign_it_has() -> None:
    contested = settlement_of(parts(100_000), frozen_minor=40_000)
    assert (contested.payable_minor, contested.carried_minor) == (60_000, 40_000)
    clawback = settlement_of(parts(60_000), frozen_minor=-40_000)
    assert (clawback.payable_minor, clawback.carried_minor) == (100_000, -40_000)


def test_who_has_no_draw_any_more_gives_back_what_is_owed_before_anything_is_paid() -> None:
    leaver = settlement_of(parts(50_000, owed=70_000))

    assert (leaver.draw_recovery_minor, leaver.payable_minor, leaver.draw_balance_minor) == (-50_000, 0, 20_000)
