"""What became of requests is counted where they were made, months are the tenant's, rework is what was made again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_core.approvals import (
    ApprovalCounts,
    ApprovalDimension,
    ApprovalFiguresQuery,
    ApprovalLevel,
    ApprovalReport,
    ApprovalRequest,
    ApprovalState,
    counts_of,
)
from crm_core.figures import Period
from crm_core.testing import START, an_approval

YEAR = Period(since=date(2026, 1, 1), until=date(2026, 12, 31), timezone="Europe/Berlin")
LEVEL, TEAM, MONTH = ApprovalDimension


def counted(requests: list[ApprovalRequest], *by: ApprovalDimension, **changes: Any) -> list[ApprovalCounts]:
    asked: dict[str, Any] = {"period": YEAR, "by": frozenset(by), "teams": {}, **changes}
    return list(counts_of(requests, ApprovalFiguresQuery(**asked)))


def decided(count: int, seconds: int, state: ApprovalState = ApprovalState.APPROVED, **changes: Any) -> ApprovalRequest:
    return an_approval(count, state=state, decided_at=START + timedelta(seconds=seconds), **changes)


def test_states_add_up_and_only_what_votes_decided_took_time() -> None:
    ends = [decided(count, 60 * count, state) for count, state in enumerate(ApprovalState, start=1)]

    [row] = counted([*ends, decided(20, 10), decided(21, 20), decided(22, 4_000, ApprovalState.REJECTED)])

    assert row.requests == 10 == sum(getattr(row, state) for state in ApprovalState)
    assert (row.approved, row.rejected, row.expired, row.recalled) == (3, 2, 1, 1)
    assert (row.voided, row.overridden, row.pending) == (1, 1, 1)
    assert (row.decided_median_seconds, row.decided_p90_seconds) == (120, 4_000), "of 10, 20, 120, 180 and 4,000"
    assert (row.level, row.team, row.month) == (None, None, None)


@pytest.mark.parametrize("state", ApprovalState)
def test_rework_is_what_was_made_again_after_a_void_or_a_no(state: ApprovalState) -> None:
    former = decided(1, 5, state)
    again = an_approval(2, former_request_id=former.id)

    [row] = counted([former, again, an_approval(3)])

    assert row.rework == (state in {ApprovalState.VOIDED, ApprovalState.REJECTED})


def test_groups_are_by_level_team_of_the_owner_and_month_of_the_tenant_in_this_order() -> None:
    new_year = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # in Berlin it is February
    requests = [
        an_approval(1, level=ApprovalLevel.DIRECTOR, owner="ada"),
        an_approval(2, level=ApprovalLevel.TEAM_LEAD, owner="zoe"),
        an_approval(3, level=ApprovalLevel.TEAM_LEAD, owner="ada", created_at=new_year),
        an_approval(4, level=ApprovalLevel.TEAM_LEAD, owner="ada"),
        an_approval(5, created_at=datetime(2025, 12, 31, 22, 59, tzinfo=UTC)),
    ]

    rows = counted(requests, LEVEL, TEAM, MONTH, teams={"ada": "North"})

    assert [(row.level, row.team, row.month and row.month.month) for row in rows] == [
        ("team_lead", "North", 1),
        ("team_lead", "North", 2),
        ("team_lead", None, 1),
        ("director", "North", 1),
    ]
    assert [row.requests for row in counted(requests, owners=frozenset({"ada"}))] == [3]
    assert counted(requests, owners=frozenset()) == []


def test_a_report_has_the_shape_of_others() -> None:
    report = ApprovalReport(since=YEAR.since, until=YEAR.until, rows=tuple(counted([an_approval(1)], LEVEL)))

    plain = report.to_dict()

    assert (plain["from"], plain["to"]) == ("2026-01-01", "2026-12-31")
    assert list(plain["rows"][0]) == [
        *("level", "team", "month", "requests", "approved", "rejected", "expired", "recalled", "voided", "overridden"),
        *("pending", "rework", "decided_median_seconds", "decided_p90_seconds"),
    ]
