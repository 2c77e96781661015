"""A directory of sales people in memory."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from crm_core.identity import normal_id
from crm_operations.providers import Person, Workload
from crm_operations.testing.recording import RecordedCall, RecordingFake, query

Counted = Callable[[str, str], int]
"""Tells how many open leads a person of a tenant has."""


class FakePeople(RecordingFake):
    """A PeopleProvider.

    Features: everything of RecordingFake; ``known`` adds a person; ``busy`` sets how many open leads somebody
    has, on top of those that ``counted`` finds.
    """

    partner: ClassVar[str] = "people"
    state_attributes: ClassVar[tuple[str, ...]] = ("_people", "_busy")

    def __init__(self, journal: list[RecordedCall] | None = None, counted: Counted | None = None) -> None:
        super().__init__(journal)
        self._counted = counted or _nothing_to_do
        self._people: dict[tuple[str, str], Person] = {}
        self._busy: dict[tuple[str, str], int] = {}

    def known(self, tenant_id: str, user_id: str, **facts: Any) -> Person:
        """Adds a person without a recorded call; the same id again replaces the person."""
        person = Person(**{"id": user_id, "name": user_id.capitalize(), **facts})
        self._people[tenant_id, normal_id(user_id)] = person
        return person

    def busy(self, tenant_id: str, user_id: str, open_leads: int) -> None:
        self._busy[tenant_id, user_id] = open_leads

    @query
    def find_by_id(self, tenant_id: str, user_id: str) -> Person | None:
        return self._people.get((tenant_id, normal_id(user_id)))

    @query
    def members(self, tenant_id: str, team: str | None = None) -> Sequence[Person]:
        ours = [person for (tenant, _), person in self._people.items() if tenant == tenant_id]
        return sorted((person for person in ours if team in {None, person.team}), key=lambda person: person.id)

    @query
    def open_workload(self, tenant_id: str, user_ids: Sequence[str]) -> Sequence[Workload]:
        return [
            Workload(
                user_id=user_id,
                open_leads=self._busy.get((tenant_id, user_id), 0) + self._counted(tenant_id, user_id),
            )
            for user_id in user_ids
        ]


def _nothing_to_do(_tenant_id: str, _user_id: str) -> int:
    return 0
