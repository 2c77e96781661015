"""Notification settings of a deployment, which a person may override: channels, quiet hours, digest, throttle."""

import re
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field

from crm_adapters.notifiers.channels.settings import ChannelSettings
from crm_core.actor import Role
from crm_core.errors import Invalid
from crm_core.values import Value
from crm_core.vocabulary import written
from crm_operations.providers import Urgency

EVERY = "*"
"""In place of a channel's name: every channel for which the person has an address."""

_HOURS = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})", re.ASCII)


class QuietHours(Value):
    """From start up to but not including end, where the reader lives; across midnight unless start is before end."""

    start: time
    end: time

    @classmethod
    def named(cls, text: str) -> Self:
        """``22:00-07:00``. Raises Invalid."""
        parts = _HOURS.fullmatch(text.strip())
        try:
            if parts is None:
                raise ValueError(text)
            return cls(start=time.fromisoformat(parts[1].zfill(5)), end=time.fromisoformat(parts[2].zfill(5)))
        except ValueError as cause:
            raise Invalid.field("quiet hours", f"{text!r} says no hours", "write them like 22:00-07:00") from cause

    def hold(self, local: time) -> bool:
        if self.start < self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class Rhythm(StrEnum):
    """How often a digest is sent."""

    NONE = "none"
    HOURLY = "hourly"
    DAILY = "daily"


def _hours(text: Any) -> Any:
    try:
        return QuietHours.named(text) if isinstance(text, str) else text
    except Invalid as problem:
        raise ValueError(str(problem)) from problem


Hours = Annotated[QuietHours | None, BeforeValidator(_hours)]
Channels = Mapping[Urgency, tuple[str, ...]]
DigestHour = Annotated[int, Field(ge=0, le=23)]
Throttle = Annotated[int | None, Field(ge=1)]
Locale = Annotated[
    str, written(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", "it is no language", "write it like de or pt-BR")
]


class NotificationSettings(ChannelSettings):
    """``[notifications]``, or ``CRM_NOTIFICATIONS__...``; a person may override them."""

    channels: Channels = Field(default_factory=lambda: dict.fromkeys(Urgency, (EVERY,)))
    """Channels besides the inbox by urgency; an urgency that is not named uses every channel."""
    quiet_hours: Hours = None
    """Such as ``22:00-07:00``: only escalations pass."""
    digest: Rhythm = Rhythm.NONE
    digest_hour: DigestHour = 8
    """When the daily digest goes out, where the reader lives."""
    digest_cutoff_seconds: Annotated[float, Field(ge=0)] = 60.0
    """A message that comes less than so long before a digest waits for the one after."""
    throttle_per_hour: Throttle = 20
    """Messages to one person by one channel; what exceeds them waits for the next digest. None is no limit."""
    locale: Locale = "en"
    fallback_role: Role = Role.ADMIN
    """The role that gets messages whose recipients have left."""
    fallback_user: str | None = None
    """The user who gets them if nobody holds that role; by default the user of the settings."""


class PreferenceOverrides(Value):
    """A person's own settings; a field that is not set keeps the default, and None means "none at all"."""

    channels: Channels = Field(default_factory=dict)
    quiet_hours: Hours = None
    digest: Rhythm = Rhythm.NONE
    digest_hour: DigestHour = 8
    throttle_per_hour: Throttle = None
    locale: Locale = "en"


class Preferences(Value):
    """The settings in force for a person: the deployment's, overridden by their own."""

    user_id: str
    channels: Channels
    quiet_hours: Hours
    digest: Rhythm
    digest_hour: DigestHour
    throttle_per_hour: Throttle
    locale: Locale
    own: tuple[str, ...] = ()
    """The settings that the person overrides: ``digest``, ``channels.reminder``."""

    @staticmethod
    def of(user_id: str, settings: NotificationSettings, overrides: PreferenceOverrides | None = None) -> "Preferences":
        own_values = overrides or PreferenceOverrides()
        fields = {
            name: getattr(own_values if name in own_values.model_fields_set else settings, name) for name in _SHARED
        }
        own = {*own_values.model_fields_set - {"channels"}, *(f"channels.{urgency}" for urgency in own_values.channels)}
        channels = dict.fromkeys(Urgency, (EVERY,)) | dict(settings.channels) | dict(own_values.channels)
        return Preferences.model_construct(user_id=user_id, channels=channels, own=tuple(sorted(own)), **fields)


_SHARED = tuple(PreferenceOverrides.model_fields.keys() - {"channels"})
