"""Requests to close a deal, and their answer."""

from pydantic import Field

from crm_core.money import Amount, AnyMoney
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, ForeignId, Id, Reason
from crm_operations.process import Answer
from crm_operations.stage_rules import PassRules


class CloseAsWon(Value):
    """Without ``value`` it is won at the accepted quotation's total; ``quotation_id`` picks one of several."""

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it was won at; else what its quotation says.")
    quotation_id: ForeignId | None = Field(
        default=None, description="The quotation the customer accepted, where there are several."
    )
    pass_rules: PassRules | None = Field(
        default=None, description="Pass over the rules of the pipeline, for this reason; it takes a manager."
    )
    override_reason: Reason | None = Field(
        default=None, description="Win it without the approval it needs; takes a director, and is not for one's own."
    )


class CloseAsLost(Value):
    """Rejects its undecided quotations too; ``reason`` is stored with the deal and sent to the sales system."""

    opportunity_id: Id
    reason: Reason


class Closing(Answer):
    """How the deal ended; ``closed_on`` is the day in the tenant's time zone."""

    opportunity_id: AnyText
    opportunity_number: AnyText
    outcome: Outcome
    closed_on: AnyDay | None
    value: AnyMoney | None = None
    quotation_id: AnyText | None = None
    lost_reason: AnyText | None = None
