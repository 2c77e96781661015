"""The calculation of an entry, as it was posted: read back, and done again."""

import json
from collections.abc import Sequence

from crm_core.commissions.scale import Part
from crm_core.money import TotalMinorUnits, rounded_ratio
from crm_core.values import Value
from crm_core.vocabulary import Total


class TracedPart(Value):
    """So much of a deal's credit, in minor units, was paid at this rate."""

    of_base_minor: TotalMinorUnits
    rate_basis_points: Total


class Trace(Value):
    """``before_minor`` is the credit of the deals before; ``exact_before`` and ``exact_after`` are in parts of ``of``.

    None of them where nothing is left of a deal.
    """

    before_minor: TotalMinorUnits | None = None
    base_minor: TotalMinorUnits = 0
    parts: tuple[TracedPart, ...] = ()
    exact_before: Total = 0
    exact_after: Total = 0
    of: Total = 1
    earned_minor: TotalMinorUnits = 0

    @property
    def agrees(self) -> bool:
        """Whether the calculation, done again, has the same result: what is rounded before and after differs by it."""
        return self.earned_minor == rounded_ratio(self.exact_after, self.of) - rounded_ratio(self.exact_before, self.of)


def read_trace(text: str) -> Trace:
    """As an entry keeps it."""
    read = json.loads(text)
    if "base" not in read:
        return Trace()
    parts = (TracedPart(of_base_minor=of_base, rate_basis_points=rate) for of_base, rate in read["parts"])
    before, after = read["exact"]
    return Trace(
        before_minor=read["before"],
        base_minor=read["base"],
        parts=tuple(parts),
        exact_before=before,
        exact_after=after,
        of=read["of"],
        earned_minor=read["earned"],
    )


def written_trace(
    before_minor: int, base_minor: int, parts: Sequence[Part], exact: tuple[int, int], of: int, earned_minor: int
) -> str:
    """By hand, since a run writes hundreds of thousands."""
    divided = ",".join(f"[{part.of_base},{part.rate}]" for part in parts)
    return (
        f'{{"before":{before_minor},"base":{base_minor},"parts":[{divided}],'
        f'"exact":[{exact[0]},{exact[1]}],"of":{of},"earned":{earned_minor}}}'
    )
