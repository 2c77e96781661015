"""Caches the partners' answers during a replay, which is the only one to change them meanwhile."""

from collections.abc import Sequence

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedPeople
from crm_adapters.storage import Database
from crm_core.clock import Clock
from crm_core.identity import NewId, normal_id
from crm_operations.providers import Customer, Person


class CachedPeople(EmbeddedPeople):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._cached: dict[str, dict[str, Person]] = {}

    def add(self, tenant_id: str, person: Person) -> Person:
        added = super().add(tenant_id, person)
        self._cached.pop(tenant_id, None)  # only now, since adding looks up the manager, and caches the answer
        return added

    def update(self, tenant_id: str, person: Person) -> Person:
        updated = super().update(tenant_id, person)
        self._cached.pop(tenant_id, None)
        return updated

    def find_by_id(self, tenant_id: str, user_id: str) -> Person | None:
        return self._all(tenant_id).get(normal_id(user_id))

    def members(self, tenant_id: str, team: str | None = None) -> Sequence[Person]:
        return [person for person in self._all(tenant_id).values() if team is None or person.team == team]

    def _all(self, tenant_id: str) -> dict[str, Person]:
        if tenant_id not in self._cached:
            self._cached[tenant_id] = {person.id: person for person in super().members(tenant_id)}
        return self._cached[tenant_id]


class CachedCustomers(EmbeddedCustomers):
    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        super().__init__(database, clock, new_id)
        self._cached: dict[tuple[str, str], Customer] = {}

    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        known = self._cached.get((tenant_id, customer_id)) or super().find_by_id(tenant_id, customer_id)
        if known is not None:
            self._cached[tenant_id, customer_id] = known
        return known
