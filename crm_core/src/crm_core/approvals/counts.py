"""What became of requests for approval: by level, team and month (WFL-CRMOP-0059)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Protocol

from crm_core.approvals.levels import ApprovalLevel
from crm_core.approvals.request import ApprovalRequest, ApprovalState
from crm_core.clock import local_date, zone_named
from crm_core.figures import Period, median, nearest_rank
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Total

DECIDED = frozenset({ApprovalState.APPROVED, ApprovalState.REJECTED})
"""What votes decide; how long that took is counted of these."""

REASONS_TO_REWORK = frozenset({ApprovalState.VOIDED, ApprovalState.REJECTED})
"""A request after one that ended so is rework."""


class ApprovalDimension(StrEnum):
    """What requests are counted by."""

    LEVEL = "level"
    TEAM = "team"
    MONTH = "month"


class ApprovalFiguresQuery(NamedTuple):
    """Requests made in a period; ``teams`` says who is in which, ``owners`` whose deals alone."""

    period: Period
    by: frozenset[ApprovalDimension]
    teams: Mapping[str, str]
    owners: frozenset[str] | None = None


class ApprovalCounts(Value):
    """Of the requests of one group; what it is not counted by, and a team nobody has, is None.

    The level is the one that was asked last, the team that of the owner, the month that of the request: what it ended
    as is counted where it was made, so that the states add up to ``requests``. ``rework`` are those made after another
    one about the same was voided, since it changed, or rejected. Seconds are those from the request to the vote that
    approved or rejected it; the 90th percentile is one of them (nearest rank).
    """

    level: ApprovalLevel | None
    team: Annotated[AnyText, IMPERSONAL] | None
    month: AnyDay | None
    requests: Total
    approved: Total
    rejected: Total
    expired: Total
    recalled: Total
    voided: Total
    overridden: Total
    pending: Total
    rework: Total
    decided_median_seconds: Total | None
    decided_p90_seconds: Total | None

    @classmethod
    def of(
        cls,
        group: Mapping[ApprovalDimension, Any],
        counts: Mapping[ApprovalState, int],
        rework: int,
        median_seconds: int | None,
        p90_seconds: int | None,
    ) -> "ApprovalCounts":
        """``group`` are the dimensions, ``counts`` how many are in each state."""
        named: dict[str, Any] = {dimension.value: group.get(dimension) for dimension in ApprovalDimension}
        states: dict[str, Any] = {state.value: counts[state] for state in ApprovalState}
        return cls(
            **named,
            **states,
            requests=sum(counts.values()),
            rework=rework,
            decided_median_seconds=median_seconds,
            decided_p90_seconds=p90_seconds,
        )


class ApprovalReport(Value):
    """The groups in the order of level, team and month."""

    since: AnyDay
    until: AnyDay
    rows: tuple[ApprovalCounts, ...]

    def to_dict(self) -> dict[str, Any]:
        """Its days are called from and to."""
        plain = super().to_dict()
        return {"from": plain["since"], "to": plain["until"], "rows": plain["rows"]}


class ApprovalFigures(Protocol):
    """Figures of requests, counted by one statement within a unit of work."""

    def counted(self, query: ApprovalFiguresQuery) -> Sequence[ApprovalCounts]:
        """One for each group there is, in their order; what is not there comes last."""
        ...


def counts_of(requests: Sequence[ApprovalRequest], query: ApprovalFiguresQuery) -> Sequence[ApprovalCounts]:
    """The same counted in memory: what databases are compared with. ``requests`` are all of the tenant."""
    begin, *_, end = query.period.boundaries
    zone = zone_named(query.period.timezone)
    states = {request.id: request.state for request in requests}
    groups: dict[tuple[Any, ...], list[ApprovalRequest]] = defaultdict(list)
    for request in requests:
        if not begin <= request.created_at < end or (query.owners is not None and request.owner not in query.owners):
            continue
        values = {
            ApprovalDimension.LEVEL: request.level,
            ApprovalDimension.TEAM: query.teams.get(request.owner),
            ApprovalDimension.MONTH: local_date(request.created_at, zone).replace(day=1),
        }
        groups[tuple(values[each] if each in query.by else None for each in ApprovalDimension)].append(request)
    found = [_group(dict(zip(ApprovalDimension, key, strict=True)), each, states) for key, each in groups.items()]
    return sorted(found, key=in_order_of)


def in_order_of(group: ApprovalCounts) -> tuple[Any, ...]:
    """What sorts groups: the lowest level first, what is not there last."""
    rank = 0 if group.level is None else group.level.rank
    return (rank, group.team is None, group.team or "", group.month is None, str(group.month))


def _group(
    group: Mapping[ApprovalDimension, Any], requests: Sequence[ApprovalRequest], states: Mapping[str, ApprovalState]
) -> ApprovalCounts:
    counts = {state: sum(request.state is state for request in requests) for state in ApprovalState}
    former = (states.get(request.former_request_id or "") for request in requests)
    rework = sum(state in REASONS_TO_REWORK for state in former)
    seconds = sorted(
        int(request.decided_at.timestamp()) - int(request.created_at.timestamp())
        for request in requests
        if request.state in DECIDED and request.decided_at is not None
    )
    return ApprovalCounts.of(group, counts, rework, median(seconds), nearest_rank(seconds, 90))
