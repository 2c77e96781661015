"""Those who do not answer are reminded, the level above is told, and in the end the request expires."""

import pytest
from approving import Approving

from crm_core.actor import Role
from crm_core.approvals import ApprovalState, Asked


@pytest.fixture
def team() -> Approving:
    return Approving()


def test_reminders_then_the_level_above_then_the_end(team: Approving) -> None:
    request = team.asks(team.deal())

    for rung in (1, 2, 3):
        team.fires(request, rung)
    assert team.told()[1:] == [
        (("boss",), None, "OPP-2026-0001 still waits for your approval"),
        (("boss",), None, "OPP-2026-0001 still waits for your approval"),
        ((), "director", "OPP-2026-0001: nobody decided in time"),
    ]
    _, reminder, _, escalation = team.world.records.notices
    assert reminder.due == request.expires_at
    assert escalation.message.body.endswith(": 12,000.00 USD"), "figures as people read them"
    assert escalation.message.reason == "A manager is asked, and yours is the level above."
    team.fires(request, 4)

    assert team.now(request).state is ApprovalState.EXPIRED
    assert team.announced()[-1] == "approval.expired"
    assert {state for rung, _, state in team.timers(request) if rung < 4} == {"cancelled"}


def test_a_timer_that_fires_late_does_what_is_due_by_then(team: Approving) -> None:
    request = team.asks(team.deal())
    team.world.clock.set(request.expires_at)

    team.fires(request, 1)

    assert team.now(request).state is ApprovalState.EXPIRED


def test_a_timer_of_a_decided_request_does_nothing(team: Approving) -> None:
    request = team.asks(team.deal())
    team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)
    told = team.told()

    team.fires(request, 4)

    assert (team.now(request).state, team.told()) == (ApprovalState.APPROVED, told)


@pytest.mark.parametrize(("strategy", "is_told"), [("unison", True), ("first", False)])
def test_who_leaves_stays_in_the_denominator_and_the_level_above_is_told(
    team: Approving, strategy: str, is_told: bool
) -> None:
    team.policy(asked={"manager": Asked(role=Role.MANAGER, strategy=strategy)})
    team.hires("bea", Role.MANAGER)
    request = team.asks(team.deal())
    team.hires("bea", Role.MANAGER, is_active=False)

    team.fires(request, 1)

    assert team.now(request).electorate == ("bea", "boss")
    assert team.told()[-1] == (
        ((), "director", "OPP-2026-0001: bea left, and without them there is no yes")
        if is_told
        else (("bea", "boss"), None, "OPP-2026-0001 still waits for your approval")
    )
