"""The notifier: messages to people (IFC-CRMOP-0036)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Protocol

from crm_core.actor import Role
from crm_core.identity import EntityRef
from crm_core.personal import PERSONAL
from crm_core.values import Utc, Value
from crm_core.vocabulary import FreeText, ShortText, TenantId, UserId
from crm_operations.providers.call_kinds import command, uncached_query


class Urgency(StrEnum):
    INFO = "info"
    REMINDER = "reminder"
    ESCALATION = "escalation"


class Message(Value):
    """What is said, what it is about, and why the reader gets it."""

    title: Annotated[ShortText, PERSONAL]
    body: FreeText
    about: EntityRef | None = None
    reason: FreeText
    urgency: Urgency = Urgency.INFO


class Notice(Value):
    """A message on its way: to people by id, to everybody holding a role, or both."""

    tenant_id: TenantId
    users: tuple[UserId, ...] = ()
    role: Role | None = None
    message: Message
    due: Utc | None = None
    """What a reminder reminds of; without it, the moment it was asked for."""


class NotificationProvider(Protocol):
    """A partner system. ``delivery_id`` stays the same over retries: a channel that knows it delivers nothing twice.

    Every method may raise Unavailable.
    """

    @command
    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None: ...

    @command
    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None: ...

    @command
    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None: ...

    @command
    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        """To everybody of that level, as an escalation: quiet hours do not hold it back."""
        ...

    @command
    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None: ...

    @uncached_query
    def has_unread(self, tenant_id: str, user_id: str) -> bool: ...

    @uncached_query
    def get_unread_count(self, tenant_id: str, user_id: str) -> int: ...
