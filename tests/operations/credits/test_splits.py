"""A deal is shared once that is approved by somebody above its owner, and credits follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from crediting import Crediting

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.credits import OVERLAY, CreditBasis
from crm_core.errors import InvalidTransition
from crm_core.opportunities import UpdateOpportunity
from crm_core.splits import (
    AddSplitTemplate,
    AskedShare,
    CreateSplit,
    EditSplitTemplate,
    Split,
    SplitStatus,
    SplitTemplateFilter,
)
from crm_core.testing import START, USER
from crm_core.voting import MayNotVote
from crm_operations.approvals import ApprovalCoordinator
from crm_operations.credits import SplitShares
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import PersonNotFound
from crm_operations.revenue_splits import (
    NoSuchSplit,
    NoSuchTemplate,
    NotYoursToShare,
    OpportunitySplitCoordinator,
    SplitFollower,
    SplitWaits,
)
from crm_operations.settings import OwnerShare, SplitSettings

BOB = AskedShare(user_id="bob", basis_points=3_000)
SHARED = CreateSplit(shares=(AskedShare(basis_points=7_000), BOB))


class Sharing(Crediting):
    """The owner is led by max, and he by dora; bob and eve sell, too."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        tenant = self.actor.tenant_id
        world.people.known(tenant, USER, team="North", manager_id="max", roles=frozenset({Role.REP}))
        world.people.known(tenant, "bob", team="South", manager_id="max")
        world.people.known(tenant, "eve", team="South", manager_id="max")
        world.people.known(tenant, "max", manager_id="dora", roles=frozenset({Role.MANAGER}))
        world.people.known(tenant, "dora", roles=frozenset({Role.DIRECTOR}))
        world.records.followers = [SplitFollower(world.deal_credits, world.settings_for, world.new_id)]
        after = (world.settings_for, world.clock)
        self.approvals = ApprovalCoordinator(world.records, world.people, world.approval_requests, {}, *after)
        self.splits = OpportunitySplitCoordinator(
            world.records,
            world.people,
            world.credited_people,
            world.deal_credits,
            world.approval_requests,
            self.approvals,
            *after,
            world.new_id,
        )
        self.deals = PipelineCoordinator(
            world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
        )

    def acting(self, user: str, *roles: Role) -> Actor:
        return Actor(tenant_id=self.actor.tenant_id, user_id=user, roles=frozenset(roles or {Role.REP}))

    def submitted(self, request: CreateSplit = SHARED) -> Split:
        self.splits.create_split(self.acting(USER), self.deal.id, request)
        return self.splits.submit(self.acting(USER), self.deal.id)

    def approved(self, request: CreateSplit = SHARED, by: str = "max") -> Split:
        self.submitted(request)
        return self.splits.approve(self.acting(by, Role.MANAGER), self.deal.id)

    def assign(self, user: str) -> None:
        self.deals.update(self.acting("max", Role.MANAGER), self.deal.id, UpdateOpportunity(assigned_to=user))

    def by_person(self, basis: CreditBasis = CreditBasis.WON) -> dict[str, int]:
        found: dict[str, int] = {}
        for credit in self.world.records.credits:
            if credit.basis is basis and credit.kind == "revenue":
                found[credit.user_id] = found.get(credit.user_id, 0) + credit.amount_minor
        return {user: amount for user, amount in found.items() if amount}

    def settled(self, **splits: Any) -> None:
        self.world.settings = self.world.settings.model_copy(update={"splits": SplitSettings(**splits)})


@pytest.fixture
def sharing() -> Sharing:
    return Sharing()


@pytest.mark.requirement("SPL-CRMOP-0111", "SPL-CRMOP-0115", "ECO-002")
def test_credits_are_shared_once_the_owners_manager_said_yes(sharing: Sharing) -> None:
    split = sharing.submitted()
    assert split.status is SplitStatus.SUBMITTED
    assert sharing.world.records.notices[-1].users == ("max",)

    assert sharing.splits.approve(sharing.acting("max", Role.MANAGER), sharing.deal.id, "fine").status == "approved"
    sharing.win()

    assert sharing.by_person() == {USER: 70_000, "bob": 30_000}
    credit = next(each for each in sharing.world.records.credits if each.user_id == "bob")
    assert (credit.split_id, credit.team, credit.owner_id) == (split.id, "South", USER)


