"""A notifier in memory: one inbox a person."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crm_core.actor import Role
from crm_core.values import Utc, Value
from crm_operations.providers import Message, Urgency
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class Sent(Value):
    """What reached one person."""

    tenant_id: str
    user_id: str
    message: Message
    delivery_id: str
    due: Utc | None = None


class FakeNotifications(RecordingFake):
    """A NotificationProvider.

    Features: everything of RecordingFake; ``sent`` lists what reached whom, in order and nothing twice; ``holds``
    says who holds a role; ``read`` empties an inbox.
    """

    partner: ClassVar[str] = "notifications"
    state_attributes: ClassVar[tuple[str, ...]] = ("sent", "_roles", "_unread")

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        super().__init__(journal)
        self.sent: list[Sent] = []
        self._roles: dict[tuple[str, Role], tuple[str, ...]] = {}
        self._unread: dict[tuple[str, str], int] = {}

    def holds(self, tenant_id: str, user_id: str, role: Role) -> None:
        """Gives the person the role from now on."""
        self._roles[tenant_id, role] = (*self._roles.get((tenant_id, role), ()), user_id)

    def read(self, tenant_id: str, user_id: str) -> Sequence[Message]:
        """Everything in the inbox, newest first; marks all as read."""
        self._unread.pop((tenant_id, user_id), None)
        return [sent.message for sent in reversed(self.sent) if (sent.tenant_id, sent.user_id) == (tenant_id, user_id)]

    def picture(self) -> Mapping[str, Any]:
        """What reached whom, to be compared with another moment."""
        return {"sent": [sent.to_dict() for sent in self.sent]}

    @command
    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        self._deliver(tenant_id, [user_id], message, delivery_id)

    @command
    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None:
        self._deliver(tenant_id, user_ids, message, delivery_id)

    @command
    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None:
        self._deliver(tenant_id, self._roles.get((tenant_id, role), ()), message, delivery_id)

    @command
    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        urgent = message.model_copy(update={"urgency": Urgency.ESCALATION})
        self._deliver(tenant_id, self._roles.get((tenant_id, level), ()), urgent, delivery_id)

    @command
    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None:
        reminder = message.model_copy(update={"urgency": Urgency.REMINDER})
        self._deliver(tenant_id, [user_id], reminder, delivery_id, due)

    @query
    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        return self._unread.get((tenant_id, user_id), 0) > 0

    @query
    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        return self._unread.get((tenant_id, user_id), 0)

    def _deliver(
        self, tenant_id: str, user_ids: Sequence[str], message: Message, delivery_id: str, due: Utc | None = None
    ) -> None:
        known = {(sent.tenant_id, sent.user_id, sent.delivery_id) for sent in self.sent}
        for user_id in dict.fromkeys(user_ids):
            if (tenant_id, user_id, delivery_id) in known:
                continue
            self.sent.append(
                Sent(tenant_id=tenant_id, user_id=user_id, message=message, delivery_id=delivery_id, due=due)
            )
            self._unread[tenant_id, user_id] = self._unread.get((tenant_id, user_id), 0) + 1
