"""The ledger: what was posted to whom for what, by which calculation; entries are added, never changed."""

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple


class PayeeKind(StrEnum):
    USER = "user"


class EntryKind(StrEnum):
    """What an entry is for; those from the cap on are about no deal."""

    EARNING = "earning"
    CORRECTION = "correction"
    """The difference to what was posted before, of an earning, an override or a bonus alike."""
    OVERRIDE = "override"
    """Of a manager, for what their reports are credited."""
    BONUS = "bonus"
    CAP = "cap"
    FLOOR = "floor"
    HOLDBACK = "holdback"
    """Kept back of what was earned, until a release."""
    RELEASE = "release"
    DRAW = "draw"
    DRAW_RECOVERY = "draw_recovery"
    CARRY = "carry"
    """Owed or owing from the period before."""
    ADJUSTMENT = "adjustment"


class Entry(NamedTuple):
    """Plain values in the order of its columns, since a run posts hundreds of thousands.

    ``opportunity_id`` is empty for what is about no deal. ``rate`` is what one unit of the credit's currency was worth
    on ``rate_date``, None within one currency; ``pay_rate`` the same from the plan's currency to that of the entry.
    ``component`` is what the amount belongs to: the kind itself, and for a correction the kind that it corrects.
    ``trace`` is the calculation as JSON, ``corrects`` the number of the
    entry whose figure is corrected, ``key`` what makes a repetition the same entry.
    """

    id: str
    number: int
    payee_kind: str
    payee_id: str
    kind: str
    opportunity_id: str
    opportunity_number: str
    event_id: str
    plan: str
    plan_revision: int
    credit_period: str
    posted_period: str
    base_minor: int
    rate_basis_points: int | None
    amount_minor: int
    currency_code: str
    rate: str | None
    rate_date: date | None
    corrects: int | None
    reason: str | None
    trace: str
    key: str
    posted_at: datetime
    posted_by: str
    component: str
    pay_rate: str | None = None
    pay_rate_date: date | None = None


COMPUTED = (
    EntryKind.EARNING,
    EntryKind.OVERRIDE,
    EntryKind.BONUS,
    EntryKind.FLOOR,
    EntryKind.CAP,
    EntryKind.HOLDBACK,
)
"""What a run computes anew for a credit period, in the order of statements, and posts the difference of."""


class TargetKey(NamedTuple):
    """What of one payee is one figure of a credit period: a component, of one event of a deal or of the whole."""

    component: str
    opportunity_id: str
    event_id: str


class Posted(NamedTuple):
    """What stands in the ledger of one figure of a payee for a credit period, over all periods it was posted in."""

    payee_id: str
    component: str
    opportunity_id: str
    opportunity_number: str
    event_id: str
    amount_minor: int
    base_minor: int
    last_number: int
    rate: str | None
    rate_date: date | None
    pay_rate: str | None = None
    pay_rate_date: date | None = None

    @property
    def key(self) -> TargetKey:
        return TargetKey(self.component, self.opportunity_id, self.event_id)


class Held(NamedTuple):
    """What is held back of a payee for a credit period and not released, in minor units; less than 0 if too much was.

    ``last_number`` is that of the newest entry of it.
    """

    payee_id: str
    credit_period: str
    amount_minor: int
    last_number: int


def entry_key(plan: str, credit_period: str, payee_id: str, opportunity_id: str, *facts: object) -> str:
    """Unique in a tenant: a digest, so that it fits a column whatever the names are."""
    return sha256("\x1f".join((plan, credit_period, payee_id, opportunity_id, *map(str, facts))).encode()).hexdigest()
