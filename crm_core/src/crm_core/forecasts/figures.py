"""What a period comes to by what is known: closed by credits, open by deals, their dates, categories and splits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from crm_core.credits import REVENUE, CreditSum, Share, parts_of
from crm_core.forecasts.snapshot import SnapshotDeal
from crm_core.forecasts.waterfall import MovementSum, WaterfallScope
from crm_core.money import Money
from crm_core.pipelines import ForecastCategory


class OpenAmount(NamedTuple):
    """Open deals alike in owner, currency and category; one that is shared stands alone, with its shares.

    ``total_minor`` is what they are expected to bring, in minor units; the unpriced ones add nothing.
    """

    owner_id: str
    currency_code: str
    category: str
    shares: Sequence[Share] | None
    deals: int
    priced: int
    total_minor: int


class ForecastFigures(Protocol):
    """Figures of one tenant's deals, and their snapshots, within a unit of work; each method is one statement."""

    def open_amounts(self, first: date, last: date) -> Sequence[OpenAmount]:
        """Of the deals expected to close on these days, both included.

        A deal is shared by the split that counts on the day of its expected close.
        """
        ...

    def copy_deals(self, snapshot_id: str, closed_since: date) -> int:
        """Writes a row for every open deal, and for every one closed on that day or later; answers how many."""
        ...

    def deals(self, snapshot_id: str) -> Sequence[SnapshotDeal]:
        """What a snapshot has, in the order of deals."""
        ...

    def movements(self, scope: WaterfallScope) -> Sequence[MovementSum]:
        """What became of open value between two snapshots."""
        ...


class OwnFigures(NamedTuple):
    """Of one person in one currency, in minor units; open amounts by category, each for itself."""

    closed_minor: int = 0
    commit_minor: int = 0
    best_case_minor: int = 0
    pipeline_minor: int = 0
    deals: int = 0
    """In how many open deals they have a part."""
    unpriced: int = 0
    """How many of those have no value yet."""

    def __add__(self, other: object) -> "OwnFigures":
        if not isinstance(other, OwnFigures):
            return NotImplemented
        return OwnFigures(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def open_minor(self) -> int:
        """All that is open and not omitted."""
        return self.commit_minor + self.best_case_minor + self.pipeline_minor


def own_figures(opened: Iterable[OpenAmount], credited: Iterable[CreditSum], currency: str) -> Mapping[str, OwnFigures]:
    """By user id, in one currency; ``credited`` is grouped by person. What is omitted counts nowhere.

    A shared deal is divided by largest remainder, as its credit will be.
    """
    found: dict[str, OwnFigures] = {}

    def count(user: str, figures: OwnFigures) -> None:
        found[user] = found.get(user, OwnFigures()) + figures

    for (user, *_), code, amount in credited:
        if code == currency:
            count(str(user), OwnFigures(closed_minor=amount))
    for each in opened:
        if each.currency_code != currency or (field := _FIELDS.get(each.category)) is None:
            continue
        if each.shares is None:
            parts = {each.owner_id: each.total_minor}
        else:
            whole = Money.unchecked(each.total_minor, currency)
            shares = [share for share in each.shares if share.kind == REVENUE]
            parts = {share.user_id: part.minor for share, part in parts_of(whole, shares)}
        for user, amount in parts.items():
            counted = OwnFigures(deals=each.deals, unpriced=each.deals - each.priced)
            count(user, counted._replace(**{field: amount}))
    return found


_FIELDS = {
    ForecastCategory.COMMIT.value: "commit_minor",
    ForecastCategory.BEST_CASE.value: "best_case_minor",
    ForecastCategory.PIPELINE.value: "pipeline_minor",
}
