"""Who leads whom: the chain of managers above a person of the directory."""

from collections.abc import Iterable

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
