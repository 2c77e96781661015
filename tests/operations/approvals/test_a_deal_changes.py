"""A pending request locks what is material; a yes stands while no more is asked for than was approved."""

from datetime import timedelta
from typing import Any

import pytest
from approving import Approving

from crm_core.actor import Role
from crm_core.approvals import ApprovalPending, ApprovalRequest, ApprovalState
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.testing import START
from crm_operations.approvals import ApprovalMissing, Approvable

DAY = timedelta(days=1)


def change(team: Approving, deal: Opportunity, by: str = "rita", **facts: Any) -> Opportunity:
    with team.world.records.writing(team.actor(by)) as work:
        now = work.opportunities.get(deal.id)
        return announced(team, work, now, facts)


def announced(team: Approving, work: Any, deal: Opportunity, facts: dict[str, Any]) -> Opportunity:
    from crm_core.opportunities import UpdateOpportunity

    edited, events = deal.update(UpdateOpportunity(**facts), at=START + DAY)
    work.outbox.announce(*events)
    saved: Opportunity = work.opportunities.save(edited)
    return saved


def lose(team: Approving, deal: Opportunity) -> None:
    with team.world.records.writing(team.actor("rita")) as work:
        now = work.opportunities.get(deal.id)
        pipeline = work.pipelines.default()
        lost, moved, event = now.lose("no budget", pipeline, at=START + DAY, on=START.date())
        work.outbox.announce(moved, event)
        work.opportunities.save(lost)


def approved(team: Approving, deal: Opportunity, **facts: Any) -> ApprovalRequest:
    request = team.asks(deal, **facts)
    return team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)


def gate(team: Approving, deal: Opportunity, value_minor: int | None = None) -> None:
    with team.world.records.reading(team.actor("rita")) as work:
        now = work.opportunities.get(deal.id)
        approvable = Approvable.load(work, now, team.world.settings)
    assert approvable is not None
    approvable.require(now, None if value_minor is None else Money(minor=value_minor, currency="USD"))


def test_losing_recalls_the_request(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal)

    lose(team, deal)

    assert team.now(request).state is ApprovalState.RECALLED
    assert team.now(request).reason == "the deal is lost"


def test_the_gate_names_level_and_people_and_opens_with_the_yes(team: Approving) -> None:
    deal = team.deal()
    with pytest.raises(ApprovalMissing, match=r"approval of a manager .*crm approval request OPP-2026-0001"):
        gate(team, deal)
    request = team.asks(deal)
    with pytest.raises(ApprovalMissing, match=f"boss; wait for request {request.id}"):
        gate(team, deal)

    team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)

    gate(team, deal)
    gate(team, deal, 1_200_000)
    gate(team, deal, 1_000_000)
    gate(team, deal, 499_999)
    with pytest.raises(ApprovalMissing):
        gate(team, deal, 1_200_001)


def test_a_deal_below_its_thresholds_passes_without_a_yes(team: Approving) -> None:
    gate(team, team.deal(499_999))


def test_the_value_it_would_be_won_at_is_judged(team: Approving) -> None:
    deal = team.deal(499_999)

    with pytest.raises(ApprovalMissing):
        gate(team, deal, 500_000)


@pytest.mark.parametrize("end", ["reject", "recall"])
def test_neither_a_no_nor_a_recalled_request_opens_it(team: Approving, end: str) -> None:
    deal = team.deal()
    request = team.asks(deal)
    if end == "reject":
        team.approvals.reject(team.actor("boss", Role.MANAGER), request.id)
    else:
        team.approvals.recall(team.actor("rita"), request.id, "not yet")

    with pytest.raises(ApprovalMissing):
        gate(team, deal)


def test_an_override_opens_it_at_every_level_for_what_was_asked(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal)
    team.approvals.override(team.actor("dora", Role.DIRECTOR), request.id, "end of the quarter")

    gate(team, deal)
    with pytest.raises(ApprovalMissing):
        gate(team, deal, 6_000_000)


def test_a_policy_that_asks_a_higher_level_by_now_is_not_satisfied(team: Approving) -> None:
    deal = team.deal()
    approved(team, deal)
    team.policy(value={"team_lead": 1, "manager": 2, "director": 3})

    with pytest.raises(ApprovalMissing, match="director"):
        gate(team, deal)
