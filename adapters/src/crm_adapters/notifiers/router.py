"""The notifier: stores every message in the inbox, and sends it by the channels each person prefers.

One transaction stores the messages and their deliveries; the relay then sends each delivery to its address.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from crm_adapters.notifiers.delivery.dispatch import Dispatch, NewMessage
from crm_adapters.notifiers.delivery.recipients import Recipient, Recipients
from crm_adapters.notifiers.inbox.inbox import Inbox, InboxEntry
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.clock import Clock
from crm_core.values import Utc
from crm_operations.providers import Message, Urgency

InboxListener = Callable[[str, Sequence[InboxEntry], str, datetime | None], None]
"""Called with the messages written into inboxes, within the same transaction."""


class NotificationRouter:
    """A NotificationProvider. A repetition under the same delivery id reaches only people it did not reach before."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        inbox: Inbox,
        recipients: Recipients,
        dispatch: Dispatch | None = None,
        listener: InboxListener | None = None,
    ) -> None:
        """Without ``dispatch``, messages are stored in the inbox only."""
        self._database = database
        self._clock = clock
        self._inbox = inbox
        self._recipients = recipients
        self._dispatch = dispatch
        self._listener = listener

    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        self.notify_many(tenant_id, [user_id], message, delivery_id=delivery_id)

    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None:
        self._write(tenant_id, self._recipients.of_users(tenant_id, user_ids, message), delivery_id)

    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None:
        """Raises NobodyToNotify when nobody holds the role and there is no substitute."""
        self._write(tenant_id, self._recipients.of_role(tenant_id, role, message), delivery_id)

    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        """Raises as ``notify_role``."""
        urgent = message.model_copy(update={"urgency": Urgency.ESCALATION})
        self.notify_role(tenant_id, level, urgent, delivery_id=delivery_id)

    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None:
        reminder = message.model_copy(update={"urgency": Urgency.REMINDER})
        self._write(tenant_id, self._recipients.of_users(tenant_id, [user_id], reminder), delivery_id, due)

    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        return self._inbox.has_unread(tenant_id, user_id)

    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        return self._inbox.get_unread_count(tenant_id, user_id)

    def _write(
        self, tenant_id: str, recipients: Sequence[Recipient], delivery_id: str, due: datetime | None = None
    ) -> None:
        # In one order, so that two deliveries of the same message at once never deadlock.
        by_user = {recipient.user_id: recipient for recipient in sorted(recipients, key=lambda each: each.user_id)}
        if not by_user:
            return
        entries = [InboxEntry(recipient.user_id, recipient.message) for recipient in by_user.values()]
        with self._database.local_transaction(tenant_id), self._database.writing(tenant_id) as connection:
            written = self._inbox.write(connection, tenant_id, entries, delivery_id, due)
            if self._listener is not None:
                self._listener(tenant_id, entries, delivery_id, due)
            if self._dispatch is None:
                return
            new = self._inbox.which_are_new(connection, tenant_id, written, delivery_id)
            outside = [
                NewMessage(by_user[user_id], row_id) for user_id, row_id in new.items() if by_user[user_id].is_here
            ]
            self._dispatch.write(connection, tenant_id, outside, delivery_id, self._clock.now(), due)
