"""The wish to close a deal, and what comes of it."""

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, ForeignId, Id, Reason
from crm_operations.process import Answer


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


class Closing(Answer):
    """How the deal ended; ``closed_on`` is the day where the tenant lives."""

    opportunity_id: AnyText
    opportunity_number: AnyText
    outcome: Outcome
    closed_on: AnyDay | None
    value: AnyMoney | None = None
    quotation_id: AnyText | None = None
    lost_reason: AnyText | None = None
