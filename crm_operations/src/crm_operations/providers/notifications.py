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
    """Title, text, the entity it is about, and why the reader gets it."""

    title: Annotated[ShortText, PERSONAL]
    body: FreeText
    about: EntityRef | None = None
    reason: FreeText
    urgency: Urgency = Urgency.INFO
    passes_quiet_hours: bool = True
    """Whether an escalation is sent in quiet hours too; nothing else ever is."""


class Notice(Value):
    """A message and its recipients: people by id, everybody with a role, or both."""

    tenant_id: TenantId
    users: tuple[UserId, ...] = ()
    role: Role | None = None
    message: Message
    due: Utc | None = None
    """The moment a reminder is about; None is the moment of the request."""


class NotificationProvider(Protocol):
    """A partner system. Every method may raise Unavailable.

    ``delivery_id`` stays the same over retries: a channel that stores it delivers nothing twice.
    """

    @command
    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        """To one person, by the channels their preferences choose."""
        ...

    @command
    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None:
        """As ``notify``, for each of these people."""
        ...

    @command
    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None:
        """To everybody who holds the role when it is called."""
        ...

    @command
    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        """To everybody who holds the role, as an escalation: quiet hours do not delay it."""
        ...

    @command
    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None:
        """As ``notify``, with the moment ``due`` of what the message reminds of."""
        ...

    @uncached_query
    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        """Whether ``get_unread_count`` is above 0."""
        ...

    @uncached_query
    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        """Messages in the person's inbox that are not read; 0 for an unknown person."""
        ...
