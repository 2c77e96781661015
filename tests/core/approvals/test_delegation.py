"""Somebody stands in for somebody, in something, from one moment up to another."""

from datetime import timedelta

import pytest

from crm_core.approvals import (
    EVERYTHING,
    AddDelegation,
    Delegation,
    DelegationOver,
    DelegationScope,
    DelegationState,
    EditDelegation,
)
from crm_core.errors import Invalid
from crm_core.testing import START, TENANT, a_delegation

HOUR, WEEK, MOMENT = timedelta(hours=1), timedelta(days=7), timedelta(microseconds=1)
LEADS, DEALS, APPROVALS = DelegationScope.LEADS, DelegationScope.DEALS, DelegationScope.APPROVALS


def made(**asked: object) -> Delegation:
    request = AddDelegation.model_validate({"delegate": "bob", "ends_at": START + WEEK, "reason": "holiday", **asked})
    delegation, _ = Delegation.make(
        request, delegator=request.delegator or "ada", place=1, entity_id="d-1", tenant_id=TENANT, at=START
    )
    return delegation


def test_unsaid_it_begins_at_once_and_is_for_everything() -> None:
    assert made().starts_at == START
    assert made().scopes == EVERYTHING
    assert made(scopes=["deals", "leads", "deals"]).scopes == (LEADS, DEALS)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (START - MOMENT, DelegationState.PLANNED),
        (START, DelegationState.IN_FORCE),
        (START + WEEK - MOMENT, DelegationState.IN_FORCE),
        (START + WEEK, DelegationState.ENDED),
    ],
)
def test_it_is_half_open(at: object, state: DelegationState) -> None:
    delegation = a_delegation()

    assert delegation.state(at) is state  # type: ignore[arg-type]
    assert delegation.is_in_force(LEADS, at) is (state is DelegationState.IN_FORCE)  # type: ignore[arg-type]


def test_it_is_for_its_scopes_alone() -> None:
    delegation = a_delegation(scopes=(LEADS,))

    assert delegation.is_in_force(LEADS, START)
    assert not delegation.is_in_force(DEALS, START)


def test_a_revoked_one_is_in_no_force_from_that_moment_on() -> None:
    revoked, event = a_delegation().revoke(at=START + HOUR)

    assert revoked.is_in_force(APPROVALS, START + HOUR - MOMENT)
    assert not revoked.is_in_force(APPROVALS, START + HOUR)
    assert (event.delegator, event.delegate) == ("ada", "bob")
    with pytest.raises(DelegationOver, match=r"^the delegation of ada to bob is revoked; make a new one$"):
        revoked.revoke(at=START + 2 * HOUR)


def test_what_was_added_says_all_of_it() -> None:
    request = AddDelegation(delegate="bob", ends_at=START + WEEK, reason="holiday", scopes=(DEALS,))
    _, event = Delegation.make(request, delegator="ada", place=1, entity_id="d-1", tenant_id=TENANT, at=START)

    assert (event.delegator, event.delegate, event.scopes) == ("ada", "bob", (DEALS,))
    assert (event.starts_at, event.ends_at) == (START, START + WEEK)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"delegate": "ada"}, "delegate: nobody stands in for themselves; name somebody else"),
        ({"starts_at": START + WEEK}, "ends_at: it ends before it begins; name a later moment"),
        ({"starts_at": START - WEEK, "ends_at": START}, "ends_at: it is over; name a moment to come"),
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, object], problem: str) -> None:
    with pytest.raises(Invalid, match=f"^{problem}$"):
        made(**asked)


def test_its_end_may_be_moved_until_it_is_over() -> None:
    sooner, [event] = a_delegation().extended(EditDelegation(ends_at=START + 2 * HOUR), place=2, at=START + HOUR)

    assert (sooner.ends_at, sooner.place, event.ends_at) == (START + 2 * HOUR, 2, START + 2 * HOUR)
    assert sooner.extended(EditDelegation(reason="a cold"), place=3, at=START + HOUR)[1] == ()
    with pytest.raises(Invalid, match=r"^ends_at: it is over; name a moment to come$"):
        sooner.extended(EditDelegation(ends_at=START + HOUR), place=3, at=START + HOUR)
    with pytest.raises(DelegationOver, match="is ended"):
        sooner.extended(EditDelegation(ends_at=START + WEEK), place=3, at=START + 2 * HOUR)


def test_what_was_moved_is_kept_so_that_it_can_return() -> None:
    moved, told = made().transferred({"lead-1": "bob", "lead-2": "bob"}, {"deal-1": "eve"}, at=START + HOUR)
    none, _ = made().transferred({}, {}, at=START + HOUR)
    returned, back = moved.returned(2, 1, at=START + WEEK)

    assert (moved.moved_at, moved.updated_at) == (START + HOUR, START + HOUR)
    assert (moved.leads_moved_to, moved.moved_leads) == ("bob", ("lead-1", "lead-2"))
    assert (moved.deals_moved_to, moved.moved_deals) == ("eve", ("deal-1",))
    assert (told.leads, told.deals, told.subject, told.at) == (2, 1, moved.ref, START + HOUR)
    assert (none.leads_moved_to, none.deals_moved_to, none.moved_leads, none.moved_deals) == (None, None, (), ())
    assert (returned.returned_at, returned.updated_at) == (START + WEEK, START + WEEK)
    assert (back.leads, back.deals, back.subject, back.at) == (2, 1, moved.ref, START + WEEK)
