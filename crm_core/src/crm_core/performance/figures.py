"""Figures of a tenant's deals and activities by person, each by one statement of the store."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol


class ClosedSum(NamedTuple):
    """Deals of one owner closed with one outcome; ``day`` is that of closing where the currency is not the own one.

    ``value_minor`` is what the won ones were won at, and what was expected of the lost ones; those of which nothing is
    known add nothing.
    """

    user_id: str
    is_won: bool
    currency_code: str
    day: date | None
    deals: int
    value_minor: int


class CycleOfUser(NamedTuple):
    """The median of the seconds from a deal's creation to its closing, of the deals a person won."""

    user_id: str
    won: int
    median_seconds: int | None


class ActivityCount(NamedTuple):
    """How many activities of a type a person completed."""

    user_id: str
    type: str
    done: int


class StageConversion(NamedTuple):
    """Of an owner's deals that entered a stage, how many reached a later open one or were won since."""

    user_id: str
    pipeline_id: str
    pipeline: str
    stage: str
    display_order: int
    entered: int
    reached: int


class PerformanceFigures(Protocol):
    """Figures of one tenant, within a unit of work; days include both ends, moments exclude the second."""

    def won_counts(self, first: date, last: date) -> Mapping[str, int]:
        """By owner: how many deals were won on these days, both included, by one statement; none without an owner."""
        ...

    def closed(self, first: date, last: date, own_currency: str) -> Sequence[ClosedSum]:
        """What was won and lost on these days, by owner, outcome and currency."""
        ...

    def cycles(self, first: date, last: date) -> Sequence[CycleOfUser]:
        """How long the deals took that were won on these days, by owner."""
        ...

    def activities(self, since: datetime, until: datetime) -> Sequence[ActivityCount]:
        """What people completed within these moments, by who did; what a program logged is not counted."""
        ...

    def stage_conversions(self, since: datetime, until: datetime) -> Sequence[StageConversion]:
        """Of the deals that entered a stage within these moments: how many went on, by now, and by who owns them."""
        ...
