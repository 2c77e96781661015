"""The terms of a plan: tiers of credit, bands of attainment, rates of products, bonuses; checked when written."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from crm_core.credits import Place, ProductCode
from crm_core.errors import Invalid
from crm_core.money import BasisPoints, MinorUnits
from crm_core.personal import IMPERSONAL
from crm_core.values import Value

Attainment = Annotated[int, Field(ge=0, le=1_000_000), IMPERSONAL]
"""A part of a quota, in basis points: 10 000 is all of it, up to a hundred times."""

Multiplier = Annotated[int, Field(ge=0, le=1_000_000), IMPERSONAL]
"""What a rate is multiplied by, in basis points: 15 000 is one and a half times."""


class Tier(Value):
    """From this much credit of a period on, up to the next tier; the amount itself belongs to it."""

    from_minor: MinorUnits
    to_minor: MinorUnits | None = None
    """Where it ends: where the next one begins, which need not be said."""
    rate_basis_points: BasisPoints


class Band(Value):
    """From this much of the quota on, up to the next band: the base rate is multiplied.

    More than 10 000 accelerates, less decelerates.
    """

    from_basis_points: Attainment
    multiplier_basis_points: Multiplier


class ProductTerm(Value):
    """Of one product, or of one category of products."""

    product: ProductCode | None = None
    category: Place | None = None

    def is_about(self, product: str | None, category: str | None) -> bool:
        """Whether it names this product, or this category."""
        return self.product == product if self.product is not None else self.category in {None, category}

    def check_one(self, field: str) -> None:
        """Raises Invalid where it names both."""
        if self.product is not None and self.category is not None:
            raise Invalid.field(field, f"it names product {self.product} and a category", "name one of the two")


class ProductRate(ProductTerm):
    """What is sold of it is paid at a rate of its own; the rate of a product goes before that of its category."""

    rate_basis_points: BasisPoints


class Bonus(ProductTerm):
    """A fixed amount, in the currency that is paid: for a deal, times the share in it; or once, at an attainment.

    For a deal it is paid once in a credit period, however many payments came in.
    """

    amount_minor: MinorUnits
    from_attainment_basis_points: Attainment | None = None
    """At which part of the quota it is paid, once a quota; None is for each deal."""
    from_credit_minor: MinorUnits = 0
    """The least credit that a deal must have, of the product where one is named."""


def check_tiers(tiers: Sequence[Tier]) -> None:
    """Raises Invalid unless they begin at 0 and each begins where the one before ends."""
    if not tiers:
        raise Invalid.field("tiers", "there are none", "name at least one, from 0")
    if tiers[0].from_minor:
        raise Invalid.field("tiers", f"nothing is said below {tiers[0].from_minor}", "let the first begin at 0")
    for lower, upper in pairwise(tiers):
        if upper.from_minor <= lower.from_minor:
            what = f"the tier from {upper.from_minor} does not lie above that from {lower.from_minor}"
            raise Invalid.field("tiers", what, "put them in order, each once")
        if lower.to_minor is not None and lower.to_minor != upper.from_minor:
            what = "leave a gap" if lower.to_minor < upper.from_minor else "overlap"
            between = f"those up to {lower.to_minor} and from {upper.from_minor} {what}"
            raise Invalid.field("tiers", between, "let each begin where the one before ends")
    if tiers[-1].to_minor is not None:
        raise Invalid.field("tiers", f"nothing is said from {tiers[-1].to_minor} on", "leave the last one open")


def check_bands(bands: Sequence[Band]) -> None:
    """Raises Invalid unless they begin at 0 and rise."""
    if not bands:
        raise Invalid.field("bands", "there are none", "name at least one, from 0")
    if bands[0].from_basis_points:
        what = f"nothing is said below {bands[0].from_basis_points} basis points"
        raise Invalid.field("bands", what, "let the first begin at 0")
    for lower, upper in pairwise(bands):
        if upper.from_basis_points <= lower.from_basis_points:
            what = f"the band from {upper.from_basis_points} does not lie above that from {lower.from_basis_points}"
            raise Invalid.field("bands", what, "put them in order, each once")


def check_rates(rates: Sequence[ProductRate]) -> None:
    """Raises Invalid unless each names one product or one category, and none is named twice."""
    named = [(rate.product, rate.category) for rate in rates]
    for rate in rates:
        rate.check_one("rates")
        if rate.product is None and rate.category is None:
            raise Invalid.field("rates", "one is for no product", "name its product or its category")
        if named.count((rate.product, rate.category)) > 1:
            raise Invalid.field("rates", f"{rate.product or rate.category} is named twice", "leave one")


def check_bonuses(bonuses: Sequence[Bonus]) -> None:
    """Raises Invalid for one at an attainment that asks for a product or a credit too."""
    for bonus in bonuses:
        bonus.check_one("bonuses")
        asks = bonus.product is not None or bonus.category is not None or bonus.from_credit_minor
        if bonus.from_attainment_basis_points is not None and asks:
            what = "one is paid at an attainment, and asks for a deal's product or credit"
            raise Invalid.field("bonuses", what, "make it two bonuses")
