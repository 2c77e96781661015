"""A pending request locks what is material; a yes stands while no more is asked for than was approved."""

from datetime import timedelta
from typing import Any

import pytest
from approving import Approving

from crm_core.actor import Role
from crm_core.approvals import ApprovalPending, ApprovalRequest, ApprovalState
from crm_core.money import Money
from crm_core.opportunities import Opportunity, UpdateOpportunity, lose
from crm_core.testing import START
from crm_core.voting import AlreadyDecided, MayNotVote
from crm_operations.approvals import Approvable, ApprovalMissing


@pytest.fixture
def team() -> Approving:
    return Approving()


DAY = timedelta(days=1)


def change(team: Approving, deal: Opportunity, by: str = "rita", **facts: Any) -> Opportunity:
    """As the coordinator of deals edits one."""
    with team.world.records.writing(team.actor(by)) as work:
        edited, events = work.opportunities.get(deal.id).update(UpdateOpportunity(**facts), at=START + DAY)
        work.outbox.announce(*events)
        saved: Opportunity = work.opportunities.save(edited)
    return saved


def lose_the_deal(team: Approving, deal: Opportunity) -> None:
    with team.world.records.writing(team.actor("rita")) as work:
        now = work.opportunities.get(deal.id)
        pipeline = work.pipelines.default()
        lost, moved, event = lose(now, "no budget", pipeline, at=START + DAY, on=START.date())
        work.outbox.announce(moved, event)
        work.opportunities.save(lost)


def approved(team: Approving, deal: Opportunity, **facts: Any) -> ApprovalRequest:
    request = team.asks(deal, **facts)
    decided: ApprovalRequest = team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)
    return decided


def gate(team: Approving, deal: Opportunity, value_minor: int | None = None) -> None:
    with team.world.records.reading(team.actor("rita")) as work:
        now = work.opportunities.get(deal.id)
        approvable = Approvable.load(work, now, team.world.settings, START)
    assert approvable is not None
    approvable.require(now, None if value_minor is None else Money(minor=value_minor, currency="USD"))


def test_losing_recalls_the_request(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal)

    lose_the_deal(team, deal)

    assert team.now(request).state is ApprovalState.RECALLED
    assert team.now(request).reason == "the deal is lost"
    with pytest.raises(AlreadyDecided):
        team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)


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


@pytest.mark.parametrize(
    "facts",
    [
        {"expected_revenue_minor": 1},
        {"discount_basis_points": 0},
        {"margin_basis_points": 9_000},
        {"payment_days": 14},
        {"term_months": 12},
        {"non_standard_clauses": ("no liability",)},
    ],
    ids=str,
)
def test_while_it_is_pending_what_is_material_stays(team: Approving, facts: dict[str, Any]) -> None:
    deal = team.deal()
    request = team.asks(deal)

    with pytest.raises(ApprovalPending, match=f"OPP-2026-0001 waits for approval.*crm approval recall {request.id}"):
        change(team, deal, **facts)
    assert team.world.records.now(deal) == team.world.records.now(deal).model_copy(update={"version": 1})

    change(team, deal, name="Another name", notes="not material")
    assert team.now(request).is_pending


def test_after_the_decision_it_changes_again(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal)
    team.approvals.reject(team.actor("boss", Role.MANAGER), request.id)

    assert change(team, deal, expected_revenue_minor=5).expected_revenue_minor == 5


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"expected_revenue_minor": 1_200_001}, "value_minor"),
        ({"discount_basis_points": 2_001}, "discount_basis_points"),
        ({"margin_basis_points": 899}, "margin_basis_points"),
        ({"payment_days": 46}, "payment_days"),
        ({"non_standard_clauses": ("a", "b")}, "non_standard_clauses"),
        ({"term_months": 13}, "term_months"),
        ({"expected_revenue_minor": 1_199_999}, None),
        ({"discount_basis_points": 1_999}, None),
        ({"margin_basis_points": 901}, None),
        ({"payment_days": 44}, None),
        ({"non_standard_clauses": None}, None),
        ({"notes": "no figure"}, None),
    ],
    ids=str,
)
def test_a_yes_is_void_once_more_is_asked_for_and_the_history_says_by_which_field(
    team: Approving, facts: dict[str, Any], field: str | None
) -> None:
    terms: dict[str, Any] = {
        "discount_basis_points": 2_000,
        "margin_basis_points": 900,
        "payment_days": 45,
        "term_months": 12,
    }
    deal = team.deal(**terms, non_standard_clauses=("a",))
    request = approved(team, deal)

    change(team, deal, **facts)

    now = team.now(request)
    assert now.state is (ApprovalState.APPROVED if field is None else ApprovalState.VOIDED)
    assert now.reason == (None if field is None else f"{field}: no longer what was asked for")
    assert ("approval.voided" in team.announced()) is (field is not None)
    if field is not None:
        assert team.told()[-1] == (("rita", "boss"), None, "OPP-2026-0001: voided by rita")
        assert team.asks(deal).former_request_id == request.id


def test_a_change_at_the_partner_is_not_refused_but_voids_what_is_pending(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal)

    change(team, deal, by="system:sales", expected_revenue_minor=1)

    assert team.now(request).state is ApprovalState.VOIDED
    assert {state for _, _, state in team.timers(request)} == {"cancelled"}


def test_a_change_of_owner_checks_conflicts_again(team: Approving) -> None:
    deal = team.deal()
    pending = team.asks(deal)
    change(team, deal, assigned_to="boss")
    with pytest.raises(MayNotVote, match="it is their own"):
        team.approvals.approve(team.actor("boss", Role.MANAGER), pending.id)

    change(team, deal, assigned_to="rita")
    team.approvals.approve(team.actor("boss", Role.MANAGER), pending.id)
    change(team, deal, assigned_to="boss")

    assert team.now(pending).state is ApprovalState.VOIDED
    assert team.now(pending).reason == "boss, who decided, owns the deal now"


def test_what_is_corrected_on_a_closed_deal_leaves_its_yes(team: Approving) -> None:
    deal = team.deal()
    request = approved(team, deal)
    lose_the_deal(team, deal)

    change(team, deal, discount_basis_points=9_000)

    assert team.now(request).state is ApprovalState.APPROVED
