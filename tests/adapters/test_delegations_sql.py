"""Delegations on the three databases: what is written at once makes no circle, and what is open moves and returns."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from uuid import uuid4

import pytest

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.approvals import (
    AddDelegation,
    Delegation,
    DelegationFilter,
    DelegationRefused,
    EditDelegation,
    require_chain,
)
from crm_core.leads import CreateLead
from crm_core.testing import START, VirtualClock, answers, at_once, refusals
from crm_operations.lead_routing import AssignLead, Pool, RouteLead, RoutingRule
from crm_operations.providers import Person

WEEK = timedelta(days=7)
PEOPLE = "abcdefgh"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture
def crm(migrated_url: str, clock: VirtualClock) -> Iterator[Crm]:
    with open_crm(migrated_url, clock=clock) as opened:
        yield opened


@pytest.fixture
def admin(crm: Crm) -> Actor:
    actor = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(actor)
    for person in PEOPLE:
        crm.people.add(actor.tenant_id, Person(id=person, name=person))
    return actor


def rep(admin: Actor, user_id: str) -> Actor:
    return Actor(tenant_id=admin.tenant_id, user_id=user_id, roles=frozenset({Role.REP}))


def delegate(crm: Crm, admin: Actor, delegator: str, delegate: str, **facts: object) -> Delegation:
    asked = {"delegate": delegate, "ends_at": START + WEEK, "reason": "holiday", **facts}
    return crm.delegations.add(rep(admin, delegator), AddDelegation.model_validate(asked))


@pytest.mark.requirement("BR-005")
def test_what_is_written_at_once_makes_no_circle_and_no_chain_too_deep(crm: Crm, admin: Actor) -> None:
    """Everybody delegates to the next one, round in a circle: at most three steps may hang together."""
    ring = list(pairwise(PEOPLE + PEOPLE[0]))

    outcomes = at_once([partial(delegate, crm, admin, *pair) for pair in ring], threads=len(ring))

    standing = answers(outcomes)
    assert standing == sorted(crm.delegations.list(admin, DelegationFilter()), key=standing.index)
    assert sorted(each.place for each in standing) == list(range(1, len(standing) + 1))
    for each in standing:
        require_chain(each, standing)
    assert len(standing) >= len(ring) // 2
    assert {type(each) for each in refusals(outcomes)} == {DelegationRefused}
    assert crm.audit.verify(admin).holds


def test_two_that_are_prolonged_at_once_make_no_circle(crm: Crm, admin: Actor) -> None:
    first = delegate(crm, admin, "a", "b")
    second = delegate(crm, admin, "b", "a", starts_at=START + 2 * WEEK, ends_at=START + 3 * WEEK)
    third = delegate(crm, admin, "a", "c", starts_at=START + WEEK, ends_at=START + 2 * WEEK, scopes=["deals"])
    longer = EditDelegation(ends_at=START + 4 * WEEK)

    outcomes = at_once(
        [partial(crm.delegations.edit, rep(admin, each.delegator), each.id, longer) for each in (first, second)]
    )

    assert len(answers(outcomes)) == 1
    (refused,) = refusals(outcomes)
    assert isinstance(refused, DelegationRefused)
    assert third.place == 3


def test_routing_and_moving_what_is_open(crm: Crm, admin: Actor, clock: VirtualClock) -> None:
    pool = Pool(users=frozenset({"a", "c"}))
    crm.routing.set_rules(admin, [RoutingRule(id="r", position=1, name="In turn", strategy="round_robin", pool=pool)])

    def lead(owner: str | None = None) -> str:
        lead_id = crm.leads.capture(admin, CreateLead(name="Zoë")).lead.id
        if owner is not None:
            crm.routing.assign(admin, AssignLead(lead_id=lead_id, user_id=owner, reason="known"))
        return lead_id

    def owners(*lead_ids: str) -> list[str | None]:
        return [crm.leads.get(admin, lead_id).assigned_to for lead_id in lead_ids]

    before = [lead("a"), lead("a")]
    delegation = delegate(crm, admin, "a", "b", starts_at=START + WEEK, ends_at=START + 2 * WEEK, moves_open=True)
    assert owners(*before) == ["a", "a"]

    clock.advance(WEEK)
    assert crm.timer_firing.run_until_none().failed == 0
    assert owners(*before) == ["b", "b"]
    routed = [lead() for _ in range(4)]
    for each in routed:
        crm.routing.route_lead(admin, RouteLead(lead_id=each))
    assert sorted(map(str, owners(*routed))) == ["b", "b", "c", "c"]
    moved = crm.delegations.get(admin, delegation.id)
    assert (sorted(moved.moved_leads), moved.leads_moved_to) == (sorted(before), "b")

    clock.advance(WEEK)
    assert crm.timer_firing.run_until_none().failed == 0
    assert owners(*before) == ["a", "a"]
    assert sorted(map(str, owners(*routed))) == ["b", "b", "c", "c"], "what was received meanwhile stays"
    assert all(replay.is_same for each in routed for replay in crm.audit.replay(admin, crm.leads.get(admin, each).ref))
    assert crm.audit.verify(admin).holds


def test_another_tenants_delegations_hand_on_nothing(crm: Crm, admin: Actor) -> None:
    delegate(crm, admin, "a", "b")
    other = administrator(f"tenant-{uuid4().hex}")
    crm.initialise(other)
    crm.people.add(other.tenant_id, Person(id="a", name="Another a"))
    lead = crm.leads.capture(other, CreateLead(name="Zoë")).lead

    assert crm.routing.assign(other, AssignLead(lead_id=lead.id, user_id="a", reason="known")).assigned_to == "a"
    assert crm.delegations.list(other, DelegationFilter()) == []
