"""Fair pages of what is due: no tenant, and nobody else a queue names, fills a page while others wait."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select

T = TypeVar("T")

_LOOK_AGAIN_SECONDS = 1.0
"""The pause after nobody else was found to wait behind those that fill a page."""


class Crowd(NamedTuple):
    """By what rows are divided, and the condition of all others, with the crowded ones in its parameter ``but``.

    A row for which ``of`` answers None is of no crowd.
    """

    of: Callable[[RowMapping], Hashable]
    beside: ColumnElement[bool]


class FairPages:
    """``due`` has the parameter ``at_most`` and answers the oldest first; rows have a tenant and an id."""

    def __init__(self, due: Select[Any], *crowds: Crowd) -> None:
        self._due = due
        self._crowds = crowds
        self._look_again_at = 0.0

    def page(self, connection: Connection, parameters: Mapping[str, Any], limit: int) -> Sequence[RowMapping]:
        """The oldest; where few would fill the page, each other one that waits comes too, beyond the limit."""
        values = {**parameters, "at_most": limit}
        oldest = connection.execute(self._due, values).mappings().all()
        if len(oldest) < limit or monotonic() < self._look_again_at:
            return oldest
        found = {(row["tenant_id"], row["id"]): row for row in oldest}
        for crowd in self._crowds:
            if crowded := over_their_share(oldest, crowd.of):
                query = self._due.where(crowd.beside)
                beside = connection.execute(query, {**values, "but": sorted(crowded, key=str)}).mappings()
                found |= {(row["tenant_id"], row["id"]): row for row in beside}
        if len(found) == len(oldest):  # a query that reads all that waits
            self._look_again_at = monotonic() + _LOOK_AGAIN_SECONDS
        return list(found.values())


def over_their_share(rows: Sequence[RowMapping], of: Callable[[RowMapping], Hashable]) -> set[Hashable]:
    """Those with more of the rows than an equal share, counting one more of them."""
    counts = Counter(each for row in rows if (each := of(row)) is not None)
    return {each for each, count in counts.items() if count > len(rows) // (len(counts) + 1)}


def interleaved(queues: Iterable[Sequence[T]]) -> list[T]:
    """The first of each, then the second of each (max-min fairness)."""
    waiting = list(queues)
    longest = max(map(len, waiting), default=0)
    return [queue[place] for place in range(longest) for queue in waiting if place < len(queue)]
