"""The forecast of everybody along the chain of managers: adjustment, else submission, else what is computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_core.forecasts.figures import OwnFigures
from crm_core.forecasts.submission import ForecastOrigin, ForecastSubmission, SubmittedCategory
from crm_core.money import TotalMinorUnits
from crm_core.values import Value
from crm_core.vocabulary import AnyText


class CategoryForecast(Value):
    """One category of one row, in minor units; everything that is surer is a part of it."""

    computed_minor: TotalMinorUnits
    """By credits and deals alone, of the person and everybody below."""
    rolled_up_minor: TotalMinorUnits
    """The person's own computed figure, and the forecasts of those who report to them."""
    submitted_minor: TotalMinorUnits | None = None
    adjusted_minor: TotalMinorUnits | None = None
    adjusted_by: AnyText | None = None
    forecast_minor: TotalMinorUnits
    """The adjustment, else the submission, else what is rolled up."""
    origin: ForecastOrigin


class RolledUp(NamedTuple):
    """A row of the tree; ``depth`` is 0 for whom the question was about, ``figures`` are theirs and of all below."""

    user_id: str
    depth: int
    figures: OwnFigures
    commit: CategoryForecast
    best_case: CategoryForecast


def roll_up(
    managers: Mapping[str, str | None],
    own: Mapping[str, OwnFigures],
    submissions: Iterable[ForecastSubmission],
    *,
    top: str | None = None,
) -> Sequence[RolledUp]:
    """Managers before those who report to them, in the order of ids; ``top`` asks for one person and all below.

    ``managers`` are the people who may have a row, each with whom they report to. Nobody is dropped: whoever has
    figures or a submission and is not among them, or reports to nobody there is, stands at the top of a tree.
    """
    counting = {(each.user_id, each.category, each.origin): each for each in submissions if each.counts}
    known = {**managers, **{user: None for user in (*own, *(user for user, *_ in counting)) if user not in managers}}
    tree = _Tree(known, own, counting)
    tops = [top] if top is not None else tree.tops
    return [row for user in tops for row in tree.rows(user, 0)]


def is_above(managers: Mapping[str, str | None], user: str, person: str) -> bool:
    """Whether the user stands somewhere above the person in the chain of managers; in a circle, above themselves."""
    passed: set[str] = set()
    above = managers.get(person)
    while above is not None and above not in passed:
        if above == user:
            return True
        passed.add(above)
        above = managers.get(above)
    return False


def everybody_below(managers: Mapping[str, str | None], top: str) -> frozenset[str]:
    """Somebody and all who stand below them in the chain of managers."""
    return frozenset(user for user in {*managers, top} if user == top or is_above(managers, top, user))


class _Tree:
    def __init__(
        self,
        managers: Mapping[str, str | None],
        own: Mapping[str, OwnFigures],
        counting: Mapping[tuple[str, SubmittedCategory, ForecastOrigin], ForecastSubmission],
    ) -> None:
        self._own = own
        self._counting = counting
        self._below: dict[str | None, list[str]] = {}
        for user in sorted(managers):
            manager = managers[user]
            circular = is_above(managers, user, user)
            self._below.setdefault(None if circular or manager not in managers else manager, []).append(user)

    @property
    def tops(self) -> Sequence[str]:
        """Who reports to nobody there is; where people report in a circle, each of them."""
        return self._below.get(None, [])

    def rows(self, user: str, depth: int) -> Iterator[RolledUp]:
        below = [list(self.rows(each, depth + 1)) for each in self._below.get(user, [])]
        reports = [rows[0] for rows in below]
        own = self._own.get(user, OwnFigures())
        figures = sum((each.figures for each in reports), own)
        yield RolledUp(
            user,
            depth,
            figures,
            self._category(
                user,
                SubmittedCategory.COMMIT,
                figures.closed_minor + figures.commit_minor,
                own.closed_minor + own.commit_minor + sum(each.commit.forecast_minor for each in reports),
            ),
            self._category(
                user,
                SubmittedCategory.BEST_CASE,
                figures.closed_minor + figures.commit_minor + figures.best_case_minor,
                own.closed_minor
                + own.commit_minor
                + own.best_case_minor
                + sum(each.best_case.forecast_minor for each in reports),
            ),
        )
        for rows in below:
            yield from rows

    def _category(self, user: str, category: SubmittedCategory, computed: int, rolled_up: int) -> CategoryForecast:
        adjusted = self._counting.get((user, category, ForecastOrigin.ADJUSTMENT))
        submitted = self._counting.get((user, category, ForecastOrigin.SUBMISSION))
        counted = adjusted or submitted
        return CategoryForecast(
            computed_minor=computed,
            rolled_up_minor=rolled_up,
            submitted_minor=None if submitted is None else submitted.amount_minor,
            adjusted_minor=None if adjusted is None else adjusted.amount_minor,
            adjusted_by=None if adjusted is None else adjusted.entered_by,
            forecast_minor=rolled_up if counted is None else counted.amount_minor,
            origin=ForecastOrigin.COMPUTED if counted is None else counted.origin,
        )