def test_until_it_is_approved_the_former_one_counts(sharing: Sharing) -> None:
    sharing.submitted()
    sharing.win()
    assert sharing.by_person() == {USER: 100_000}
    sharing.pay(10_000)
    sharing.refund(20_000)

    sharing.splits.approve(sharing.acting("max", Role.MANAGER), sharing.deal.id)

    assert sharing.by_person() == {USER: 56_000, "bob": 24_000}
    assert sharing.by_person(CreditBasis.PAYMENT) == {}
    assert {credit.credit_date for credit in sharing.world.records.credits} == {START.date()}
    assert sharing.reverse("R-1").refunded_minor == 0
    assert sharing.by_person() == {USER: 70_000, "bob": 30_000}


def test_whoever_has_a_share_is_passed_over_and_nobody_approves_their_own(sharing: Sharing) -> None:
    with_max = CreateSplit(shares=(AskedShare(basis_points=9_000), AskedShare(user_id="max", basis_points=1_000)))
    sharing.submitted(with_max)

    assert sharing.world.records.notices[-1].users == ("dora",)
    for user in ("max", USER):
        with pytest.raises(MayNotVote):
            sharing.splits.approve(sharing.acting(user, Role.MANAGER), sharing.deal.id)
    assert sharing.splits.approve(sharing.acting("dora", Role.DIRECTOR), sharing.deal.id).status == "approved"


def test_what_leaves_all_to_the_owner_needs_nobody_and_neither_does_any_where_that_is_set(sharing: Sharing) -> None:
    sharing.approved()
    default = CreateSplit(shares=(AskedShare(basis_points=10_000),))
    assert sharing.submitted(default).status is SplitStatus.APPROVED

    sharing.settled(needs_approval=False)
    assert sharing.submitted().status is SplitStatus.APPROVED


def test_a_split_counts_from_the_day_it_is_in_force(sharing: Sharing) -> None:
    later = SHARED.model_copy(update={"effective_from": START.date() + timedelta(days=3)})
    sharing.approved(later)
    sharing.win()
    assert sharing.by_person() == {USER: 100_000}

    sharing.world.clock.advance(timedelta(days=3))
    sharing.pay(10_000)
    sharing.pay(20_000, "P-2", paid_on=date(2026, 1, 15))

    assert sharing.by_person(CreditBasis.PAYMENT) == {USER: 27_000, "bob": 3_000}


def test_a_refused_one_never_counts_and_what_waits_is_withdrawn_before_another(sharing: Sharing) -> None:
    sharing.submitted()
    with pytest.raises(SplitWaits, match="withdraw it first"):
        sharing.splits.create_split(sharing.acting(USER), sharing.deal.id, SHARED)
    rejected = sharing.splits.reject(sharing.acting("max", Role.MANAGER), sharing.deal.id, "too much")
    assert (rejected.status, rejected.reason) == (SplitStatus.REJECTED, "too much")

    sharing.submitted()
    withdrawn = sharing.splits.withdraw(sharing.acting(USER), sharing.deal.id, "a mistake")

    assert withdrawn.status is SplitStatus.WITHDRAWN
    with sharing.world.records.reading(sharing.actor) as work:
        request = work.approvals.newest(withdrawn.id)
    assert request is not None
    assert request.state == "recalled"
    sharing.win()
    assert sharing.by_person() == {USER: 100_000}
    with pytest.raises(NoSuchSplit):
        sharing.splits.approve(sharing.acting("max", Role.MANAGER), sharing.deal.id)


def test_a_disputed_split_still_counts_and_stands_once_that_is_resolved(sharing: Sharing) -> None:
    sharing.approved()
    with pytest.raises(NotYoursToShare):
        sharing.splits.dispute(sharing.acting("eve"), sharing.deal.id, "it was my lead")

    disputed = sharing.splits.dispute(sharing.acting("bob"), sharing.deal.id, "we said half")

    assert (disputed.status, disputed.reason) == (SplitStatus.DISPUTED, "we said half")
    sharing.win()
    assert sharing.by_person() == {USER: 70_000, "bob": 30_000}
    with pytest.raises(NotPermitted):
        sharing.splits.resolve(sharing.acting("bob"), sharing.deal.id, "no")
    resolved = sharing.splits.resolve(sharing.acting("max", Role.MANAGER), sharing.deal.id, "as agreed")
    assert resolved.status is SplitStatus.APPROVED


def test_the_owners_share_goes_along_with_an_open_deal(sharing: Sharing) -> None:
    sharing.approved()

    sharing.assign("eve")

    sharing.win()
    assert sharing.by_person() == {"eve": 70_000, "bob": 30_000}


