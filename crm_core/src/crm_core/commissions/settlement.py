"""What a period comes to for one payee of a plan: its parts in their order, the draw, what is payable, what is carried.

The order is that of statements: earned and corrections; floor, cap; holdback off, releases in; balance carried in;
draw; payable (COM-CRMOP-0132). All amounts are minor units of one currency.
"""

from typing import NamedTuple


class Draw(NamedTuple):
    """What is paid of a period at least; a recoverable one is owed, and taken from what exceeds it later."""

    minor: int = 0
    is_recoverable: bool = True


NO_DRAW = Draw()


class PeriodParts(NamedTuple):
    """The entries posted to a payee into a period, added up by what they are for.

    ``opening_minor`` is the balance carried in, and ``draw_balance_minor`` what was owed of draws by then.
    ``carried_minor`` is what was carried out when the period was locked; until then it is 0, and so are both kinds of
    draw.
    """

    payee_id: str
    plan: str
    currency_code: str
    opening_minor: int = 0
    earned_minor: int = 0
    corrections_minor: int = 0
    override_minor: int = 0
    bonus_minor: int = 0
    adjustments_minor: int = 0
    cap_minor: int = 0
    floor_minor: int = 0
    holdback_minor: int = 0
    release_minor: int = 0
    draw_minor: int = 0
    draw_recovery_minor: int = 0
    carried_minor: int = 0
    draw_balance_minor: int = 0

    @property
    def before_draw_minor(self) -> int:
        """The balance before the draw: what was carried in, and all that the period brought."""
        return sum(self[3:13])


class Settlement(NamedTuple):
    """The opening balance and all parts add up to ``payable_minor`` and ``carried_minor``.

    ``draw_balance_minor`` is what is owed of draws afterwards.
    """

    parts: PeriodParts
    draw_minor: int
    draw_recovery_minor: int
    payable_minor: int
    carried_minor: int
    draw_balance_minor: int


def settlement_of(parts: PeriodParts, *, frozen_minor: int = 0, draw: Draw = NO_DRAW) -> Settlement:
    """What is to be posted when the period is locked.

    ``frozen_minor`` is the sum of disputed lines, which are carried whichever sign they have. Payable is never below 0;
    what is missing is carried, and a draw does not pay it back.
    """
    balance = parts.before_draw_minor - frozen_minor
    available = max(0, balance)
    lift = max(0, draw.minor - available)
    recovery = min(parts.draw_balance_minor, max(0, available - draw.minor))
    return Settlement(
        parts=parts,
        draw_minor=lift,
        draw_recovery_minor=-recovery,
        payable_minor=available + lift - recovery,
        carried_minor=balance - available + frozen_minor,
        draw_balance_minor=parts.draw_balance_minor + (lift if draw.is_recoverable else 0) - recovery,
    )


def settled(parts: PeriodParts) -> Settlement:
    """As it was posted when the period was locked."""
    return Settlement(
        parts=parts,
        draw_minor=parts.draw_minor,
        draw_recovery_minor=parts.draw_recovery_minor,
        payable_minor=parts.before_draw_minor + parts.draw_minor + parts.draw_recovery_minor - parts.carried_minor,
        carried_minor=parts.carried_minor,
        draw_balance_minor=parts.draw_balance_minor,
    )
