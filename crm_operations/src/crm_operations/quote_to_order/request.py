"""The wish to quote or to order a deal, and what comes of it."""

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id
from crm_operations.process import Answer, NonFinal
from crm_operations.providers import Order, Quotation


class QuoteOpportunity(Value):
    """``value`` may be left out: the expected revenue tells it. A quotation still to be decided is taken as it is.

    One that has expired, or is from before the deal was reopened, is not: then a new one is made.
    """

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it is quoted at; else what is expected of it.")


class OrderOpportunity(Value):
    opportunity_id: Id


class Quoted(NonFinal):
    """Not remembered: asked again after a rejection, there is another quotation to be made."""

    opportunity_id: AnyText
    quotation_id: AnyText
    quotation_number: AnyText
    total: AnyMoney
    created: bool


class Ordered(Answer):
    opportunity_id: AnyText
    quotation_id: AnyText
    order_id: AnyText
    order_number: AnyText
    total: AnyMoney


class SalesDocuments(Value):
    """A deal's quotations and orders as the sales system has them, newest first; those that count and those before."""

    quotations: tuple[Quotation, ...] = ()
    orders: tuple[Order, ...] = ()