@pytest.mark.parametrize("is_shared", [True, False])
def test_the_owners_share_stays_where_that_is_set(sharing: Sharing, is_shared: bool) -> None:
    sharing.settled(owner_share=OwnerShare.KEEPS)
    if is_shared:
        sharing.approved()

    sharing.assign("eve")

    shares = sharing.splits.shares(sharing.actor, sharing.deal.id).shares
    assert (shares[0].user_id, shares[0].basis_points) == ("eve", 0)
    sharing.win()
    assert sharing.by_person() == ({USER: 70_000, "bob": 30_000} if is_shared else {USER: 100_000})


def test_what_was_submitted_for_the_former_owner_is_the_new_ones_once_approved(sharing: Sharing) -> None:
    sharing.submitted()
    sharing.assign("eve")

    sharing.splits.approve(sharing.acting("max", Role.MANAGER), sharing.deal.id)

    sharing.win()
    assert sharing.by_person() == {"eve": 70_000, "bob": 30_000}


def test_whoever_was_given_the_deal_meanwhile_does_not_approve_its_split(sharing: Sharing) -> None:
    sharing.submitted()
    sharing.assign("max")

    with pytest.raises(MayNotVote, match="it is their own"):
        sharing.splits.approve(sharing.acting("max", Role.MANAGER), sharing.deal.id)


def test_a_closed_deal_never_changes_with_its_owner(sharing: Sharing) -> None:
    sharing.approved()
    sharing.win()

    sharing.assign("eve")

    assert sharing.by_person() == {USER: 70_000, "bob": 30_000}


@pytest.mark.requirement("SPL-CRMOP-0113")
def test_a_deal_is_shared_as_a_team_shares_its_deals(sharing: Sharing) -> None:
    lead = sharing.acting("max", Role.MANAGER)
    template = sharing.splits.add_template(lead, AddSplitTemplate(name="North", shares=SHARED.shares))
    even = (AskedShare(basis_points=5_000), AskedShare(user_id="bob", basis_points=5_000))
    sharing.splits.edit_template(lead, template.id, EditSplitTemplate(shares=even))

    split = sharing.splits.create_team_split(sharing.acting(USER), sharing.deal.id, "North")

    assert [(share.user_id, share.basis_points) for share in split.shares] == [(USER, 5_000), ("bob", 5_000)]
    assert [each.id for each in sharing.splits.templates(lead, SplitTemplateFilter())] == [template.id]
    sharing.splits.retire_template(lead, template.id)
    with pytest.raises(NoSuchTemplate):
        sharing.splits.create_team_split(sharing.acting(USER), sharing.deal.id, "North")


def test_overlay_is_calculated_at_what_the_deal_is_expected_to_bring(sharing: Sharing) -> None:
    engineer = AskedShare(user_id="eve", basis_points=1_250, kind=OVERLAY)
    sharing.approved(CreateSplit(shares=(*SHARED.shares, engineer)))

    [overlay] = sharing.splits.calculate_overlay(sharing.actor, sharing.deal.id)
    assert (overlay.user_id, overlay.amount.minor) == ("eve", 12_500)

    sharing.win()
    assert sharing.total(user="eve", kind=OVERLAY) == 12_500
    assert sharing.total() == 100_000


def test_only_the_owner_and_who_leads_say_how_a_deal_is_shared(sharing: Sharing) -> None:
    with pytest.raises(NotYoursToShare, match="may not say how"):
        sharing.splits.create_split(sharing.acting("bob"), sharing.deal.id, SHARED)
    unknown = CreateSplit(shares=(AskedShare(basis_points=5_000), AskedShare(user_id="nobody", basis_points=5_000)))
    with pytest.raises(PersonNotFound):
        sharing.splits.create_split(sharing.acting(USER), sharing.deal.id, unknown)
    with pytest.raises(NoSuchSplit):
        sharing.splits.submit(sharing.acting(USER), sharing.deal.id)
    first = sharing.splits.create_split(sharing.acting("max", Role.MANAGER), sharing.deal.id, SHARED)
    second = sharing.splits.create_split(sharing.acting(USER), sharing.deal.id, SHARED)
    assert sharing.splits.get(sharing.actor, first.id).status is SplitStatus.WITHDRAWN
    assert (first.revision, second.revision) == (1, 2)
    with pytest.raises(InvalidTransition):
        sharing.splits.get(sharing.actor, first.id).approve(by="max", at=START)


def test_who_has_a_share_in_a_deal_may_not_approve_it(sharing: Sharing) -> None:
    sharing.submitted()

    with sharing.world.records.reading(sharing.actor) as work:
        assert tuple(SplitShares().holders(work, sharing.deal)) == (USER, "bob")
