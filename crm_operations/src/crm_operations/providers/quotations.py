"""The quotations of the sales system (IFC-CRMOP-0035)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Protocol, Self

from pydantic import AfterValidator, Field

from crm_core.errors import NotFound, Refused
from crm_core.money import LARGEST_AMOUNT, AnyMoney, CurrencyCode, MinorUnits, Money, TotalMinorUnits
from crm_core.personal import IMPERSONAL
from crm_core.quotations import MOST_LINES, LineTerms, line_net
from crm_core.values import FitMoment, Value
from crm_core.vocabulary import AnyDay, Day, FitLine, FitText, ForeignId, Id, Total
from crm_operations.providers.call_kinds import command, query

AnyQuantity = Annotated[Decimal, Field(), IMPERSONAL]
"""How many units, of a partner; not bounded."""


class QuotationStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def is_live(self) -> bool:
        """Still to be decided by the customer."""
        return self in {QuotationStatus.DRAFT, QuotationStatus.SENT}


class QuotationNotFound(NotFound):
    @classmethod
    def because_unknown_quotation(cls, quotation_id: str) -> Self:
        return cls.because_unknown("quotation", quotation_id)


class QuotationRefused(Refused):
    @classmethod
    def because_status(cls, quotation_id: str, status: str, wish: str) -> Self:
        return cls(
            "quotation {quotation} is {status} and cannot be {wish}",
            {"quotation": quotation_id, "status": status, "wish": wish},
        )

    @classmethod
    def because_expired(cls, quotation_id: str, expired_on: date) -> Self:
        return cls(
            "quotation {quotation} expired on {expired_on}; make a new one",
            {"quotation": quotation_id, "expired_on": str(expired_on)},
        )


class QuotedLine(Value):
    """As the partner has it, not bounded: a discount of its own has a negative price.

    ``unit_price_minor`` in minor units of the quotation's currency, before discount and tax; shares in basis points.
    """

    description: FitLine
    code: FitLine | None = None
    quantity: AnyQuantity = Decimal(1)
    unit_price_minor: TotalMinorUnits
    discount_basis_points: Total = 0
    tax_basis_points: Total = 0

    @property
    def net_minor(self) -> int:
        """Quantity x price x (1 - discount), in minor units before tax, rounded half to even once."""
        return line_net(self.quantity, self.unit_price_minor, self.discount_basis_points)

    @property
    def total_minor(self) -> int:
        """The same: what is off all lines, and tax, are not of a line."""
        return self.net_minor


class QuotationLine(LineTerms, QuotedLine):
    """As it is requested: at most four digits of a quantity, a price per unit before discount and tax."""

    @classmethod
    def of(cls, line: LineTerms) -> Self:
        """What the customer reads of a line."""
        return cls(**{field: getattr(line, field) for field in LineTerms.model_fields})


def _worth_at_most_an_amount(lines: tuple[QuotationLine, ...]) -> tuple[QuotationLine, ...]:
    total = sum(line.total_minor for line in lines)
    if total > LARGEST_AMOUNT:
        raise ValueError(f"they are worth {total} minor units together; use at most {LARGEST_AMOUNT}")
    return lines


QuotationLines = Annotated[
    tuple[QuotationLine, ...], Field(max_length=MOST_LINES), AfterValidator(_worth_at_most_an_amount)
]


class QuotationDraft(Value):
    """``valid_until`` is inclusive: the whole of that day in the tenant's zone."""

    opportunity_id: Id
    customer_id: ForeignId
    currency_code: CurrencyCode
    lines: QuotationLines
    discount_minor: MinorUnits = 0
    """What is taken off all lines together, before tax."""
    valid_until: Day


class QuotationUpdate(Value):
    """Only the fields that are set change, and only while it is a draft."""

    lines: QuotationLines | None = None
    discount_minor: MinorUnits | None = None
    valid_until: Day | None = None


class Quotation(Value):
    """As the sales system has it; ``total`` in its own currency, before tax and without what is off all lines.

    ``discount_minor`` is what is taken off all lines together, ``tax_minor`` comes on top. Moments are in UTC.

    ``valid_until`` is inclusive: the whole of that day in the tenant's zone.
    """

    id: ForeignId
    number: FitLine
    opportunity_id: ForeignId
    customer_id: ForeignId
    status: QuotationStatus
    total: AnyMoney
    discount_minor: TotalMinorUnits = 0
    tax_minor: TotalMinorUnits = 0
    lines: tuple[QuotedLine, ...] = ()
    valid_until: AnyDay
    created_at: FitMoment
    sent_at: FitMoment | None = None
    decided_at: FitMoment | None = None
    rejection_reason: FitText | None = None


class QuotationProvider(Protocol):
    """A partner system. Every method may raise Unavailable; every method with an id QuotationNotFound."""

    @query
    def find_by_id(self, tenant_id: str, quotation_id: str) -> Quotation | None:
        """None when the tenant has no such quotation."""
        ...

    @query
    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Quotation]:
        """Newest first."""
        ...

    @command
    def create_from_opportunity(self, tenant_id: str, draft: QuotationDraft, *, key: str) -> Quotation:
        """A draft with its lines; the same key again answers the quotation it created.

        Tax is rounded once a rate. Raises Invalid for a discount beyond the lines.
        """
        ...

    @command
    def update(self, tenant_id: str, quotation_id: str, update: QuotationUpdate) -> Quotation:
        """Raises QuotationRefused unless it is a draft, Invalid for a discount beyond the lines."""
        ...

    @command
    def withdraw(self, tenant_id: str, quotation_id: str, *, key: str) -> None:
        """Deletes the quotation this key created; without an effect for any other."""
        ...

    @query
    def get_status(self, tenant_id: str, quotation_id: str) -> QuotationStatus:
        """Raises QuotationNotFound."""
        ...

    @command
    def mark_as_sent(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        """A second call changes nothing. Raises QuotationRefused once it is accepted or rejected."""
        ...

    @command
    def mark_as_accepted(self, tenant_id: str, quotation_id: str, at: datetime) -> Quotation:
        """A draft is sent first, a second call is fine. Raises QuotationRefused if rejected, or expired by then."""
        ...

    @command
    def mark_as_rejected(self, tenant_id: str, quotation_id: str, reason: str, at: datetime) -> Quotation:
        """A second call changes nothing. Raises QuotationRefused once it is accepted."""
        ...

    @command
    def revert(self, tenant_id: str, quotation_id: str, status: QuotationStatus) -> Quotation:
        """Back to a status it had, for a workflow that unwinds. Raises QuotationRefused where the system cannot."""
        ...

    @query
    def get_total_value(self, tenant_id: str, quotation_id: str) -> Money:
        """Of all lines, without what is off all of them, before tax. Raises QuotationNotFound."""
        ...

    @query
    def get_currency(self, tenant_id: str, quotation_id: str) -> CurrencyCode:
        """Its ISO 4217 code. Raises QuotationNotFound."""
        ...

    @query
    def is_expired(self, tenant_id: str, quotation_id: str, at: datetime) -> bool:
        """Whether ``at`` is past its last day; one that is accepted or rejected does not expire."""
        ...

    @query
    def get_expiry_date(self, tenant_id: str, quotation_id: str) -> date:
        """The last day it holds, in the tenant's zone. Raises QuotationNotFound."""
        ...
