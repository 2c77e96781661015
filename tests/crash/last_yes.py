"""Somebody says the last yes to a deal that is closed by it, and may die over the closing; the timer comes to it."""

import os

from child_runs import declare_dead
from environment import Environment
from kill_points import DEATH, PROCESS, Fault, FaultInjector, KillPoint, Side
from partner_crm import ready_opportunity

from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Role
from crm_core.money import Money
from crm_core.opportunities import UpdateOpportunity
from crm_operations.deal_approval import RequestApproval
from crm_operations.providers import Person
from crm_operations.timers import TimerRun

VALUE = Money(minor=900_000, currency="EUR")
"""What the level of team leads is asked for."""
BEFORE_CLOSING = KillPoint(Side.BEFORE, PROCESS)
AFTER_CLOSING = KillPoint(Side.AFTER, "(the closing)")
"""After its commit, and before that the timer is told that it need not come."""


def waiting_for_a_yes(crm: Crm, actor: Actor) -> str:
    """The request about a deal of Rita's, whom Lea leads."""
    for name, role, manager in (("lea", Role.TEAM_LEAD, None), ("rita", Role.REP, "lea")):
        crm.people.add(actor.tenant_id, Person(id=name, name=name, roles=frozenset({role}), manager_id=manager))
    deal = ready_opportunity(crm, actor)
    crm.deals.update(actor, deal.id, UpdateOpportunity(assigned_to="rita"))
    asked = crm.deal_approval.request(actor, RequestApproval(opportunity_id=deal.id, value=VALUE, then_close=True))
    assert asked.request_id is not None
    return asked.request_id


def say_yes(environment: Environment, tenant: str, request_id: str, fault: Fault) -> tuple[KillPoint, ...]:
    """The moments that passed, for who lives on."""
    watch = FaultInjector(fault)
    with environment.open(watch) as crm:
        if fault.dies_at == AFTER_CLOSING:
            vars(crm.approvals)["_went_on"] = lambda *_: os._exit(DEATH)
        lea = Actor(tenant_id=tenant, user_id="lea", roles=frozenset({Role.TEAM_LEAD}))
        crm.approvals.approve(lea, request_id)
    return tuple(watch.passed)


def fire(environment: Environment) -> TimerRun:
    """As whoever lives after all that died."""
    with environment.open(FaultInjector(Fault())) as crm:
        declare_dead(crm)
        return crm.timer_firing.run_until_none()
