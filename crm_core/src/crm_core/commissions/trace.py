"""The calculation of an entry, as it was posted: read back, and done again."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_core.commissions.scale import Part
from crm_core.money import BASIS_POINTS, TotalMinorUnits, rounded_ratio
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total


class TracedPart(Value):
    """So much of a deal's credit, in minor units, was paid at this rate, times the multiplier of the band."""

    of_base_minor: TotalMinorUnits
    rate_basis_points: Total
    multiplier_basis_points: Total | None = None


class Trace(Value):
    """``before_minor`` is the credit of the deals before; ``exact_before`` and ``exact_after`` are in parts of ``of``.

    None of them where nothing is left of a deal. What is computed from a period as a whole, and a bonus, has a ``rule``
    and the ``facts`` that it reads instead. ``paid_minor`` is what was earned in the currency of pay, where that is
    another than the plan's.
    """

    before_minor: TotalMinorUnits | None = None
    base_minor: TotalMinorUnits = 0
    quota_minor: TotalMinorUnits | None = None
    parts: tuple[TracedPart, ...] = ()
    exact_before: Total = 0
    exact_after: Total = 0
    exact_of_parts: Total | None = None
    """What the parts come to; None where a deal changes the rate of those before it."""
    of: Total = 1
    earned_minor: TotalMinorUnits = 0
    paid_minor: TotalMinorUnits | None = None
    rule: AnyText | None = None
    facts: Mapping[AnyText, Total] = {}

    @property
    def agrees(self) -> bool:
        """Whether the calculation, done again, has the same result: what is rounded before and after differs by it."""
        if self.rule is not None:
            return self.rule in _RULES and self.earned_minor == _RULES[self.rule](self.facts)
        parts_agree = self.exact_of_parts in {None, self.exact_after - self.exact_before}
        rounded = rounded_ratio(self.exact_after, self.of) - rounded_ratio(self.exact_before, self.of)
        return parts_agree and self.earned_minor == rounded


def _floor(facts: Mapping[str, int]) -> int:
    due = rounded_ratio(facts["floor"] * facts["days"], facts["of_days"])
    return max(0, due - facts["earned"]) if due else 0


_RULES: Mapping[str, Callable[[Mapping[str, int]], int]] = {
    "floor": _floor,
    "cap": lambda facts: min(0, facts["cap"] - facts["earned"]),
    "holdback": lambda facts: -rounded_ratio(facts["earned"] * facts["basis_points"], BASIS_POINTS),
    "release": lambda facts: facts["held"],
    "bonus": lambda facts: facts["bonus"],
    "share": lambda facts: sum(
        rounded_ratio(amount * facts["share"], BASIS_POINTS) for name, amount in facts.items() if name != "share"
    ),
}
"""By the kind of an entry: what its figures come to. ``share`` is that of bonuses for a deal."""


def read_trace(text: str) -> Trace:
    """As an entry keeps it."""
    read = json.loads(text)
    if "rule" in read:
        return Trace(rule=read["rule"], facts=read["facts"], earned_minor=read["earned"])
    if "base" not in read:
        return Trace()
    before, after = read["exact"]
    unit = read.get("unit", 1)
    return Trace(
        before_minor=read["before"],
        base_minor=read["base"],
        quota_minor=read.get("quota"),
        parts=tuple(_traced(read["parts"], unit)),
        exact_before=before,
        exact_after=after,
        exact_of_parts=None if "whole" in read else sum(_exact(*part) for part in read["parts"]),
        of=read["of"],
        earned_minor=read["earned"],
        paid_minor=read.get("paid"),
    )


def written_trace(
    before_minor: int,
    base_minor: int,
    parts: Sequence[Part],
    exact: tuple[int, int],
    of: int,
    earned_minor: int,
    more: str = "",
) -> str:
    """By hand, since a run writes hundreds of thousands; ``more`` is what few of them have."""
    divided = ",".join(
        f"[{part.of_base},{part.rate}]"
        if part.multiplier is None
        else f"[{part.of_base},{part.rate},{part.multiplier}]"
        for part in parts
    )
    return (
        f'{{"before":{before_minor},"base":{base_minor},"parts":[{divided}],'
        f'"exact":[{exact[0]},{exact[1]}],"of":{of},"earned":{earned_minor}{more}}}'
    )


def written_rule(rule: str, facts: Mapping[str, int], earned_minor: int) -> str:
    """Of what is computed from a period as a whole, and of a bonus."""
    return json.dumps({"rule": rule, "facts": facts, "earned": earned_minor})


def _exact(of_base: int, rate: int, multiplier: int = 1) -> int:
    return of_base * rate * multiplier


def _traced(parts: Sequence[Sequence[int]], unit: int) -> list[TracedPart]:
    """In whole minor units, which add up to those of the deal: a band may end within one."""
    found, total, shown = [], 0, 0
    for of_base, rate, *multiplier in parts:
        total += of_base
        before, shown = shown, rounded_ratio(total, unit)
        named: Any = multiplier[0] if multiplier else None
        found.append(TracedPart(of_base_minor=shown - before, rate_basis_points=rate, multiplier_basis_points=named))
    return found
