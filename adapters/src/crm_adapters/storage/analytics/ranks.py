"""Median and 90th percentile within groups, as every one of the three databases computes them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Subquery, case, func, select

from crm_core.pipelines import average


class Ranked(NamedTuple):
    """Rows with the place of each one's seconds within its group; one without seconds has no place."""

    rows: Subquery
    groups: Sequence[ColumnElement[Any]]

    @classmethod
    def of(cls, rows: Subquery, by: Collection[str]) -> Self:
        """``rows`` have a column ``seconds``, which may be empty; ``by`` names the columns they are grouped by."""
        group = [rows.c[name] for name in by]
        is_none = case((rows.c.seconds.is_(None), 1), else_=0)
        place = func.row_number().over(partition_by=group or None, order_by=(is_none, rows.c.seconds))
        n = func.count(rows.c.seconds).over(partition_by=group or None)
        ranked = select(rows, place.label("place"), n.label("n")).subquery()
        return cls(ranked, [ranked.c[name] for name in by])

    @property
    def figures(self) -> Sequence[ColumnElement[Any]]:
        """What ``Percentiles.of`` reads, of a group."""
        place, n, seconds = self.rows.c.place, self.rows.c.n, self.rows.c.seconds
        middle = case((2 * place >= n, case((2 * place <= n + 2, seconds))))
        p90 = case((10 * place >= 9 * n, case((10 * (place - 1) < 9 * n, seconds))))
        return func.sum(middle), func.count(middle), func.max(p90)


class Percentiles(NamedTuple):
    """In whole seconds, the median rounded half to even; None of none."""

    median: int | None
    p90: int | None

    @classmethod
    def of(cls, middles: Any, of_middles: Any, p90: Any) -> Self:
        """Of the columns of ``Ranked.figures``."""
        return cls(average(int(middles or 0), int(of_middles)), None if p90 is None else int(p90))
