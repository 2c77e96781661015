"""Who is credited with how much of a deal: immutable facts that only ever add up (ECO-002)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from crm_core.money import BASIS_POINTS, BasisPoints, CurrencyCode, SignedMinorUnits
from crm_core.personal import IMPERSONAL
from crm_core.values import Utc, Value
from crm_core.vocabulary import Day, ForeignId, Id, Key, Number, OneLine, ShortText, TenantId, UserId

REVENUE, OVERLAY = "revenue", "overlay"
"""The kinds of credit: revenue adds up to what a deal was worth; overlay, and a tenant's own, stand beside it."""

Place = Annotated[ShortText, IMPERSONAL]
"""A team, a territory or a category, by name."""

ProductCode = Annotated[str, StringConstraints(min_length=1, max_length=100), OneLine, IMPERSONAL]
"""The code of a product, as lines have it."""


class CreditBasis(StrEnum):
    """What counts: that a deal is won, ordered, or paid. Each adds up by itself."""

    WON = "won"
    ORDER = "order"
    PAYMENT = "payment"


class CreditCause(StrEnum):
    """What wrote a credit; the last four take back or give back of what was credited."""

    WON = "won"
    ORDERED = "ordered"
    PAID = "paid"
    REFUNDED = "refunded"
    REOPENED = "reopened"
    SPLIT_CHANGED = "split_changed"
    CORRECTED = "corrected"
    """A refund or a payment that was entered by mistake is taken back."""


class CreditFact(Value):
    """What happened to a deal that people are credited for, or that takes their credit back.

    ``event_id`` names it: the win, the order, the payment, the refund. ``credit_date`` is the day of closing, order or
    payment in the tenant's zone, ``at`` the moment it was entered.
    """

    tenant_id: TenantId
    opportunity_id: Id
    opportunity_number: Number
    owner_id: UserId
    currency_code: CurrencyCode
    basis: CreditBasis
    cause: CreditCause
    event_id: ForeignId
    credit_date: Day
    at: Utc


class Credit(CreditFact):
    """Never changed: what is taken back is another one that names it, with the same facts and another sign.

    One that takes back keeps the ``credit_date`` of what it takes back, so it counts in the period of that; its ``at``
    is its own. Owner, team, manager, territory and product are as they were then; None is unknown.
    """

    id: Id
    user_id: UserId
    kind: Key = Field(description="revenue, overlay, or a kind of the tenant's own.")
    amount_minor: SignedMinorUnits
    share_basis_points: BasisPoints
    split_id: Id | None = None
    """The approved split it was shared by; None for the owner alone."""
    team: Place | None = None
    manager_id: UserId | None = None
    territory: Place | None = None
    product: ProductCode | None = None
    category: Place | None = None
    reverses: Id | None = None

    @property
    def fact(self) -> CreditFact:
        """What it is credited for."""
        return CreditFact.model_construct(**{name: getattr(self, name) for name in CreditFact.model_fields})

    @property
    def identity(self) -> tuple[str, ...]:
        """What no two credits of a tenant share, so that nothing is credited twice."""
        parts = (self.basis.value, self.cause.value, self.event_id, self.kind, self.user_id)
        optional = (self.product, self.split_id, self.reverses)
        return (self.opportunity_id, *parts, *(each or "" for each in optional))


class Share(Value):
    """Of one person, in a deal's revenue or beside it."""

    user_id: UserId = Field(description="Whose share it is.")
    basis_points: BasisPoints = Field(description="How much: 2500 is a quarter.")
    kind: Key = Field(default=REVENUE, description="revenue, overlay, or a kind of your own.")


class Shares(Value):
    """Who shares a deal, in the order in which cents that are left over are given; ``split_id`` says what agreed it."""

    shares: tuple[Share, ...]
    split_id: Id | None = None

    @classmethod
    def of_the_owner(cls, owner_id: str) -> "Shares":
        """All of it, where nothing else was agreed."""
        return cls(shares=(Share(user_id=owner_id, basis_points=BASIS_POINTS),))


class CreditedPerson(Value):
    """Where a person stood when they were credited."""

    user_id: UserId
    team: Place | None = None
    manager_id: UserId | None = None
    territory: Place | None = None


class ProductValue(Value):
    """What one product makes of a deal's value, in minor units, by which credit is divided among products.

    Where lines name no product, those of a category are one.
    """

    product: ProductCode | None
    category: Place | None = None
    net_minor: SignedMinorUnits


class CreditRow(NamedTuple):
    """A credit as a run over many reads it: plain values in the order of its columns."""

    user_id: str
    at: datetime
    opportunity_number: str
    id: str
    opportunity_id: str
    kind: str
    basis: str
    cause: str
    event_id: str
    amount_minor: int
    currency_code: str
    credit_date: date
    share_basis_points: int
    split_id: str | None
    owner_id: str
    team: str | None
    manager_id: str | None
    territory: str | None
    product: str | None
    category: str | None
    reverses: str | None
