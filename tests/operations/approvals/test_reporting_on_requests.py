"""What became of requests for approval is counted for the days that were asked for."""

from datetime import timedelta

import pytest
from approving import Approving

from crm_core.actor import NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.testing import START
from crm_operations.approvals import ApprovalReportCoordinator, ApprovalReportQuery


@pytest.fixture
def team() -> Approving:
    return Approving()


def test_a_request_is_counted_in_its_days(team: Approving) -> None:
    world, today = team.world, START.date()
    reports = ApprovalReportCoordinator(world.records, world.people, world.settings_for, world.clock)
    request = team.asks(team.deal())
    team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)
    boss = team.actor("boss", Role.MANAGER)

    now = reports.report(boss, ApprovalReportQuery(since=today, until=today))
    before = reports.report(boss, ApprovalReportQuery(since=today - timedelta(days=9), until=today - timedelta(days=1)))

    assert sum(row.requests for row in now.rows) == 1
    assert sum(row.requests for row in before.rows) == 0
    with pytest.raises(Invalid):
        reports.report(boss, ApprovalReportQuery(since=today, until=today - timedelta(days=1)))
    with pytest.raises(NotPermitted):
        reports.report(boss.model_copy(update={"roles": frozenset()}))
