"""Requests to quote and to order a deal, and their answers."""

from enum import StrEnum
from typing import Self

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.quotations import AskedLines, HeaderDiscount, QuotationVersion, VersionStatus
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Day, ForeignId, Id, Reason, Total
from crm_operations.process import Answer, NonFinal
from crm_operations.providers import Order, Quotation


class QuoteOpportunity(Value):
    """Without ``value`` it is quoted at the expected revenue; an undecided quotation is used again.

    One that is expired, or from before the deal was reopened, is not used again.
    """

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it is quoted at; else what is expected of it.")


class GenerateQuotation(Value):
    """A new version; without lines with those of the newest one, and else one line over what is expected of the deal.

    ``request_id`` names the request: asked again by the same one, there is no second version.
    """

    opportunity_id: Id
    lines: AskedLines = ()
    header_discount: HeaderDiscount | None = None
    valid_until: Day | None = Field(default=None, description="The last day it holds: 2026-06-30.")
    request_id: ForeignId | None = Field(default=None, description="What you call this request; it counts once.")


class ReviseQuotation(Value):
    """Other lines, discount or last day for a draft; what is None stays."""

    quotation_id: ForeignId
    lines: AskedLines | None = None
    header_discount: HeaderDiscount | None = None
    valid_until: Day | None = Field(default=None, description="The last day it holds: 2026-06-30.")


class QuotationMove(StrEnum):
    """What may be done with a quotation that is to be decided; each is one of its partner's too."""

    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"


class MoveQuotation(Value):
    """``reason`` is why the customer rejects it."""

    quotation_id: ForeignId
    move: QuotationMove
    reason: Reason | None = None


class ExtendQuotation(Value):
    """Once, and by as many days as the settings allow; one that has expired holds again."""

    quotation_id: ForeignId
    valid_until: Day = Field(description="The last day it holds from now on: 2026-06-30.")


class OrderOpportunity(Value):
    """For a won deal whose quotation is accepted."""

    opportunity_id: Id


class Quoted(NonFinal):
    """``created`` is False when an undecided quotation is used again; not stored, since a later request may differ."""

    opportunity_id: AnyText
    quotation_id: AnyText
    quotation_number: AnyText
    total: AnyMoney
    created: bool


class Offered(NonFinal):
    """A version as it is now; ``difference`` is what the sales system says of it, where that is something else."""

    opportunity_id: AnyText
    opportunity_number: AnyText
    quotation_id: AnyText
    quotation_number: AnyText
    revision: Total
    status: VersionStatus
    total: AnyMoney
    tax_minor: Total
    valid_until: AnyDay
    difference: AnyText | None = None

    @classmethod
    def of(cls, version: QuotationVersion, difference: str | None = None) -> Self:
        """Of this version."""
        return cls(
            opportunity_id=version.opportunity_id,
            opportunity_number=version.opportunity_number,
            quotation_id=version.quotation_id,
            quotation_number=version.quotation_number,
            revision=version.revision,
            status=version.status,
            total=version.total,
            tax_minor=version.tax_minor,
            valid_until=version.valid_until,
            difference=difference,
        )


class Ordered(Answer):
    """The deal's order; the same request again has the same answer."""

    opportunity_id: AnyText
    quotation_id: AnyText
    order_id: AnyText
    order_number: AnyText
    total: AnyMoney


class SalesDocuments(Value):
    """A deal's quotations and orders as the sales system has them, newest first, superseded ones too."""

    quotations: tuple[Quotation, ...] = ()
    orders: tuple[Order, ...] = ()
