"""The coordinator of notifications: a person's inbox, preferences and addresses, and the state of deliveries."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from crm_adapters.notifiers.channels.channel import Channel, Delivery
from crm_adapters.notifiers.delivery.addresses import Address, SqlAddresses, UnknownChannel
from crm_adapters.notifiers.delivery.recipients import Recipients
from crm_adapters.notifiers.delivery.report import ChannelReport, SqlDeliveryReport
from crm_adapters.notifiers.inbox.inbox import Inbox, InboxMessage
from crm_adapters.notifiers.preferences.settings import EVERY, Preferences
from crm_adapters.notifiers.preferences.store import SqlPreferences
from crm_adapters.storage import DELIVERY
from crm_core.actor import Actor, Permission
from crm_core.errors import CrmError, Invalid, NotFound
from crm_core.identity import NewId
from crm_core.values import Value
from crm_core.vocabulary import Id, Key, Limit, Name, Text, UserId
from crm_operations.operation import ONES_OWN, acts, reads
from crm_operations.providers import Message
from crm_operations.records import OutboxMessage


class DeadLetters(Protocol):
    """Messages the relay no longer tries to deliver."""

    def dead(
        self, tenant_id: str | None = None, *, limit: int = 500, topic: str | None = None
    ) -> Sequence[OutboxMessage]:
        """Oldest first, at most ``limit``; of one tenant and topic, or of all."""
        ...

    def retry(self, ids: Sequence[str] | None = None, *, tenant_id: str | None = None, topic: str | None = None) -> int:
        """Queues these again, or all, and answers how many."""
        ...


class Trial(Value):
    """The result of one test message: ``problem`` None when it was sent."""

    channel: str
    address: str
    """As others may see it."""
    problem: str | None = None


class Notifier:
    """A person's inbox, preferences and addresses, and the deliveries of the tenant.

    Everybody may see and change their own; another person's take the permission ``settings.change``.
    """

    def __init__(
        self,
        inbox: Inbox,
        preferences: SqlPreferences,
        addresses: SqlAddresses,
        recipients: Recipients,
        report: SqlDeliveryReport,
        channels: Mapping[str, Channel],
        dead_letters: DeadLetters,
        new_id: NewId,
    ) -> None:
        self._inbox = inbox
        self._preferences = preferences
        self._addresses = addresses
        self._recipients = recipients
        self._report = report
        self._channels = channels
        self._dead_letters = dead_letters
        self._new_id = new_id

    @property
    def channels(self) -> Sequence[str]:
        """The names of the configured channels."""
        return sorted(self._channels)

    @reads(ONES_OWN)
    def inbox(
        self, actor: Actor, *, unread_only: bool = True, before_id: Id | None = None, limit: Limit = 50
    ) -> Sequence[InboxMessage]:
        """The actor's own messages, newest first; ``before_id`` is the last id of the page before."""
        return self._inbox.messages(
            actor.tenant_id, actor.user_id, unread_only=unread_only, before_id=before_id, limit=limit
        )

    @reads(ONES_OWN)
    def unread_count(self, actor: Actor) -> int:
        """Of the actor's own messages."""
        return self._inbox.get_unread_count(actor.tenant_id, actor.user_id)

    @acts(ONES_OWN)
    def mark_read(self, actor: Actor, ids: Sequence[Id] | None = None) -> int:
        """Marks these of the actor's own messages, or all; answers how many were unread."""
        return self._inbox.mark_read(actor.tenant_id, actor.user_id, ids)

    @reads(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def preferences(self, actor: Actor, user_id: UserId | None = None) -> Preferences:
        """One's own, or those of ``user_id``; defaults where nothing is set. Raises NotPermitted."""
        return self._preferences.of(actor.tenant_id, _whose(actor, user_id))

    @acts(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def set_preferences(
        self,
        actor: Actor,
        changes: Mapping[Name, Any],
        *,
        forget: Collection[Name] = (),
        user_id: UserId | None = None,
    ) -> Preferences:
        """Changes the named settings, and resets those in ``forget`` to their defaults.

        Raises NotPermitted; Invalid; UnknownChannel for one that is not configured; PersonNotFound,
        AssigneeLeft.
        """
        whose, channels = _whose(actor, user_id), changes.get("channels")
        self._recipients.require(actor, whose)
        for names in channels.values() if isinstance(channels, Mapping) else ():
            for name in names if isinstance(names, Collection) else ():
                self._require_channel(str(name))
        return self._preferences.change(actor.tenant_id, whose, changes, forget=forget)

    @reads(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def addresses(self, actor: Actor, user_id: UserId | None = None) -> Sequence[Address]:
        """One's own, or those of ``user_id``, as others may see them. Raises NotPermitted."""
        return self._addresses.of(actor.tenant_id, _whose(actor, user_id))

    @acts(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def add_address(self, actor: Actor, channel: Key, address: Text, *, user_id: UserId | None = None) -> Address:
        """Raises NotPermitted, UnknownChannel, PersonNotFound, AssigneeLeft; Invalid for no address of that channel."""
        whose = _whose(actor, user_id)
        self._recipients.require(actor, whose)
        if self._recipients.is_gone(actor.tenant_id, whose):
            raise Invalid.field("person", f"{whose} is not among the people here", "add them with crm person add")
        return self._addresses.add(actor.tenant_id, whose, channel, address)

    @acts(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def remove_address(self, actor: Actor, address_id: Id) -> None:
        """Raises NotFound, also for another person's address that the actor may not remove."""
        address = self._addresses.find(actor.tenant_id, address_id)
        if address is None or (address.user_id != actor.user_id and not actor.may(Permission.SETTINGS_CHANGE)):
            raise NotFound.because_unknown("address", address_id)
        self._addresses.remove(actor.tenant_id, address_id)

    @reads(Permission.RELAY_RUN)
    def report(self, actor: Actor) -> Sequence[ChannelReport]:
        """By channel, how many messages wait, were sent and failed. Raises NotPermitted."""
        return self._report.read(actor.tenant_id)

    @reads(Permission.RELAY_RUN)
    def dead(self, actor: Actor, channel: Key, *, limit: Limit = 500) -> Sequence[OutboxMessage]:
        """What that channel could not deliver, oldest first. Raises NotPermitted."""
        return self._dead_letters.dead(actor.tenant_id, limit=limit, topic=DELIVERY + channel)

    @acts(Permission.RELAY_RUN)
    def retry(self, actor: Actor, channel: Key, ids: Sequence[Id] | None = None) -> int:
        """Queues these undelivered messages again, or all, and answers how many. Raises NotPermitted."""
        return self._dead_letters.retry(ids, tenant_id=actor.tenant_id, topic=DELIVERY + channel)

    @acts(ONES_OWN, further=(Permission.SETTINGS_CHANGE,))
    def try_out(self, actor: Actor, channel: Key | None = None, *, user_id: UserId | None = None) -> Sequence[Trial]:
        """Sends a test message at once to each address that is not disabled. Raises NotPermitted, UnknownChannel."""
        if channel is not None:
            self._require_channel(channel)
        whose = _whose(actor, user_id)
        usable = [
            address
            for address in self._addresses.of(actor.tenant_id, whose)
            if address.disabled_at is None and address.channel in self._channels and channel in {None, address.channel}
        ]
        if not usable:
            return []
        locale = self._preferences.of(actor.tenant_id, whose).locale
        timezone = self._recipients.zone_of(actor.tenant_id, whose).key
        return [self._tried(actor, address, locale, timezone) for address in usable]

    def _tried(self, actor: Actor, address: Address, locale: str, timezone: str) -> Trial:
        delivery = Delivery(
            channel=address.channel,
            address=address.address,
            address_id=address.id,
            user_id=address.user_id,
            messages=(_TRIAL.model_copy(update={"reason": f"{actor.user_id} asked for it."}),),
            locale=locale,
            timezone=timezone,
            why=f"by {address.channel}, to try it out",
        )
        try:
            opened = self._addresses.opened(actor.tenant_id, address).address  # raises for a key that is missing
            whole = delivery.model_copy(update={"address": opened})
            self._channels[address.channel].send(actor.tenant_id, whole, delivery_id=self._new_id(), attempt=1)
        except CrmError as failure:
            return Trial(channel=address.channel, address=address.shown, problem=str(failure))
        return Trial(channel=address.channel, address=address.shown)

    def _require_channel(self, name: str) -> None:
        if name not in {*self._channels, EVERY}:
            raise UnknownChannel.because_not_set_up(name, self._channels)


_TRIAL = Message(title="A test message", body="If you can read this, messages reach you here.", reason="Tried out.")


def _whose(actor: Actor, user_id: str | None) -> str:
    """Raises NotPermitted."""
    if user_id is not None and user_id != actor.user_id:
        actor.require(Permission.SETTINGS_CHANGE)
        return user_id
    return actor.user_id
