"""Resolves the recipients of a message: people by id or role, and substitutes for those who left."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from crm_adapters.notifiers.preferences.settings import NotificationSettings
from crm_core.actor import Actor, Role
from crm_core.clock import zone_named
from crm_core.errors import Invalid, Refused
from crm_operations.providers import Message, PeopleProvider, Person, require_assignee
from crm_operations.settings import SettingsFor


class NobodyToNotify(Refused):
    @classmethod
    def because_role_is_empty(cls, role: Role, fallback: Role) -> Self:
        return cls(
            "nobody is {role}, and nobody {fallback} to stand in; give somebody the role, or name a fallback user",
            {"role": str(role), "fallback": str(fallback)},
        )


class Recipient(NamedTuple):
    user_id: str
    message: Message
    zone: ZoneInfo
    is_here: bool
    """People who left, or are unknown to a directory with other people, get nothing outside the inbox."""


class Recipients:
    """Resolves recipients by the directory; where it has nobody of the tenant, every named person counts as present."""

    def __init__(
        self,
        people: PeopleProvider,
        settings: NotificationSettings,
        settings_for: SettingsFor,
        fallback_user: str | None = None,
    ) -> None:
        self._people = people
        self._settings = settings
        self._settings_for = settings_for
        self._fallback_user = settings.fallback_user or fallback_user

    def of_users(self, tenant_id: str, user_ids: Sequence[str], message: Message) -> Sequence[Recipient]:
        """Each of them and, for those who left, their substitutes."""
        unique_ids = list(dict.fromkeys(user_ids))
        if len(unique_ids) == 1 and (person := self._people.find_by_id(tenant_id, unique_ids[0])) and person.is_active:
            return [self._recipient(tenant_id, person.id, message, person)]
        known = {person.id: person for person in self._people.members(tenant_id)} if unique_ids else {}
        recipients = [self._recipient(tenant_id, user_id, message, known.get(user_id), known) for user_id in unique_ids]
        if gone := [recipient.user_id for recipient in recipients if not recipient.is_here]:
            reason = f"{message.reason} ({_named(gone)} no longer here, so it comes to you.)"
            recipients += self._stand_ins(tenant_id, message.model_copy(update={"reason": reason}), known)
        return _each_once(recipients)

    def of_role(self, tenant_id: str, role: Role, message: Message) -> Sequence[Recipient]:
        """Raises NobodyToNotify when nobody holds the role and there is no substitute."""
        known = {person.id: person for person in self._people.members(tenant_id)}
        if holders := self._holding(tenant_id, role, message, known):
            return holders
        reason = f"{message.reason} (Nobody is {role}, so it comes to you.)"
        stand_ins = self._stand_ins(tenant_id, message.model_copy(update={"reason": reason}), known)
        if not stand_ins:
            raise NobodyToNotify.because_role_is_empty(role, self._settings.fallback_role)
        return stand_ins

    def require(self, actor: Actor, user_id: str) -> None:
        """Raises PersonNotFound, AssigneeLeft for a named person who is unknown or has left."""
        require_assignee(self._people, actor, user_id)

    def is_gone(self, tenant_id: str, user_id: str) -> bool:
        person = self._people.find_by_id(tenant_id, user_id)
        return not person.is_active if person is not None else bool(self._people.members(tenant_id))

    def zone_of(self, tenant_id: str, user_id: str) -> ZoneInfo:
        return self._zone(tenant_id, self._people.find_by_id(tenant_id, user_id))

    def _holding(self, tenant_id: str, role: Role, message: Message, known: dict[str, Person]) -> Sequence[Recipient]:
        holders = [person for person in known.values() if person.is_active and role in person.roles]
        return [self._recipient(tenant_id, person.id, message, person) for person in holders]

    def _stand_ins(self, tenant_id: str, message: Message, known: dict[str, Person]) -> Sequence[Recipient]:
        if holders := self._holding(tenant_id, self._settings.fallback_role, message, known):
            return holders
        user_id = self._fallback_user
        return [] if user_id is None else [self._recipient(tenant_id, user_id, message, known.get(user_id), known)]

    def _recipient(
        self,
        tenant_id: str,
        user_id: str,
        message: Message,
        person: Person | None,
        known: dict[str, Person] | None = None,
    ) -> Recipient:
        is_here = person.is_active if person is not None else not known
        return Recipient(user_id, message, self._zone(tenant_id, person), is_here)

    def _zone(self, tenant_id: str, person: Person | None) -> ZoneInfo:
        """An unknown zone, which another system's directory may contain, must not stop a message."""
        if person is not None:
            try:
                return zone_named(person.timezone)
            except Invalid:
                pass
        return self._settings_for(tenant_id).zone


def _each_once(recipients: Iterable[Recipient]) -> Sequence[Recipient]:
    first: dict[str, Recipient] = {}
    for recipient in recipients:
        first.setdefault(recipient.user_id, recipient)
    return list(first.values())


def _named(user_ids: Sequence[str]) -> str:
    return f"{', '.join(user_ids)} {'is' if len(user_ids) == 1 else 'are'}"
