"""What a running total of credit has earned, exactly: a deal earns the difference that it makes.

Every kind of plan is one scale: a rate, tiers of rates, or bands of attainment. Amounts are compared in whole units
that all bounds share, so that nothing is rounded before the end.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from crm_core.money import BASIS_POINTS, rounded_ratio


class Step(NamedTuple):
    """From this bound on, up to the next one, this rate holds; the bound itself belongs to it."""

    bound: int
    rate: int


class Part(NamedTuple):
    """So much of a deal's credit was paid at this rate; ``of_base`` is in the units of the scale.

    ``multiplier`` is that of the band, in basis points; None where no band multiplies.
    """

    of_base: int
    rate: int
    multiplier: int | None = None


class Scale(NamedTuple):
    """``steps`` begin at 0 and rise; an amount times ``unit`` compares with their bounds.

    What is earned is a whole number of parts of ``denominator``: with ``is_marginal`` each part of a total at the rate
    of its step, otherwise all of it at the rate of the step that it reaches.
    """

    steps: tuple[Step, ...]
    unit: int = 1
    denominator: int = BASIS_POINTS
    is_marginal: bool = True

    def exact(self, total_minor: int) -> int:
        """What a total has earned, in parts of the denominator; less than nothing is paid at the first rate."""
        total = total_minor * self.unit
        if not self.is_marginal:
            return total * self.rate_at(total_minor)
        if total <= 0:
            return total * self.steps[0].rate
        earned = 0
        for step, following in pairwise(self.steps):
            if total <= following.bound:
                return earned + (total - step.bound) * step.rate
            earned += (following.bound - step.bound) * step.rate
        last = self.steps[-1]
        return earned + (total - last.bound) * last.rate

    def rate_at(self, total_minor: int) -> int:
        """The rate of the step that a total has reached: 50,000.00 is paid by the tier from 50,000.00."""
        total = total_minor * self.unit
        return next((step.rate for step in reversed(self.steps) if step.bound <= total), self.steps[0].rate)

    def parts(self, before_minor: int, after_minor: int) -> Sequence[Part]:
        """How a deal that takes the total from one to the other is divided, in the order of steps.

        One part of all of it, where the whole amount is paid at one rate.
        """
        if not self.is_marginal:
            return [Part((after_minor - before_minor) * self.unit, self.rate_at(after_minor))]
        low, high = sorted((before_minor * self.unit, after_minor * self.unit))
        sign = 1 if after_minor >= before_minor else -1
        ends = [step.bound for step in self.steps[1:]]
        found = []
        for place, step in enumerate(self.steps):
            start = low if place == 0 else max(low, step.bound)
            end = high if place == len(ends) else min(high, ends[place])
            if start < end:
                found.append(Part(sign * (end - start), step.rate))
        return found

    def rounded(self, exact: int) -> int:
        """In minor units, half to even."""
        return rounded_ratio(exact, self.denominator)
