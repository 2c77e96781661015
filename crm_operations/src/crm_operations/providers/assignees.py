"""Checks that an assignee exists and is active: the owner of a deal or an activity, a manager."""

from typing import Self

from crm_core.actor import Actor
from crm_core.errors import NotFound, Refused
from crm_operations.providers.people import PeopleProvider, Person


class PersonNotFound(NotFound):
    @classmethod
    def because_unknown_person(cls, user_id: str) -> Self:
        return cls(
            "nobody here is known as {id}; name somebody who is, or add them with `crm person add {id}`",
            {"what": "person", "id": user_id},
        )


class AssigneeLeft(Refused):
    @classmethod
    def because_inactive(cls, person: Person) -> Self:
        return cls("{person} is not active any more; name somebody who is", {"person": person.name})


def active_person(people: PeopleProvider, tenant_id: str, user_id: str) -> Person:
    """The person of that id. Raises PersonNotFound, AssigneeLeft, Unavailable."""
    person = people.find_by_id(tenant_id, user_id)
    if person is None:
        raise PersonNotFound.because_unknown_person(user_id)
    if not person.is_active:
        raise AssigneeLeft.because_inactive(person)
    return person


def require_assignee(people: PeopleProvider, actor: Actor, user_id: str | None) -> None:
    """Refuses an unknown or inactive assignee; None, and the actor's own id, are not checked.

    Raises PersonNotFound, AssigneeLeft, Unavailable.
    """
    if user_id is not None and user_id != actor.user_id:
        active_person(people, actor.tenant_id, user_id)
