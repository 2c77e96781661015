"""The door for whoever wants people to know now (RTN-CRMOP-0148 to 0150)."""

from collections.abc import Mapping, Sequence

from crm_core.actor import Actor, Permission
from crm_core.arguments import checks_arguments
from crm_core.vocabulary import Json, Name, UserId
from crm_operations.live_updates.news import LiveNews
from crm_operations.live_updates.updates import DeliveryId, Topic
from crm_operations.providers import Message, NotificationProvider


@checks_arguments
class RealTimeNotifier:
    def __init__(self, news: LiveNews, notifications: NotificationProvider) -> None:
        self._news = news
        self._notifications = notifications

    def send_alert(
        self, actor: Actor, user_ids: Sequence[UserId], message: Message, *, delivery_id: DeliveryId
    ) -> None:
        """On the screens of those who are watching at once, and by the notifier to all, watching or not.

        Screens are told even if the notifier is away. Asked again with the same delivery id, it tells nobody twice and
        brings the rest. Raises NotPermitted, Unavailable.
        """
        actor.require(Permission.ALERT_SEND)
        self._news.alert(actor.tenant_id, dict.fromkeys(user_ids, message), delivery_id=delivery_id)
        self._notifications.notify_many(actor.tenant_id, user_ids, message, delivery_id=delivery_id)

    def push(
        self,
        actor: Actor,
        topic: Topic,
        facts: Mapping[Name, Json],
        *,
        delivery_id: DeliveryId,
        user_id: UserId | None = None,
    ) -> None:
        """To the screens that listen to the topic: one person's, or those of the whole tenant.

        Asked again with the same delivery id, it adds nothing. Raises NotPermitted, Unavailable; a topic is lower-case
        words joined by dots.
        """
        actor.require(Permission.ALERT_SEND)
        self._news.push(actor.tenant_id, topic, facts, delivery_id=delivery_id, user_id=user_id)
