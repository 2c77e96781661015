"""Promises that are broken within seconds, so that ladders are climbed while workers die."""

from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Role
from crm_core.identity import EntityKind
from crm_core.service_levels import AddSlaPolicy, Audience, Promise, Rung, Target
from crm_operations.providers import Person

SOONER_OR_LATER = 5
"""One lead or deal in so many is urgent."""
_LADDER = (
    Rung(tells=(Audience.OWNER,)),
    Rung(after_seconds=0, tells=(Audience.OWNER, Audience.TEAM_LEAD)),
    Rung(after_seconds=2, tells=(Audience.MANAGER,)),
    Rung(after_seconds=5, tells=(Audience.DIRECTOR,)),
)
_PROMISES = {
    EntityKind.LEAD: (Target.FIRST_CONTACT, Target.QUALIFICATION),
    EntityKind.OPPORTUNITY: (Target.FOLLOW_UP, Target.PROPOSAL),
}


def promise_at_once(crm: Crm, actor: Actor) -> None:
    """The actor owns what is urgent, and has somebody above."""
    boss = Person(id="boss", name="Boss", roles=frozenset({Role.TEAM_LEAD, Role.MANAGER}))
    for person in (boss, Person(id=actor.user_id, name="Ada", roles=frozenset({Role.REP}), manager_id=boss.id)):
        crm.people.add(actor.tenant_id, person)
    for kind, targets in _PROMISES.items():
        policy = AddSlaPolicy(
            name=f"Urgent {kind}",
            subject=kind,
            condition=f'{kind}.priority == "high"',
            promises=tuple(Promise(target=target, seconds=place * 3) for place, target in enumerate(targets, start=1)),
            ladder=_LADDER,
        )
        crm.sla_policies.add(actor, policy)
