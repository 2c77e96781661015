"""The waterfall: what became of the open value of a period between two snapshots, to the last minor unit.

Opening, won, lost, moved out, moved in, new, reopened, up, down and what changed its category add up to closing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from crm_core.forecasts.snapshot import SnapshotDeal
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.pipelines import ForecastCategory, Outcome
from crm_core.values import Value
from crm_core.vocabulary import Total


class Movement(StrEnum):
    """The first that fits takes a deal; one that is open in the period at both ends goes up or down, or stays."""

    OPENING = "opening"
    WON = "won"
    LOST = "lost"
    MOVED_OUT = "moved_out"
    """Still open, and no longer in the period, the currency or with these people."""
    MOVED_IN = "moved_in"
    """Was open elsewhere."""
    NEW = "new"
    """Was opened since."""
    REOPENED = "reopened"
    """Had ended."""
    UP = "up"
    DOWN = "down"
    STAYED = "stayed"
    """Worth the same; no step of the waterfall."""
    CATEGORY = "category"
    """Open in the period at both ends, in another category: what it was worth leaves one and joins the other."""
    CLOSING = "closing"


STEPS = tuple(each for each in Movement if each is not Movement.STAYED)
"""In the order in which they are shown."""


class WaterfallScope(NamedTuple):
    """Open value expected to close on these days, of these people or of all, between two snapshots.

    ``opening_at`` is when the first one was taken.
    """

    opening_id: str
    closing_id: str
    opening_at: datetime
    first: date
    last: date
    users: Collection[str] | None = None

    def holds(self, deal: SnapshotDeal) -> bool:
        """Whether it is open value of the period."""
        return (
            deal.outcome == Outcome.OPEN.value
            and deal.expected_close_date is not None
            and self.first <= deal.expected_close_date <= self.last
            and (self.users is None or deal.owner_id in self.users)
        )


class MovementSum(NamedTuple):
    """Deals that moved alike: what they were worth before and after, in minor units.

    ``category`` is that before, for what leaves, and that after for everything else; ``former_category`` is that before
    of deals that changed it, else None.
    """

    currency_code: str
    category: str
    movement: Movement
    former_category: str | None
    deals: int
    before_minor: int
    after_minor: int


class WaterfallStep(Value):
    """What leaves is negative; ``count`` is how many deals."""

    step: Movement
    count: Total
    amount_minor: TotalMinorUnits


class WaterfallColumn(Value):
    """The steps of one category, or of all where it is None, in their order; the first ones add up to the last."""

    currency: StoredCurrency
    category: ForecastCategory | None
    steps: tuple[WaterfallStep, ...]

    def step(self, movement: Movement) -> WaterfallStep:
        """That one of them."""
        return next(each for each in self.steps if each.step is movement)

    @property
    def adds_up(self) -> bool:
        """Whether opening and all movements are closing."""
        return sum(each.amount_minor for each in self.steps[:-1]) == self.steps[-1].amount_minor


def movement_sums(
    opening: Mapping[str, SnapshotDeal], closing: Mapping[str, SnapshotDeal], scope: WaterfallScope
) -> Sequence[MovementSum]:
    """What a store answers by one statement, counted in memory; both by the id of the deal."""
    sums: dict[tuple[str, str, Movement, str | None], list[int]] = defaultdict(lambda: [0, 0, 0])

    def count(deal: SnapshotDeal, movement: Movement, before: int, after: int, former: str | None = None) -> None:
        found = sums[deal.currency_code, deal.category, movement, former]
        for place, value in enumerate((1, before, after)):
            found[place] += value

    for deal_id in {*opening, *closing}:
        before, after = opening.get(deal_id), closing.get(deal_id)
        was = before is not None and scope.holds(before)
        stays = was and after is not None and before is not None and _is_same(before, after, scope)
        if before is not None and was and not stays:
            count(before, _left(after), before.value_minor, 0)
        if after is not None and scope.holds(after):
            if before is not None and stays:
                former = before.category if before.category != after.category else None
                count(after, _changed(before, after), before.value_minor, after.value_minor, former)
            else:
                count(after, _came(before, after, scope), 0, after.value_minor)
    return [MovementSum(*key, *values) for key, values in sums.items()]


def waterfall_of(sums: Iterable[MovementSum]) -> Sequence[WaterfallColumn]:
    """A column for each category that has anything, by currency, and one of all categories after them."""
    columns: dict[tuple[str, str | None], dict[Movement, list[int]]] = {}

    def count(currency: str, category: str | None, step: Movement, deals: int, minor: int) -> None:
        found = columns.setdefault((currency, category), {each: [0, 0] for each in STEPS})[step]
        found[0] += deals
        found[1] += minor

    for each in sums:
        currency, category, movement, former, deals, before, after = each
        for column in (former or category, None):
            if movement not in _COMING:
                count(currency, column, Movement.OPENING, deals, before)
        if former is not None:
            count(currency, former, Movement.CATEGORY, deals, -before)
            count(currency, category, Movement.CATEGORY, deals, before)
            count(currency, None, Movement.CATEGORY, deals, 0)
        for column in (category, None):
            if movement is not Movement.STAYED:
                count(currency, column, movement, deals, after - before)
            if movement not in _LEAVING:
                count(currency, column, Movement.CLOSING, deals, after)
    return [
        WaterfallColumn(
            currency=currency,
            category=None if category is None else ForecastCategory(category),
            steps=tuple(
                WaterfallStep(step=step, count=deals, amount_minor=minor)
                for step, (deals, minor) in columns[currency, category].items()
            ),
        )
        for currency, category in sorted(columns, key=_place)
    ]


_LEAVING = frozenset({Movement.WON, Movement.LOST, Movement.MOVED_OUT})
_COMING = frozenset({Movement.MOVED_IN, Movement.NEW, Movement.REOPENED})
_SUREST_FIRST = (
    ForecastCategory.COMMIT,
    ForecastCategory.BEST_CASE,
    ForecastCategory.PIPELINE,
    ForecastCategory.OMITTED,
)


def _place(column: tuple[str, str | None]) -> tuple[str, int]:
    """The total behind its categories."""
    currency, category = column
    return currency, len(_SUREST_FIRST) if category is None else _SUREST_FIRST.index(ForecastCategory(category))


def _is_same(before: SnapshotDeal, after: SnapshotDeal, scope: WaterfallScope) -> bool:
    return scope.holds(after) and before.currency_code == after.currency_code


def _left(after: SnapshotDeal | None) -> Movement:
    if after is not None and after.outcome == Outcome.WON.value:
        return Movement.WON
    return Movement.LOST if after is not None and after.outcome == Outcome.LOST.value else Movement.MOVED_OUT


def _came(before: SnapshotDeal | None, after: SnapshotDeal, scope: WaterfallScope) -> Movement:
    if before is not None and before.outcome == Outcome.OPEN.value:
        return Movement.MOVED_IN
    return Movement.NEW if before is None and after.opened_at > scope.opening_at else Movement.REOPENED


def _changed(before: SnapshotDeal, after: SnapshotDeal) -> Movement:
    if before.value_minor == after.value_minor:
        return Movement.STAYED
    return Movement.UP if after.value_minor > before.value_minor else Movement.DOWN
