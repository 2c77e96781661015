"""The people of a data set for the people directory: agents, who get leads, and their managers."""

from collections.abc import Iterable, Sequence

from crm_adapters.replay.data_set import Agent, DataSet, person_id
from crm_core.actor import Role
from crm_operations.providers import Person


def staff_of(data_set: DataSet) -> tuple[Person, ...]:
    """Everybody once, managers first; a manager who sells too is both."""
    managers = {person_id(agent.manager): agent.manager for agent in data_set.agents if agent.manager}
    agents = {agent.id for agent in data_set.agents}
    return (
        *(_manager(name) for manager_id, name in managers.items() if manager_id not in agents),
        *(_agent(agent, leads_others=agent.id in managers) for agent in data_set.agents),
    )


def without_circles(people: Sequence[Person], known: Iterable[Person] = ()) -> tuple[Person, ...]:
    """In their order; whoever would be led by somebody they lead, at whatever distance, has no manager.

    A file may say so of a flat team; nobody would be the highest whom approvals reach. ``known`` are people who stay.
    """
    managers = {person.id: person.manager_id for person in known}

    def led(person: Person) -> Person:
        above, seen = person.manager_id, set[str]()
        while above is not None and above != person.id and above not in seen:
            seen.add(above)
            above = managers.get(above)
        if above == person.id:
            person = person.model_copy(update={"manager_id": None})
        managers[person.id] = person.manager_id
        return person

    return tuple(led(person) for person in people)


def _manager(name: str) -> Person:
    """Paused: who leads a team is given no leads of it."""
    return Person(id=person_id(name), name=name, roles=frozenset({Role.MANAGER}), team=name, paused=True)


def _agent(agent: Agent, *, leads_others: bool) -> Person:
    return Person(
        id=agent.id,
        name=agent.name,
        roles=frozenset({Role.REP, Role.MANAGER} if leads_others else {Role.REP}),
        team=agent.manager,
        manager_id=person_id(agent.manager) if agent.manager else None,
        territories=frozenset({agent.office} if agent.office else ()),
    )
