"""Decides by which channels a message is delivered, when, alone or in a digest, and why: a pure function."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_adapters.notifiers.preferences.local_time import held_until, next_slot
from crm_adapters.notifiers.preferences.settings import EVERY, Preferences, Rhythm
from crm_operations.providers import Urgency

NO_CUTOFF = timedelta(0)


class DeliveryRoute(NamedTuple):
    """By this channel, not before that moment."""

    channel: str
    at: datetime
    in_digest: bool
    why: str


class Situation(NamedTuple):
    """What the decision depends on besides the message and the person's wishes."""

    now: datetime
    zone: ZoneInfo
    reachable: Collection[str]
    """The configured channels for which the person has an address."""
    recently_sent: Mapping[str, int]
    """By channel: messages sent singly within the last hour, or about to be."""
    cutoff: timedelta = NO_CUTOFF
    """How long before a digest it is closed to further messages."""


def decide(
    urgency: Urgency,
    due: datetime | None,
    preferences: Preferences,
    situation: Situation,
    *,
    passes_quiet_hours: bool = True,
) -> Sequence[DeliveryRoute]:
    """``due`` is what a reminder reminds of: it does not wait longer than that for a digest the person wished for.

    The throttle goes first: what exceeds it waits for the digest, also past ``due``. Of escalations some wait for the
    end of quiet hours; none waits for a digest.
    """
    return [
        _route(channel, because, urgency, due, preferences, situation, passes_quiet_hours=passes_quiet_hours)
        for channel, because in _channels(urgency, preferences, situation)
    ]


def _channels(urgency: Urgency, preferences: Preferences, situation: Situation) -> Iterator[tuple[str, str]]:
    channels = preferences.channels.get(urgency, (EVERY,))
    kind = _KINDS[urgency]
    for channel in sorted(situation.reachable):
        if channel in channels:
            is_own = f"channels.{urgency}" in preferences.own
            yield channel, f"you want {kind} there" if is_own else f"{kind} go there unless you say otherwise"
        elif EVERY in channels:
            yield channel, f"{kind} go wherever you have an address"


def _route(
    channel: str,
    because: str,
    urgency: Urgency,
    due: datetime | None,
    preferences: Preferences,
    situation: Situation,
    *,
    passes_quiet_hours: bool,
) -> DeliveryRoute:
    why = f"by {channel}, because {because}"
    quiet_end = held_until(situation.now, preferences.quiet_hours, situation.zone)
    if urgency is Urgency.ESCALATION and (passes_quiet_hours or quiet_end is None):
        passes = "; an escalation passes your quiet hours" if quiet_end else ""
        return DeliveryRoute(channel, situation.now, in_digest=False, why=why + passes)
    limit = None if urgency is Urgency.ESCALATION else preferences.throttle_per_hour
    is_too_much = limit is not None and situation.recently_sent.get(channel, 0) >= limit
    if urgency is not Urgency.ESCALATION and (is_too_much or preferences.digest is not Rhythm.NONE):
        slot = _digest_slot(preferences, situation)
        if is_too_much:
            return DeliveryRoute(
                channel, slot, in_digest=True, why=f"{why}; in a digest, as more than {limit} came in an hour"
            )
        if due is None or slot <= due:
            return DeliveryRoute(channel, slot, in_digest=True, why=f"{why}; in your {preferences.digest} digest")
        why += "; alone, because it is due before your next digest"
    if quiet_end is None:
        return DeliveryRoute(channel, situation.now, in_digest=False, why=why)
    until = f"{quiet_end.astimezone(situation.zone):%H:%M} in {situation.zone.key}"
    return DeliveryRoute(channel, quiet_end, in_digest=False, why=f"{why}; held until {until}, your quiet hours")


def _digest_slot(preferences: Preferences, situation: Situation) -> datetime:
    """The next digest; without one, messages beyond the throttle are sent at the next full hour outside quiet hours."""
    hour = preferences.digest_hour if preferences.digest is Rhythm.DAILY else None
    slot = next_slot(situation.now + situation.cutoff, hour, situation.zone)
    return held_until(slot, preferences.quiet_hours, situation.zone) or slot


_KINDS: Mapping[Urgency, str] = {
    Urgency.INFO: "news",
    Urgency.REMINDER: "reminders",
    Urgency.ESCALATION: "escalations",
}
