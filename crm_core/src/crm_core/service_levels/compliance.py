"""How well service levels were kept: by policy, target, team, person and month, and what is about to be missed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Protocol, Self

from crm_core.clock import local_date, zone_named
from crm_core.figures import Period, median, nearest_rank
from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.personal import IMPERSONAL
from crm_core.service_levels.clock import ClockStatus, SlaClock
from crm_core.service_levels.targets import Target
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Total


class Dimension(StrEnum):
    """What figures are counted by."""

    POLICY = "policy"
    TARGET = "target"
    TEAM = "team"
    USER = "user"
    MONTH = "month"


class ComplianceQuery(NamedTuple):
    """Clocks that are due in a period, judged at a moment; ``teams`` says who is in which."""

    period: Period
    at: datetime
    by: frozenset[Dimension]
    teams: Mapping[str, str]
    policy: str | None = None
    target: Target | None = None
    users: frozenset[str] | None = None
    """Only theirs."""


class Compliance(Value):
    """Of the clocks of one group; what it is not counted by, and what nobody has, is None.

    Compliance is the share of those met in time among those met, met late, and breached and still open; None without
    any. Seconds are counted ones until the first contact; the 90th percentile is one of them (nearest rank).
    """

    policy: AnyText | None
    target: Target | None
    team: Annotated[AnyText, IMPERSONAL] | None
    user: Annotated[AnyText, IMPERSONAL] | None
    month: AnyDay | None
    met: Total
    met_late: Total
    breached_open: Total
    cancelled: Total
    compliance_basis_points: Total | None
    first_contact_median_seconds: Total | None
    first_contact_p90_seconds: Total | None

    @classmethod
    def of(cls, group: Mapping[Dimension, Any], counts: Mapping[str, int], median: int | None, p90: int | None) -> Self:
        """``group`` are the dimensions, ``counts`` the other numbers by name."""
        judged = counts["met"] + counts["met_late"] + counts["breached_open"]
        named: dict[str, Any] = {dimension.value: group.get(dimension) for dimension in Dimension}
        return cls(
            **named,
            met=counts["met"],
            met_late=counts["met_late"],
            breached_open=counts["breached_open"],
            cancelled=counts["cancelled"],
            compliance_basis_points=rounded_ratio(counts["met"] * BASIS_POINTS, judged) if judged else None,
            first_contact_median_seconds=median,
            first_contact_p90_seconds=p90,
        )


class SlaReport(Value):
    """The groups in the order of policy, target, team, person and month."""

    since: AnyDay
    until: AnyDay
    rows: tuple[Compliance, ...]

    def to_dict(self) -> dict[str, Any]:
        """Its days are called from and to."""
        plain = super().to_dict()
        return {"from": plain["since"], "to": plain["until"], "rows": plain["rows"]}


class SlaFigures(Protocol):
    """Figures of clocks, each counted by one statement within a unit of work."""

    def compliance(self, query: ComplianceQuery) -> Sequence[Compliance]:
        """One for each group there is, in their order; what is not there comes last."""
        ...

    def upcoming(self, at: datetime, until: Mapping[str | None, datetime], limit: int) -> Sequence[SlaClock]:
        """Running clocks, not paused, due after ``at`` and by the moment of their calendar; the first due comes first.

        ``until`` is by the id of the calendar; None is for all others.
        """
        ...

    def started(
        self, begin: datetime, end: datetime, targets: Sequence[Target], after_id: str, limit: int
    ) -> Sequence[SlaClock]:
        """A page, in the order of ids, of those of these targets that started from ``begin`` until before ``end``."""
        ...


def compliance_of(clocks: Iterable[SlaClock], query: ComplianceQuery) -> Sequence[Compliance]:
    """The same counted in memory: what databases are compared with."""
    begin, *_, end = query.period.boundaries
    zone = zone_named(query.period.timezone)
    groups: dict[tuple[Any, ...], list[SlaClock]] = defaultdict(list)
    for clock in clocks:
        if clock.due_at is None or not begin <= clock.due_at < end or not _is_asked(clock, query):
            continue
        values = {
            Dimension.POLICY: clock.policy,
            Dimension.TARGET: clock.target,
            Dimension.TEAM: query.teams.get(clock.owner or ""),
            Dimension.USER: clock.owner,
            Dimension.MONTH: local_date(clock.due_at, zone).replace(day=1),
        }
        if _is_judged(clock, query.at):
            groups[tuple(values[each] if each in query.by else None for each in Dimension)].append(clock)
    found = [_group(dict(zip(Dimension, key, strict=True)), clocks) for key, clocks in groups.items()]
    return sorted(found, key=in_order_of)


def in_order_of(group: Compliance) -> tuple[tuple[bool, str], ...]:
    """What sorts groups: what is not there comes last."""
    values = (getattr(group, dimension.value) for dimension in Dimension)
    return tuple((each is None, str(each)) for each in values)


def _is_asked(clock: SlaClock, query: ComplianceQuery) -> bool:
    return (
        query.policy in {None, clock.policy}
        and query.target in {None, clock.target}
        and (query.users is None or clock.owner in query.users)
    )


def _is_judged(clock: SlaClock, at: datetime) -> bool:
    """Whether it ended, or is breached."""
    return not clock.is_running or (clock.due_at is not None and clock.due_at <= at)


def _group(group: Mapping[Dimension, Any], clocks: Sequence[SlaClock]) -> Compliance:
    statuses = [clock.status for clock in clocks]
    counts = {
        "met": statuses.count(ClockStatus.MET),
        "met_late": statuses.count(ClockStatus.MET_LATE),
        "breached_open": statuses.count(ClockStatus.RUNNING),
        "cancelled": statuses.count(ClockStatus.CANCELLED),
    }
    seconds = sorted(
        clock.elapsed_seconds
        for clock in clocks
        if clock.target is Target.FIRST_CONTACT
        and clock.status in {ClockStatus.MET, ClockStatus.MET_LATE}
        and clock.elapsed_seconds is not None
    )
    return Compliance.of(group, counts, median(seconds), nearest_rank(seconds, 90))
