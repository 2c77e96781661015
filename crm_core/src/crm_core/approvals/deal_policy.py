"""From which figure on a deal needs whose yes: every number with its default, per tenant (BUS-CRMOP-0018)."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from crm_core.approvals.deal_terms import AnyBasisPoints, ValueMinor
from crm_core.approvals.levels import ApprovalLevel
from crm_core.conditions import ConditionError, Expression
from crm_core.money import LARGEST_AMOUNT, CurrencyCode
from crm_core.opportunity_facts import opportunity_condition
from crm_core.personal import IMPERSONAL
from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import Count, Name
from crm_core.voting import FIRST, StrategyName


class Step(NamedTuple):
    """A threshold, and the level it asks."""

    threshold: int
    level: ApprovalLevel


AnyThreshold = Annotated[int, Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT), IMPERSONAL]


class Thresholds(Value):
    """By level; a level without one is not asked for that figure."""

    team_lead: AnyThreshold | None = None
    manager: AnyThreshold | None = None
    director: AnyThreshold | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The highest level first."""
        named = ((getattr(self, level.value), level) for level in reversed(ApprovalLevel))
        return tuple(Step(threshold, level) for threshold, level in named if threshold is not None)


class ValueThresholds(Thresholds):
    """In minor units of one currency, inclusive."""

    team_lead: ValueMinor | None = 500_000
    manager: ValueMinor | None = 1_000_000
    director: ValueMinor | None = 5_000_000


class DiscountThresholds(Thresholds):
    """In basis points, inclusive."""

    team_lead: AnyBasisPoints | None = 2_000
    manager: AnyBasisPoints | None = 3_000
    director: AnyBasisPoints | None = 4_000


class MarginThresholds(Thresholds):
    """In basis points; a margin below one asks its level, one of exactly that does not."""

    team_lead: AnyBasisPoints | None = None
    manager: AnyBasisPoints | None = 1_000
    director: AnyBasisPoints | None = 0


class PaymentThresholds(Thresholds):
    """In days; a payment beyond one asks its level, one of exactly that does not."""

    team_lead: Count | None = None
    manager: Count | None = 30
    director: Count | None = None


def _readable(condition: str) -> str:
    try:
        opportunity_condition(condition)
    except ConditionError as problem:
        raise ValueError(str(problem)) from problem
    return condition


class ConditionTrigger(Value):
    """A condition in CEL, such as ``opportunity.term_months > 24``, and the level it asks."""

    condition: Annotated[Expression, AfterValidator(_readable), IMPERSONAL]
    level: ApprovalLevel


class Asked(Value):
    """Who is asked for a level: by default the nearest person up the owner's chain who holds it.

    ``team`` or ``role`` name everybody of a team, or with a role, instead.
    """

    strategy: StrategyName = FIRST
    team: Name | None = None
    role: Role | None = None


class DealApprovalPolicy(Value):
    """``value`` is in ``currency``; another currency has thresholds of its own, or is converted by a stored rate."""

    currency: CurrencyCode = "USD"
    value: ValueThresholds = ValueThresholds()
    value_by_currency: Annotated[Mapping[CurrencyCode, ValueThresholds], Field(max_length=200)] = Field(
        default_factory=dict
    )
    discount: DiscountThresholds = DiscountThresholds()
    margin: MarginThresholds = MarginThresholds()
    payment: PaymentThresholds = PaymentThresholds()
    clause: ApprovalLevel | None = ApprovalLevel.MANAGER
    """What any non-standard clause asks."""
    conditions: Annotated[tuple[ConditionTrigger, ...], Field(max_length=100)] = ()
    serial: bool = False
    """Each level from the lowest to the highest asked, one after the other; else the highest alone."""
    asked: Annotated[Mapping[ApprovalLevel, Asked], Field(max_length=10)] = Field(default_factory=dict)
