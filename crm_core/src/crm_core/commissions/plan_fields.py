"""What a commission plan says: what is paid for which credit, and the terms of a period (COM-CRMOP-0128)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crm_core.commissions.terms import Band, Bonus, ProductRate, Tier
from crm_core.credits import OVERLAY, REVENUE, CreditBasis
from crm_core.fiscal import PeriodLength
from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import Count, Day, Key, Name

MOST_STEPS = 50
MOST_PRODUCTS = 500

Levels = Annotated[int, Field(ge=1, le=10), IMPERSONAL]
"""Of people who report to one another."""


class Scheme(StrEnum):
    FLAT = "flat"
    """One rate."""
    MARGINAL = "marginal"
    """Each part of the period's credit at the rate of its tier."""
    WHOLE_AMOUNT = "whole_amount"
    """All of the period's credit at the rate of the tier that it reaches."""
    ATTAINMENT = "attainment"
    """A base rate, multiplied by the band of the quota that was reached."""


class PlanFields(Value):
    name: Name = Field(description="What statements call it, such as Field sales.")
    scheme: Scheme = Field(description="How credit is paid; a file calls it kind.")
    basis: CreditBasis = Field(default=CreditBasis.WON, description="What is credited: won, order or payment.")
    frequency: PeriodLength = Field(default=PeriodLength.QUARTER, description="How long a period is.")
    currency: CurrencyCode = Field(description="Of what is paid, and of the tiers.")
    rate_basis_points: BasisPoints | None = Field(
        default=None, description="The rate of a flat plan, or the base rate."
    )
    tiers: tuple[Tier, ...] = Field(default=(), max_length=MOST_STEPS, description="The tiers of the others.")
    bands: tuple[Band, ...] = Field(default=(), max_length=MOST_STEPS, description="What multiplies the base rate.")
    bands_are_marginal: bool = Field(
        default=True, description="Whether credit is paid by the band it falls into; else all by the band reached."
    )
    quota_period: PeriodLength | None = Field(
        default=None, description="How long the quota's period is; else as long as the plan's."
    )
    rates: tuple[ProductRate, ...] = Field(
        default=(), max_length=MOST_PRODUCTS, description="Products and categories with a rate of their own."
    )
    bonuses: tuple[Bonus, ...] = Field(default=(), max_length=MOST_STEPS, description="Fixed amounts.")
    floor_minor: MinorUnits = Field(default=0, description="What a whole period earns at least; 0 is nothing.")
    cap_minor: MinorUnits | None = Field(default=None, description="What a period earns at most.")
    holdback_basis_points: BasisPoints = Field(default=0, description="The part of it that is kept back at first.")
    holdback_days: Annotated[Count, Field(ge=1)] = Field(
        default=90, description="How many days after the period that is released."
    )
    clawback_days: Annotated[Count, Field(ge=1)] | None = Field(
        default=None, description="Until how many days after its credit a refund takes back; else for good."
    )
    clawback_is_sliding: bool = Field(default=False, description="Whether it takes back less with every day.")
    override_basis_points: BasisPoints = Field(
        default=0, description="A manager's rate of what their reports are credited."
    )
    override_depth: Levels = Field(default=1, description="How many levels of reports: 2 is those of reports too.")
    credited: tuple[Key, ...] = Field(
        default=(REVENUE, OVERLAY), min_length=1, max_length=20, description="Which kinds of credit it pays for."
    )
    pay_currency: CurrencyCode | None = Field(
        default=None, description="What is paid in, and bonuses, floor and cap are of; else the plan's."
    )
    draw_minor: MinorUnits = Field(default=0, description="What is paid of a period at least, as a draw; 0 is none.")
    draw_is_recoverable: bool = Field(default=True, description="Whether a draw is owed, and taken from later periods.")
    effective_from: Day | None = Field(
        default=None, description="For periods that begin on this day or later; else for all, those before too."
    )
