"""Small answers the built-in partners need of each other: who holds a role, and where a tenant lives."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from crm_core.actor import Role
from crm_operations.providers import PeopleProvider
from crm_operations.settings import SettingsFor


def role_members(people: PeopleProvider) -> Callable[[str, Role], Sequence[str]]:
    def members(tenant_id: str, role: Role) -> Sequence[str]:
        return [person.id for person in people.members(tenant_id) if person.is_active and role in person.roles]

    return members


def zone_of(settings_for: SettingsFor) -> Callable[[str], ZoneInfo]:
    def zone(tenant_id: str) -> ZoneInfo:
        return settings_for(tenant_id).zone

    return zone
