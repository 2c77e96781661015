"""Who leads whom, and who of a chain of stand-ins is here, by the people of the directory."""

from collections.abc import Iterable, Sequence

from crm_operations.providers.people import Person


def managers_of(people: Iterable[Person], user_id: str) -> tuple[Person, ...]:
    """Nearest first, those who left too; it ends with who has none in the directory, or where it would turn round."""
    known = {person.id: person for person in people}
    above: list[Person] = []
    person = known.get(user_id)
    while person is not None and person.manager_id is not None:
        person = known.get(person.manager_id)
        if person is None or person.id == user_id or person in above:
            break
        above.append(person)
    return tuple(above)


def last_here(chain: Sequence[str], people: Iterable[Person]) -> str:
    """Who acts at the end of a chain of delegations: the last who is active, else the first, whoever that is."""
    active = {person.id for person in people if person.is_active}
    return next((person for person in reversed(chain[1:]) if person in active), chain[0])
