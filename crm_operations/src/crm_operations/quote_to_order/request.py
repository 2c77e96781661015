"""Requests to quote and to order a deal, and their answers."""

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id
from crm_operations.process import Answer, NonFinal
from crm_operations.providers import Order, Quotation


class QuoteOpportunity(Value):
    """Without ``value`` it is quoted at the expected revenue; an undecided quotation is used again.

    One that is expired, or from before the deal was reopened, is not used again.
    """

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it is quoted at; else what is expected of it.")


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
