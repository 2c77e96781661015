"""Requests to record what customers paid, and what they were paid back."""

from typing import Annotated

from pydantic import Field

from crm_core.money import Amount
from crm_core.values import Value
from crm_core.vocabulary import Day, ForeignId, FreeText, Reason


class RefundDeal(Value):
    """The same refund again is no second one; all together at most what the deal was won at."""

    amount: Amount = Field(description="How much was paid back.")
    refund_id: ForeignId = Field(description="What your books call the refund; it counts once.")
    reason: Reason


class RecordPayment(Value):
    """A payment, or a part of one; the same one again is no second one."""

    amount: Amount = Field(description="How much was paid.")
    payment_id: ForeignId = Field(description="What your books call the payment; it counts once.")
    paid_on: Day | None = Field(default=None, description="When it was paid: 2026-06-30; else today.")


EntryId = Annotated[ForeignId, Field(description="The id of the refund or the payment, as it was entered.")]
Mistake = Annotated[FreeText, Field(description="What is wrong with it; it is kept in the history.")]
