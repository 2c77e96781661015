"""One message by several ways at once."""

from collections.abc import Callable, Sequence

from crm_core.actor import Role
from crm_core.values import Utc
from crm_operations.providers import Message, NotificationProvider


class FanOutNotifications:
    """A NotificationProvider over others. The first one knows what is unread; each is tried even if another fails.

    Raises the first failure once all were tried: told again, those that knew the delivery id tell nobody twice.
    """

    def __init__(self, first: NotificationProvider, *others: NotificationProvider) -> None:
        self._first = first
        self._all = (first, *others)

    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        self._each(lambda provider: provider.notify(tenant_id, user_id, message, delivery_id=delivery_id))

    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None:
        self._each(lambda provider: provider.notify_many(tenant_id, user_ids, message, delivery_id=delivery_id))

    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None:
        self._each(lambda provider: provider.notify_role(tenant_id, role, message, delivery_id=delivery_id))

    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        self._each(lambda provider: provider.escalate(tenant_id, level, message, delivery_id=delivery_id))

    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None:
        self._each(lambda provider: provider.remind(tenant_id, user_id, message, due, delivery_id=delivery_id))

    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        return self._first.has_unread(tenant_id, user_id)

    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        return self._first.get_unread_count(tenant_id, user_id)

    def _each(self, action: Callable[[NotificationProvider], None]) -> None:
        failures: list[Exception] = []
        for provider in self._all:
            try:
                action(provider)
            except Exception as failure:  # noqa: BLE001  one way out of order must not block the others
                failures.append(failure)
        if failures:
            raise failures[0]
