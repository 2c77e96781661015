"""A deal's approval is asked for, decided once, recalled, overridden, and voided by what changes."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from approving import Approving

from crm_core.actor import NotPermitted, Role
from crm_core.approvals import ApprovalLevel, ApprovalPending, ApprovalState, Asked, NothingToApprove, NotYoursToRecall
from crm_core.calendars import AddCalendar, CalendarNotFound, WorkingCalendar
from crm_core.currency_rates import AddCurrencyRate, CurrencyRate
from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome
from crm_core.testing import START, TENANT
from crm_core.voting import AlreadyDecided, Ballot, MayNotVote, StrategyUnusable
from crm_operations.approvals import CONTINUATION, DEAL_APPROVAL
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_approval import WhatIf
from crm_operations.quote_to_order import OpportunityNotClosable
from crm_operations.records import Rules


@pytest.fixture
def team() -> Approving:
    return Approving()


@pytest.mark.requirement("WFL-CRMOP-0056", "WFL-CRMOP-0057", "WFL-CRMOP-0058", "FUN-CRMOP-0031")
def test_the_nearest_person_up_the_chain_who_holds_the_level_is_asked_and_told(team: Approving) -> None:
    request = team.asks(team.deal())

    assert (request.state, request.level, request.electorate) == ("pending", "manager", ("boss",))
    assert request.expires_at == START + timedelta(days=14)
    assert team.told() == [(("boss",), None, "OPP-2026-0001 waits for your approval")]
    assert team.announced() == ["approval.requested"]
    assert [(rung, at - START) for rung, at, _ in team.timers(request)] == [
        (1, timedelta(days=1)),
        (2, timedelta(days=4)),
        (3, timedelta(days=5)),
        (4, timedelta(days=14)),
    ], "Thursday morning: Friday, then the working days after the weekend"


def test_the_decision_explains_itself_and_is_judged_again(team: Approving) -> None:
    deal = team.deal()
    team.asks(deal)

    [replay] = AuditCoordinator(team.world.records, Rules(DEAL_APPROVAL)).replay(team.world.actor, deal.ref)
    assert replay.is_same


def test_a_yes_approves_and_the_second_is_told_what_the_first_decided(team: Approving) -> None:
    team.policy(asked={"manager": Asked(role=Role.MANAGER)})
    team.hires("bea", Role.MANAGER)
    request = team.asks(team.deal())
    assert request.electorate == ("bea", "boss")

    approved = team.approvals.approve(team.actor("boss", Role.MANAGER), request.id, "good customer")

    assert approved.to_dict()["votes"] == [
        {"user": "boss", "for": "boss", "vote": "yes", "at": "2026-01-15T09:00:00Z", "comment": "good customer"}
    ]
    assert approved.state is ApprovalState.APPROVED
    assert team.told()[-1] == (("rita",), None, "OPP-2026-0001: approved by boss")
    assert {state for _, _, state in team.timers(request)} == {"cancelled"}
    with pytest.raises(AlreadyDecided, match="approved by boss"):
        team.approvals.reject(team.actor("bea", Role.MANAGER), request.id)
    assert team.announced() == ["approval.requested", "approval.voted", "approval.approved"]


def test_a_no_rejects_with_its_reason(team: Approving) -> None:
    request = team.asks(team.deal())

    rejected = team.approvals.reject(team.actor("boss", Role.MANAGER), request.id, "too cheap")

    assert (rejected.state, rejected.reason) == (ApprovalState.REJECTED, "too cheap")
    assert "approval.rejected" in team.announced()


def test_whoever_abstains_leaves_it_to_the_others(team: Approving) -> None:
    request = team.asks(team.deal())

    abstained = team.approvals.abstain(team.actor("boss", Role.MANAGER), request.id, "not my customer")

    assert [(vote.user, vote.vote) for vote in abstained.votes] == [("boss", Ballot.ABSTAIN)]
    assert abstained.state is not ApprovalState.APPROVED


def test_nobody_approves_their_own_at_any_amount(team: Approving) -> None:
    deal = team.deal(500_000, owner="boss")
    team.policy(asked={"team_lead": Asked(team=None, role=Role.MANAGER)})
    team.hires("boss-token", Role.MANAGER, acts_for="boss")
    team.hires("bea", Role.MANAGER)

    request = team.asks(deal, by="rita")

    assert request.electorate == ("bea",), "neither the owner nor the owner's token"
    for name in ("boss", "boss-token", "rita"):
        with pytest.raises(MayNotVote):
            team.approvals.approve(team.actor(name, Role.DIRECTOR, Role.ADMIN), request.id)
    assert team.now(request).votes == ()


def test_the_last_editor_and_whoever_has_a_share_are_passed_over() -> None:
    class Shares:
        def holders(self, work: Any, opportunity: Opportunity) -> tuple[str, ...]:
            return ("boss",)

    team = Approving(shares=Shares())
    request = team.asks(team.deal(500_000, editor="lea"))

    assert request.electorate == ("chief",)
    assert set(request.conflicted) == {"rita", "lea", "boss"}


def test_an_empty_electorate_never_approves_and_the_level_above_is_told(team: Approving) -> None:
    request = team.asks(team.deal(5_000_000, owner="chief"))

    assert (request.electorate, request.state) == ((), "pending")
    assert team.told() == [((), "director", "OPP-2026-0001: there is nobody to ask")]
    with pytest.raises(MayNotVote, match="asked are: nobody"):
        team.approvals.approve(team.actor("boss", Role.ADMIN), request.id)


def test_a_delegate_decides_for_the_delegator_and_both_are_one_vote(team: Approving) -> None:
    team.hires("dana")
    team.delegates("boss", "dana")
    team.policy(asked={"manager": Asked(role=Role.MANAGER, strategy="unison")})
    team.hires("bea", Role.MANAGER)
    request = team.asks(team.deal())
    assert team.told()[0][0] == ("bea", "boss", "dana")

    voted = team.approvals.approve(team.actor("dana"), request.id)

    assert [(vote.user, vote.for_user) for vote in voted.votes] == [("dana", "boss")]
    assert voted.is_pending
    with pytest.raises(MayNotVote, match=r"the vote of boss.* was given already, by dana"):
        team.approvals.reject(team.actor("boss", Role.MANAGER), request.id)
    assert team.approvals.approve(team.actor("bea", Role.MANAGER), request.id).state is ApprovalState.APPROVED


def test_a_delegate_decides_until_just_before_the_end(team: Approving) -> None:
    team.hires("dana")
    standing = team.delegates("boss", "dana")
    requests = [team.asks(team.deal(count=count)) for count in (1, 2)]

    team.world.clock.set(standing.ends_at - timedelta(microseconds=1))
    assert team.approvals.approve(team.actor("dana"), requests[0].id).votes[0].for_user == "boss"
    team.world.clock.set(standing.ends_at)
    with pytest.raises(MayNotVote):
        team.approvals.approve(team.actor("dana"), requests[1].id)


def test_what_waits_is_no_longer_decided_by_a_delegate_who_was_revoked(team: Approving) -> None:
    team.hires("dana")
    standing = team.delegates("boss", "dana")
    request = team.asks(team.deal())
    team.revokes(standing)

    with pytest.raises(MayNotVote):
        team.approvals.approve(team.actor("dana"), request.id)


def test_working_days_are_those_of_the_calendar_that_is_named(team: Approving) -> None:
    monday = START.date() + timedelta(days=4)
    request = AddCalendar(name="Office", week=("mon-thu 09:00-12:00 13:00-18:00",), days=(f"{monday} closed",))
    calendar = WorkingCalendar.new(request, entity_id="office", tenant_id=TENANT, at=START, timezone="Europe/Berlin")
    with team.world.records.writing(team.actor("rita")) as work:
        work.working_calendars.add(calendar)
    team.policy(calendar="Office")

    asked = team.asks(team.deal())

    days = [(at - START).days for _, at, _ in team.timers(asked)]
    assert days == [5, 6, 7, 14], "Thursday morning: the Tuesday after a closed Monday, and no Friday"
    team.policy(calendar="Nobody's")
    with pytest.raises(CalendarNotFound, match="there are: Office"):
        team.asks(team.deal(count=2))


def test_a_conflicted_delegate_is_passed_over(team: Approving) -> None:
    team.delegates("boss", "rita")
    request = team.asks(team.deal())

    assert team.told()[0][0] == ("boss",)
    with pytest.raises(MayNotVote, match="rita may not decide"):
        team.approvals.approve(team.actor("rita"), request.id)
    assert team.approvals.approve(team.actor("boss"), request.id).state is ApprovalState.APPROVED


def test_levels_are_asked_one_after_the_other_where_the_policy_says_so(team: Approving) -> None:
    team.policy(serial=True)
    request = team.asks(team.deal())
    assert (request.level, request.electorate) == (ApprovalLevel.TEAM_LEAD, ("lea",))

    second = team.approvals.approve(team.actor("lea", Role.TEAM_LEAD), request.id)

    assert (second.state, second.level, second.electorate) == ("pending", ApprovalLevel.MANAGER, ("boss",))
    assert team.told()[-1] == (("boss",), None, "OPP-2026-0001 waits for your approval")
    with pytest.raises(MayNotVote):
        team.approvals.approve(team.actor("lea", Role.TEAM_LEAD), request.id)
    assert team.approvals.approve(team.actor("boss", Role.MANAGER), request.id).state is ApprovalState.APPROVED


def test_a_quorum_above_the_electorate_is_refused_when_it_is_asked_for(team: Approving) -> None:
    team.policy(asked={"manager": Asked(role=Role.MANAGER, strategy="quorum:2")})

    with pytest.raises(StrategyUnusable, match="quorum:2 is more than the 1"):
        team.asks(team.deal())
    assert team.all() == []


def test_what_needs_nobody_is_not_asked_for_nor_is_a_closed_deal(team: Approving) -> None:
    with pytest.raises(NothingToApprove):
        team.asks(team.deal(499_999))
    closed = team.world.records.now(team.all_deals()[0]).changed(START, outcome=Outcome.LOST)
    with team.world.records.writing(team.actor("rita")) as work:
        work.opportunities.save(closed)
    with pytest.raises(OpportunityNotClosable):
        team.asks(closed)


def test_asking_again_while_it_is_pending_has_the_same_answer(team: Approving) -> None:
    deal = team.deal()
    first = team.asks(deal)

    assert team.asks(deal).id == first.id
    with pytest.raises(ApprovalPending, match=f"OPP-2026-0001 was asked for already: crm approval show {first.id}"):
        team.asks(deal, then_close=True)

    team.approvals.recall(team.actor("rita"), first.id, "wrong value")
    again = team.asks(deal, value=Money(minor=5_000_000, currency="USD"))
    assert (again.former_request_id, again.level) == (first.id, ApprovalLevel.DIRECTOR)


def test_only_who_asked_recalls(team: Approving) -> None:
    request = team.asks(team.deal())

    with pytest.raises(NotYoursToRecall):
        team.approvals.recall(team.actor("boss", Role.MANAGER), request.id, "no")
    assert team.approvals.recall(team.actor("rita"), request.id, "changed my mind").state is ApprovalState.RECALLED
    with pytest.raises(AlreadyDecided, match="recalled by rita"):
        team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)


def test_an_override_takes_the_permission_a_reason_and_no_part_in_it(team: Approving) -> None:
    request = team.asks(team.deal(owner="chief"), by="rita")

    with pytest.raises(NotPermitted):
        team.approvals.override(team.actor("boss", Role.MANAGER), request.id, "hurry")
    with pytest.raises(MayNotVote):
        team.approvals.override(team.actor("chief", Role.DIRECTOR), request.id, "hurry")
    overridden = team.approvals.override(team.actor("dora", Role.DIRECTOR), request.id, "end of the quarter")

    assert (overridden.state, overridden.reason) == (ApprovalState.OVERRIDDEN, "end of the quarter")
    assert team.told()[-1] == ((), "director", "OPP-2026-0001: dora passed over the missing approval")


def test_where_there_is_nobody_else_an_override_says_so() -> None:
    team = Approving()
    for name in ("lea", "boss", "chief"):
        team.hires(name, is_active=False)
    request = team.asks(team.deal())

    overridden = team.approvals.override(team.actor("rita", Role.ADMIN), request.id, "I am alone")

    assert overridden.reason == "there is no second active person: I am alone"


def test_the_last_yes_closes_at_the_approved_value(team: Approving) -> None:
    deal = team.deal()
    request = team.asks(deal, then_close=True)
    assert team.closed == []

    team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)

    assert team.closed == [(deal.id, Money(minor=1_200_000, currency="USD"))]


def test_a_yes_stands_where_a_rule_refuses_to_close_and_it_is_told_why_once(team: Approving) -> None:
    request = team.asks(team.deal(), then_close=True)
    team.refusal = Refused("it has no quotation")

    approved = team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)

    assert approved.state is ApprovalState.APPROVED
    notice = team.world.records.notices[-1]
    assert (notice.users, notice.message.title) == (("rita", "boss"), "OPP-2026-0001 is approved, and not closed")
    assert notice.message.body.endswith("it has no quotation")
    assert {state for _, _, state in team.timers(request)} == {"cancelled"}


def test_a_worker_that_goes_on_after_a_yes_gives_up_at_once_where_a_rule_refuses(team: Approving) -> None:
    request = team.asks(team.deal(), then_close=True)
    team.refusal = Refused("it has no quotation")
    team.approvals.approve(team.actor("boss", Role.MANAGER), request.id)
    told = len(team.told())

    actor = team.actor("system:timers", Role.ADMIN)
    with team.world.records.writing(actor) as work:
        work.timers.set(CONTINUATION, request.ref, START)
        [timer] = [each for each in work.timers.of(request.ref) if each.kind == CONTINUATION]
    fire = team.go_on.prepare(actor, timer)
    with team.world.records.writing(actor) as work:
        fire(work)

    assert [title for _, _, title in team.told()[told:]] == ["OPP-2026-0001 is approved, and not closed"]


def test_what_if_changes_nothing(team: Approving) -> None:
    deal = team.deal(499_999)
    before = team.world.snapshot()

    answer = team.deals.what_if(team.actor("rita"), WhatIf(opportunity_id=deal.id, discount_basis_points=3_500))
    dearer = team.deals.what_if(
        team.actor("rita"), WhatIf(opportunity_id=deal.id, value=Money(minor=5_000_000, currency="USD"))
    )

    assert (answer.level, answer.largest_discount_basis_points) == (ApprovalLevel.MANAGER, 1_999)
    assert (dearer.level, dearer.largest_discount_basis_points) == (ApprovalLevel.DIRECTOR, None)
    assert team.world.snapshot() == before


def test_the_newest_stored_rate_not_after_the_day_converts_the_value_and_is_recorded(team: Approving) -> None:
    team.policy()
    deal = team.deal(500_000, currency_code="EUR")
    unknown = team.deals.what_if(team.actor("rita"), WhatIf(opportunity_id=deal.id))
    with team.world.records.writing(team.actor("rita")) as work:
        for count, (day, rate) in enumerate([(-9, "0.5"), (-1, "1.2"), (2, "90")]):
            known = AddCurrencyRate(
                from_currency="EUR", to_currency="USD", rate=Decimal(rate), day=START.date() + timedelta(days=day)
            )
            work.currency_rates.add(
                CurrencyRate.new(known, entity_id=f"rate-{count}", tenant_id=deal.tenant_id, at=START)
            )

    request = team.asks(deal)

    assert unknown.level is ApprovalLevel.DIRECTOR
    assert "has no rate" in unknown.reasons[0]
    assert [(each.figure, each.threshold, each.level) for each in request.triggers] == [(600_000, 500_000, "team_lead")]
    with team.world.records.reading(team.actor("rita")) as work:
        [decision] = work.decisions.of(deal.ref, DEAL_APPROVAL.kind)
    assert json.loads(decision.verdict)["rate"]["rate"] == "1.2"
