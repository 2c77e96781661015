"""How credit is paid: by the rates of a scale, or by a base rate that the bands of a quota multiply.

What is sold of a product with a rate of its own is paid at that rate and fills no tier; in a plan by attainment it
fills the quota like all else, and the bands multiply its rate. Within one deal the products come in the order of their
codes, after what has none.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_core.commissions.scale import Part, Scale
from crm_core.money import BASIS_POINTS


class Line(NamedTuple):
    """So much of a deal's credit, in minor units, has this rate of its own; None is that of the plan."""

    base_minor: int
    rate: int | None


class Formula(NamedTuple):
    """Without a ``base_rate`` the steps of the scale are rates; with one, in basis points, they multiply it."""

    scale: Scale
    base_rate: int | None = None

    @property
    def denominator(self) -> int:
        """Of what is earned exactly."""
        return self.scale.denominator if self.base_rate is None else self.scale.denominator * BASIS_POINTS

    @property
    def is_marginal(self) -> bool:
        return self.scale.is_marginal

    def running(self) -> "Running":
        """Nothing is credited yet."""
        return Running(self)

    def parts(self, before_minor: int, base_minor: int, lines: Sequence[Line]) -> Sequence[Part]:
        """How a deal is divided that finds so much credit before it; in the units of the scale."""
        if self.base_rate is None and not lines:
            return self.scale.parts(before_minor, before_minor + base_minor)
        if self.base_rate is None:
            own = [Part(line.base_minor, line.rate) for line in lines if line.rate is not None and line.base_minor]
            rest = base_minor - sum(part.of_base for part in own)
            return [*(self.scale.parts(before_minor, before_minor + rest) if rest or not own else ()), *own]
        return list(self._by_attainment(before_minor, base_minor, lines, self.base_rate))

    def _by_attainment(
        self, before_minor: int, base_minor: int, lines: Sequence[Line], base_rate: int
    ) -> Iterator[Part]:
        reached = self.scale.rate_at(before_minor + base_minor)
        for line in lines or (Line(base_minor, None),):
            rate = base_rate if line.rate is None else line.rate
            after_minor = before_minor + line.base_minor
            if self.scale.is_marginal:
                for part in self.scale.parts(before_minor, after_minor):
                    yield Part(part.of_base, rate, part.rate)
            elif line.base_minor:
                yield Part(line.base_minor * self.scale.unit, rate, reached)
            before_minor = after_minor


class Running:
    """``total_minor`` is the credit so far that fills the scale, ``exact`` what it has earned in parts."""

    def __init__(self, formula: Formula) -> None:
        self._scale, self._base_rate = formula
        self._weighted = 0
        self.total_minor = 0
        self.exact = 0

    def add(self, base_minor: int, lines: Sequence[Line]) -> None:
        """One deal more; ``lines`` are empty where none has a rate of its own."""
        if self._base_rate is None and not lines:
            self.total_minor += base_minor
            self.exact = self._scale.exact(self.total_minor) + self._weighted
            return
        if self._base_rate is None:
            for line in lines:
                if line.rate is not None:
                    base_minor -= line.base_minor
                    self._weighted += line.base_minor * line.rate
            self.total_minor += base_minor
            self.exact = self._scale.exact(self.total_minor) + self._weighted
            return
        for line in lines or (Line(base_minor, None),):
            rate = self._base_rate if line.rate is None else line.rate
            before, self.total_minor = self.total_minor, self.total_minor + line.base_minor
            if self._scale.is_marginal:
                self.exact += rate * (self._scale.exact(self.total_minor) - self._scale.exact(before))
            else:
                self._weighted += rate * line.base_minor
        if not self._scale.is_marginal:
            self.exact = self._weighted * self._scale.unit * self._scale.rate_at(self.total_minor)
