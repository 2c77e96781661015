"""Who there is to be paid, as a run reads it from the directory: roles, managers, days of employment."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText
from crm_operations.providers import Person


class Employed(Value):
    """The first day and the last one, both of it; None where none is known."""

    joined_on: AnyDay | None = None
    left_on: AnyDay | None = None


class Staff(Value):
    """By user id, of everybody in the directory: those who left too, since they are paid what they were credited."""

    roles: Mapping[AnyText, frozenset[Role]]
    managers: Mapping[AnyText, AnyText] = {}
    employed: Mapping[AnyText, Employed] = {}

    @classmethod
    def of(cls, people: Iterable[Person]) -> Self:
        """As the directory knows them."""
        people = list(people)
        return cls(
            roles={person.id: person.roles for person in people},
            managers={person.id: person.manager_id for person in people if person.manager_id is not None},
            employed={
                person.id: Employed(joined_on=person.joined_on, left_on=person.left_on)
                for person in people
                if person.joined_on or person.left_on
            },
        )

    def managers_above(self, user_id: str, depth: int) -> Iterator[str]:
        """So many levels of managers, the nearest first; a circle ends."""
        seen = {user_id}
        while depth > 0 and (manager := self.managers.get(user_id)) is not None and manager not in seen:
            yield manager
            seen.add(manager)
            user_id, depth = manager, depth - 1
