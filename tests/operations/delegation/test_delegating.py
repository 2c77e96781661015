"""Delegations are made by oneself, by whoever leads one, or by an admin, to people who are here; both are told."""

from datetime import timedelta

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.approvals import (
    AddDelegation,
    Delegation,
    DelegationAdded,
    DelegationExtended,
    DelegationFilter,
    DelegationNotFound,
    DelegationOver,
    DelegationRefused,
    DelegationRevoked,
    DelegationScope,
    EditDelegation,
)
from crm_core.errors import KeyTaken
from crm_core.testing import START, TENANT
from crm_operations.delegation import DelegationCoordinator, DelegationOfAnother
from crm_operations.providers import AssigneeLeft, PersonNotFound
from crm_operations.settings import DelegationSettings
from crm_operations.testing import FakeWorld

WEEK = timedelta(days=7)


def acting_as(user_id: str, *roles: Role) -> Actor:
    return Actor(tenant_id=TENANT, user_id=user_id, roles=frozenset(roles or {Role.REP}))


ADA = acting_as("ada")


@pytest.fixture
def world(crm_world: FakeWorld) -> FakeWorld:
    """Ada is led by Lea, who is led by Max; Bob and Cy are led by nobody."""
    for name, manager in (("ada", "lea"), ("lea", "max"), ("max", None), ("bob", None), ("cy", None), ("dee", None)):
        crm_world.people.known(TENANT, name, manager_id=manager)
    crm_world.people.known(TENANT, "eve", is_active=False)
    return crm_world


@pytest.fixture
def delegations(world: FakeWorld) -> DelegationCoordinator:
    return DelegationCoordinator(world.records, world.people, world.settings_for, world.clock, world.new_id)


def asked(delegate: str = "bob", **facts: object) -> AddDelegation:
    return AddDelegation.model_validate({"delegate": delegate, "ends_at": START + WEEK, "reason": "holiday", **facts})


@pytest.mark.requirement("US-022")
def test_one_delegates_what_is_ones_own_and_both_are_told(world: FakeWorld, delegations: DelegationCoordinator) -> None:
    delegation = delegations.add(ADA, asked(scopes=["leads"]))

    assert (delegation.delegator, delegation.delegate, delegation.scopes) == ("ada", "bob", (DelegationScope.LEADS,))
    assert delegations.get(ADA, delegation.id) == delegation
    (event,) = world.records.announced
    assert isinstance(event, DelegationAdded)
    (notice,) = world.records.notices
    assert notice.users == ("ada", "bob")
    assert (notice.message.title, notice.message.about) == ("bob stands in for ada", delegation.ref)
    assert notice.message.body == "leads, from 2026-01-15 09:00 UTC up to 2026-01-22 09:00 UTC"


@pytest.mark.parametrize(
    "actor", [acting_as("lea"), acting_as("max"), acting_as("anybody", Role.ADMIN)], ids=lambda each: each.user_id
)
def test_whoever_leads_one_and_an_admin_may_too(delegations: DelegationCoordinator, actor: Actor) -> None:
    delegation = delegations.add(actor, asked(delegator="ada"))

    assert delegations.edit(actor, delegation.id, EditDelegation(reason="a cold")).reason == "a cold"
    assert delegations.revoke(actor, delegation.id).revoked_at == START


@pytest.mark.parametrize("actor", [acting_as("bob"), acting_as("bob", Role.MANAGER, Role.DIRECTOR, Role.TEAM_LEAD)])
def test_nobody_else_may(delegations: DelegationCoordinator, actor: Actor) -> None:
    with pytest.raises(
        DelegationOfAnother, match="bob may not delegate what is ada's; ada, who leads them or an admin"
    ):
        delegations.add(actor, asked("cy", delegator="ada"))
    delegation = delegations.add(ADA, asked())
    with pytest.raises(DelegationOfAnother):
        delegations.edit(actor, delegation.id, EditDelegation(reason="mine"))
    with pytest.raises(DelegationOfAnother):
        delegations.revoke(actor, delegation.id)
    with pytest.raises(NotPermitted):
        delegations.add(acting_as("ada", Role.PARTNER), asked())


