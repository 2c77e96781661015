"""The coordinator of webhooks: which address receives which events, and how its deliveries fare."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from crm_adapters.notifiers.channels.webhook_settings import WebhookSettings
from crm_adapters.notifiers.webhooks.sender import WebhookSender
from crm_adapters.notifiers.webhooks.signing import new_secret
from crm_adapters.notifiers.webhooks.store import Endpoint, SqlWebhooks
from crm_adapters.notifiers.webhooks.values import (
    EVERYTHING,
    DeliveryReport,
    DeliveryState,
    Pong,
    Webhook,
    WebhookAddress,
    WebhookBody,
    WebhookState,
    WebhookWithSecret,
    checked_topics,
)
from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import NotFound
from crm_core.identity import NewId
from crm_core.values import Utc
from crm_core.vocabulary import Id, Limit, Name, Text
from crm_operations.operation import acts, reads

PING = "webhook.ping"
"""The type of what ``test`` sends; no event has this name."""

Address = Annotated[WebhookAddress, Field(description="Where events are posted to, such as https://...")]
Topics = Annotated[Sequence[Name], Field(description="Only this event, such as lead.converted; repeat it. Else all.")]
AtOnce = Annotated[bool, Field(description="The former secret leaked: sign with it no more.")]
WhyDisabled = Annotated[Text, Field(description="Why, for whoever wonders later.")]


class Webhooks:
    """Addresses that events are delivered to, and the state of each delivery.

    Each method raises NotPermitted; those that name an address raise NotFound.
    """

    def __init__(
        self, webhooks: SqlWebhooks, sender: WebhookSender, settings: WebhookSettings, clock: Clock, new_id: NewId
    ) -> None:
        self._webhooks = webhooks
        self._sender = sender
        self._settings = settings
        self._clock = clock
        self._new_id = new_id

    @acts(Permission.WEBHOOK_MANAGE)
    def add(self, actor: Actor, url: Address, topics: Topics = (EVERYTHING,)) -> WebhookWithSecret:
        """Deliver events to an address from now on, with a secret that is shown this once. Raises Invalid."""
        self._sender.check(url)
        now = self._clock.now()
        webhook = Webhook(id=self._new_id(), url=url, topics=checked_topics(topics), created_at=now, updated_at=now)
        secret = new_secret()
        self._webhooks.add(actor.tenant_id, webhook, secret)
        return WebhookWithSecret(webhook=webhook, secret=secret)

    @reads(Permission.WEBHOOK_MANAGE)
    def list(self, actor: Actor) -> Sequence[Webhook]:
        """Without their secrets."""
        return self._webhooks.all(actor.tenant_id)

    @reads(Permission.WEBHOOK_MANAGE)
    def show(self, actor: Actor, webhook_id: Id) -> Webhook:
        """Without its secret."""
        return self._endpoint(actor, webhook_id).webhook

    @acts(Permission.WEBHOOK_MANAGE)
    def rotate_secret(self, actor: Actor, webhook_id: Id, *, at_once: AtOnce = False) -> WebhookWithSecret:
        """Draw a new secret, shown this once; for a while deliveries are signed with both.

        That is for ``secret_overlap_hours``, unless ``at_once``.
        """
        now = self._clock.now()
        overlap = timedelta(0) if at_once else timedelta(hours=self._settings.secret_overlap_hours)
        secret = new_secret()
        self._webhooks.rotate(actor.tenant_id, webhook_id, secret, now + overlap, now)
        return WebhookWithSecret(webhook=self.show(actor, webhook_id), secret=secret)

    @acts(Permission.WEBHOOK_MANAGE)
    def enable(self, actor: Actor, webhook_id: Id) -> Webhook:
        """Deliver to it again; what was given up meanwhile waits for a replay."""
        return self._change_state(actor, webhook_id, WebhookState.ACTIVE, None)

    @acts(Permission.WEBHOOK_MANAGE)
    def disable(self, actor: Actor, webhook_id: Id, reason: WhyDisabled) -> Webhook:
        """Deliver nothing more until it is enabled; pending deliveries are given up, and can be replayed."""
        return self._change_state(actor, webhook_id, WebhookState.DISABLED, reason)

    @acts(Permission.WEBHOOK_MANAGE)
    def remove(self, actor: Actor, webhook_id: Id) -> None:
        """Its pending deliveries are deleted with it."""
        self._webhooks.remove(actor.tenant_id, webhook_id)

    @acts(Permission.WEBHOOK_MANAGE)
    def test(self, actor: Actor, webhook_id: Id) -> Pong:
        """Send a ping now, signed like everything else, and see what comes back.

        It is sent even if the address is disabled.
        Raises what a delivery would fail with.
        """
        endpoint = self._endpoint(actor, webhook_id)
        ping_id = self._new_id()
        ping = WebhookBody(
            id=ping_id,
            type=PING,
            timestamp=self._clock.now(),
            tenant=actor.tenant_id,
            data={"webhook_id": webhook_id},
        )
        return self._sender.send(endpoint, ping, attempt=1)

    @reads(Permission.WEBHOOK_MANAGE)
    def deliveries(
        self,
        actor: Actor,
        webhook_id: Id,
        *,
        state: DeliveryState | None = None,
        before_id: Id | None = None,
        limit: Limit = 50,
    ) -> Sequence[DeliveryReport]:
        """Newest first; ``before_id`` is the last id of the page before."""
        self._endpoint(actor, webhook_id)
        return self._webhooks.deliveries(actor.tenant_id, webhook_id, state, before_id, limit)

    @acts(Permission.WEBHOOK_MANAGE)
    def replay(self, actor: Actor, webhook_id: Id, *, ids: Sequence[Id] | None = None, since: Utc | None = None) -> int:
        """Queues what was given up; or these; or all since then, delivered or not.

        Each keeps its delivery id. Answers how many; deliveries older than ``relay.retention_days`` are
        deleted.
        """
        self._endpoint(actor, webhook_id)
        return self._webhooks.again(actor.tenant_id, webhook_id, self._clock.now(), ids, since)

    def _change_state(self, actor: Actor, webhook_id: str, state: WebhookState, reason: str | None) -> Webhook:
        changes = {"state": state, "reason": reason, "failures": 0, "updated_at": self._clock.now()}
        self._webhooks.change(actor.tenant_id, webhook_id, **changes)
        return self.show(actor, webhook_id)

    def _endpoint(self, actor: Actor, webhook_id: str) -> Endpoint:
        endpoint = self._webhooks.find(actor.tenant_id, webhook_id, self._clock.now())
        if endpoint is None:
            raise NotFound.because_unknown("webhook", webhook_id)
        return endpoint
