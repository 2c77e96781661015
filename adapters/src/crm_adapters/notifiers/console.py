"""Shows messages on the screen as they go out: for the command line, and for whoever wants to watch."""

# ruff: noqa: ARG002  it keeps nothing, so it has no use for delivery ids and readers

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_adapters.notifiers.wording import one_line
from crm_core.actor import Role
from crm_core.values import Utc
from crm_operations.providers import Message, Urgency

if TYPE_CHECKING:
    from rich.console import Console

LONGEST_BODY = 10_000
_STYLES = {Urgency.INFO: "cyan", Urgency.REMINDER: "yellow", Urgency.ESCALATION: "bold red"}


class ConsoleNotifications:
    """A NotificationProvider that keeps nothing; so nothing is ever unread."""

    def __init__(self, console: "Console | None" = None) -> None:
        from rich.console import Console

        self._console = console or Console(stderr=True)

    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        self.notify_many(tenant_id, [user_id], message, delivery_id=delivery_id)

    def notify_many(self, tenant_id: str, user_ids: Sequence[str], message: Message, *, delivery_id: str) -> None:
        self._show(tenant_id, ", ".join(user_ids), message, message.urgency)

    def notify_role(self, tenant_id: str, role: Role, message: Message, *, delivery_id: str) -> None:
        self._show(tenant_id, f"every {role}", message, message.urgency)

    def escalate(self, tenant_id: str, level: Role, message: Message, *, delivery_id: str) -> None:
        self._show(tenant_id, f"every {level}", message, Urgency.ESCALATION)

    def remind(self, tenant_id: str, user_id: str, message: Message, due: Utc, *, delivery_id: str) -> None:
        self._show(tenant_id, f"{user_id}, due {due:%Y-%m-%d %H:%M %Z}", message, Urgency.REMINDER)

    def has_unread(self, tenant_id: str, user_id: str) -> bool:
        return False

    def get_unread_count(self, tenant_id: str, user_id: str) -> int:
        return 0

    def _show(self, tenant_id: str, to: str, message: Message, urgency: Urgency) -> None:
        from rich.text import Text

        # Text, not markup: what people wrote is shown as they wrote it.
        line = Text.assemble(
            (str(urgency), _STYLES[urgency]),
            f" to {to} ({tenant_id}): ",
            (one_line(message.title), "bold"),
            f"\n  {one_line(message.body, LONGEST_BODY)}\n  ",
            (one_line(message.reason), "dim"),
        )
        self._console.print(line)