def test_it_goes_to_people_who_are_here(delegations: DelegationCoordinator) -> None:
    with pytest.raises(PersonNotFound):
        delegations.add(ADA, asked("nobody"))
    with pytest.raises(AssigneeLeft):
        delegations.add(ADA, asked("eve"))
    with pytest.raises(PersonNotFound):
        delegations.add(acting_as("root", Role.ADMIN), asked(delegator="nobody"))


@pytest.mark.requirement("BR-005")
@pytest.mark.requirement("FR-L3-003")
def test_a_to_d_stands_and_one_more_step_is_refused(world: FakeWorld, delegations: DelegationCoordinator) -> None:
    delegations.add(ADA, asked("bob"))
    delegations.add(acting_as("bob"), asked("cy"))
    delegations.add(acting_as("cy"), asked("dee"))

    with pytest.raises(DelegationRefused, match="ada to bob to cy to dee to lea is one step too many, 3 may be"):
        delegations.add(acting_as("dee"), asked("lea"))
    with pytest.raises(DelegationRefused, match="would be a circle"):
        delegations.add(acting_as("dee"), asked("bob"))
    assert len(delegations.list(ADA, DelegationFilter())) == 3
    world.settings = world.settings.model_copy(update={"delegation": DelegationSettings(depth=4)})
    delegations.add(acting_as("dee"), asked("lea"))


def test_a_longer_one_is_judged_again(delegations: DelegationCoordinator) -> None:
    first = delegations.add(ADA, asked("bob"))
    delegations.add(acting_as("bob"), asked("ada", starts_at=START + WEEK, ends_at=START + 2 * WEEK))

    with pytest.raises(DelegationRefused, match="would be a circle"):
        delegations.edit(ADA, first.id, EditDelegation(ends_at=START + WEEK + timedelta(seconds=1)))
    assert delegations.get(ADA, first.id).ends_at == START + WEEK


def test_the_end_is_moved_and_both_are_told(world: FakeWorld, delegations: DelegationCoordinator) -> None:
    delegation = delegations.add(ADA, asked())

    assert delegations.edit(ADA, delegation.id, EditDelegation(ends_at=START + 2 * WEEK)).ends_at == START + 2 * WEEK
    assert isinstance(world.records.announced[-1], DelegationExtended)
    assert world.records.notices[-1].message.title == "bob stands in for ada up to another moment"
    delegations.edit(ADA, delegation.id, EditDelegation(reason="a longer holiday"))
    assert len(world.records.notices) == 2


def test_a_revoked_one_is_over_and_both_are_told(world: FakeWorld, delegations: DelegationCoordinator) -> None:
    delegation = delegations.add(ADA, asked())

    revoked = delegations.revoke(ADA, delegation.id)

    assert revoked.revoked_at == START
    assert isinstance(world.records.announced[-1], DelegationRevoked)
    assert world.records.notices[-1].message.title == "bob no longer stands in for ada"
    with pytest.raises(DelegationOver):
        delegations.revoke(ADA, delegation.id)
    with pytest.raises(DelegationOver):
        delegations.edit(ADA, delegation.id, EditDelegation(reason="back again"))
    with pytest.raises(DelegationNotFound):
        delegations.revoke(ADA, "no-such-one")
    delegations.add(ADA, asked("cy"))


def test_they_are_listed_by_who_and_by_when(delegations: DelegationCoordinator) -> None:
    week = delegations.add(ADA, asked())
    later = delegations.add(acting_as("cy"), asked("bob", starts_at=START + WEEK, ends_at=START + 2 * WEEK))
    revoked = delegations.revoke(acting_as("dee"), delegations.add(acting_as("dee"), asked("cy")).id)

    def found(**filters: object) -> list[Delegation]:
        return list(delegations.list(ADA, DelegationFilter.model_validate(filters)))

    assert found() == [week, later, revoked]
    assert found(delegator="ada") == [week]
    assert found(delegate="bob") == [week, later]
    assert found(in_force_at=START) == [week]
    assert found(in_force_at=START + WEEK) == [later]


def test_of_two_written_at_once_the_second_sees_the_first(world: FakeWorld, delegations: DelegationCoordinator) -> None:
    """The key both take is the place; who loses that race looks again, and finds a circle."""
    delegations.add(acting_as("bob"), asked("ada"))
    world.records.fail("commit", KeyTaken.because_taken("delegation", "place", "2"))

    with pytest.raises(DelegationRefused, match="would be a circle"):
        delegations.add(ADA, asked("bob"))
