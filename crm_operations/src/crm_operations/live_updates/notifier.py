"""The coordinator of live updates: alerts, and pushes to every connected client (RTN-CRMOP-0148 to 0150)."""

from collections.abc import Mapping, Sequence

from crm_core.actor import Actor, Permission
from crm_core.errors import Invalid
from crm_core.identity import EntityKind
from crm_core.vocabulary import Json, Name, UserId
from crm_operations.live_updates.news import LiveNews
from crm_operations.live_updates.updates import DeliveryId, Topic
from crm_operations.operation import acts
from crm_operations.providers import Message, NotificationProvider


class RealTimeNotifier:
    """Sends live updates to people's connected clients at once.

    Each method raises NotPermitted, and Unavailable when the feed does not answer; people are named by user id.
    """

    def __init__(self, news: LiveNews, notifications: NotificationProvider) -> None:
        self._news = news
        self._notifications = notifications

    @acts(Permission.ALERT_SEND)
    def send_alert(
        self, actor: Actor, user_ids: Sequence[UserId], message: Message, *, delivery_id: DeliveryId
    ) -> None:
        """Sends a message to these people's connected clients at once, and by the notifier whether connected or not.

        Clients get it even if the notifier does not answer. Repeated with the same delivery id, it sends only what is
        missing. Raises Unavailable.
        """
        self._news.alert(actor.tenant_id, dict.fromkeys(user_ids, message), delivery_id=delivery_id)
        self._notifications.notify_many(actor.tenant_id, user_ids, message, delivery_id=delivery_id)

    @acts(Permission.ALERT_SEND)
    def push(
        self,
        actor: Actor,
        topic: Topic,
        facts: Mapping[Name, Json],
        *,
        delivery_id: DeliveryId,
        user_id: UserId | None = None,
    ) -> None:
        """Sends facts to the clients that subscribe to the topic: one person's, or those of the whole tenant.

        Repeated with the same delivery id, it adds nothing. A topic is lower-case words joined by dots; one for the
        whole tenant begins with a kind of entity, since it goes to whoever may read these. Raises Unavailable.
        """
        if user_id is None and EntityKind.of_topic(topic) is None:
            kinds = ", ".join(EntityKind)
            raise Invalid.field("topic", "it does not say who may read it", f"begin it with one of: {kinds}")
        self._news.push(actor.tenant_id, topic, facts, delivery_id=delivery_id, user_id=user_id)
