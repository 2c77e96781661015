"""Requests about the approval of a deal, and their answers."""

from pydantic import Field

from crm_core.approvals import ApprovalCase, ApprovalLevel, DealApprovalPolicy, Round, Trigger
from crm_core.money import Amount, BasisPoints
from crm_core.opportunities import Opportunity
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Id, Total, UserId
from crm_operations.process import Answer


class RequestApproval(Value):
    """Asks for the yes that a deal needs; ``value`` is what it is to be won at, where that is not what is expected."""

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="What it is to be won at; else what is expected of it.")
    then_close: bool = Field(default=False, description="Close it as won, at the approved value, on the last yes.")


class DealToApprove(Value):
    """The first step's answer: the deal, what decides its level, and who has a part in it."""

    opportunity: Opportunity
    case: ApprovalCase
    policy: DealApprovalPolicy
    editor: UserId | None = None
    shares: tuple[UserId, ...] = ()
    at: Utc


class Electorates(Value):
    """Who is asked, level by level, and who may not be."""

    rounds: tuple[Round, ...]
    conflicted: tuple[UserId, ...] = ()


class ApprovalAsked(Answer):
    """The request that was made, and who is asked."""

    request_id: AnyText
    opportunity_id: AnyText
    opportunity_number: AnyText
    level: ApprovalLevel | None
    electorate: tuple[AnyText, ...] = ()
    reasons: tuple[AnyText, ...] = ()


class WhatIf(Value):
    """A deal on other terms; what is not named stays as it is."""

    opportunity_id: Id
    value: Amount | None = Field(default=None, description="At this value.")
    discount_basis_points: BasisPoints | None = Field(default=None, description="With this discount, such as 18 %.")


class WhatIfAnswer(Value):
    """What the deal would need, why, and the largest discount that needs nobody, None where there is none."""

    opportunity_number: AnyText
    level: ApprovalLevel | None
    triggers: tuple[Trigger, ...] = ()
    reasons: tuple[AnyText, ...] = ()
    largest_discount_basis_points: Total | None = None
