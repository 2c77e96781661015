"""The wish to close a deal, and what comes of it."""

from datetime import date

from crm_core.money import Money
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_core.vocabulary import Text
from crm_operations.process import Answer, NotYet
from crm_operations.providers import Order, Quotation


class CloseAsWon(Value):
    """``value`` may be left out: the accepted quotation tells it. ``quotation_id`` picks one among several."""

    opportunity_id: str
    value: Money | None = None
    quotation_id: str | None = None


class CloseAsLost(Value):
    opportunity_id: str
    reason: Text


class QuoteDeal(Value):
    """``value`` may be left out: the expected revenue tells it. A quotation still to be decided is taken as it is.

    One that has expired, or is from before the deal was reopened, is not: then a new one is made.
    """

    opportunity_id: str
    value: Money | None = None


class OrderDeal(Value):
    opportunity_id: str


class Quoted(NotYet):
    """Not remembered: asked again after a rejection, there is another quotation to be made."""

    opportunity_id: str
    quotation_id: str
    quotation_number: str
    total: Money
    created: bool


class Ordered(Answer):
    opportunity_id: str
    quotation_id: str
    order_id: str
    order_number: str
    total: Money


class SalesDocuments(Value):
    """A deal's quotations and orders as the sales system has them, newest first; those that count and those before."""

    quotations: tuple[Quotation, ...] = ()
    orders: tuple[Order, ...] = ()


class Closing(Answer):
    """How the deal ended; ``closed_on`` is the day where the tenant lives."""

    opportunity_id: str
    opportunity_number: str
    outcome: Outcome
    closed_on: date | None
    value: Money | None = None
    quotation_id: str | None = None
    lost_reason: str | None = None
