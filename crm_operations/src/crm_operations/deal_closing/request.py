"""The wish to close a deal, and what comes of it."""

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, ForeignId, Id, Reason
from crm_operations.process import Answer, NonFinal
from crm_operations.providers import Order, Quotation


class CloseAsWon(Value):
    """``value`` may be left out: the accepted quotation tells it. ``quotation_id`` picks one among several."""

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it was won at; else what its quotation says.")
    quotation_id: ForeignId | None = Field(
        default=None, description="The quotation the customer accepted, where there are several."
    )


class CloseAsLost(Value):
    opportunity_id: Id
    reason: Reason


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


class Closing(Answer):
    """How the deal ended; ``closed_on`` is the day where the tenant lives."""

    opportunity_id: AnyText
    opportunity_number: AnyText
    outcome: Outcome
    closed_on: AnyDay | None
    value: AnyMoney | None = None
    quotation_id: AnyText | None = None
    lost_reason: AnyText | None = None
