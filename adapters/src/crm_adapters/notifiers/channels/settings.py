"""Settings of the channels: ``[notifications.email]``, or ``CRM_NOTIFICATIONS__EMAIL__...``, and so on."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from crm_adapters.notifiers.channels.webhook_settings import HttpPostSettings, SlackSettings
from crm_core.values import Value
from crm_core.vocabulary import written


class Tls(StrEnum):
    NONE = "none"
    """Nothing is encrypted, so no password is given."""
    STARTTLS = "starttls"
    TLS = "tls"


_PORTS = {Tls.NONE: 25, Tls.STARTTLS: 587, Tls.TLS: 465}


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it must be one line without control characters")
    return text


OneLine = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]


class EmailSettings(Value):
    """The server that takes our mail, and how it reads."""

    host: OneLine
    port: Annotated[int | None, Field(gt=0, lt=65_536)] = None
    """By default 465 for tls, 587 for starttls, 25 for none."""
    tls: Tls = Tls.STARTTLS
    ca_file: Path | None = None
    """A file of trusted certificates in PEM, instead of the authorities this machine trusts."""
    user: OneLine | None = None
    password: SecretStr | None = None
    sender: OneLine
    """``crm@example.com``, or ``Sales <crm@example.com>``."""
    reply_to: OneLine | None = None
    ehlo_name: OneLine | None = None
    """The host name in the greeting; by default this machine's."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    """For connecting, and for each answer."""
    templates: Path | None = None
    """A folder of templates that are used before those of the package."""
    locale: OneLine = "en"
    """For readers whose language has no templates."""

    @property
    def server_port(self) -> int:
        return self.port or _PORTS[self.tls]

    @model_validator(mode="after")
    def _credentials_are_whole_and_encrypted(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together: set both or neither")
        if self.user is not None and self.tls is Tls.NONE:
            raise ValueError("a password must not travel unencrypted: set tls to starttls or tls")
        return self


class AppriseSettings(Value):
    """Whatever Apprise reaches."""

    schemas: Annotated[Sequence[OneLine], Field(min_length=1)]
    """How addresses may begin, such as ``tgram`` or ``discord``; some, as ``json``, reach whatever host is named."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    """For each message as a whole."""


class WebPushSettings(HttpPostSettings):
    """Messages to browsers, through the push services of their vendors."""

    vapid_private_key: SecretStr | None = None
    """Base64, of the raw key or of DER; or in the file."""
    vapid_key_file: Path | None = None
    """In PEM, as ``vapid --gen`` writes it."""
    contact: Annotated[
        str,
        written(
            r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+\S*",
            "it is no address of whoever is responsible",
            "write it like mailto:ops@example.com or https://example.com",
        ),
    ]
    """The contact for push services: ``mailto:...`` or ``https://...``."""
    ttl_seconds: Annotated[int, Field(ge=0)] = 86_400
    """How long a push service stores a message for a browser that is offline."""
    largest_bytes: Annotated[int, Field(ge=2_048, le=4_096)] = 4_096
    """How long a message may be once encrypted: longer texts are cut. No push service must take more than 4,096."""

    @model_validator(mode="after")
    def _one_key_is_named(self) -> Self:
        if (self.vapid_private_key is None) == (self.vapid_key_file is None):
            raise ValueError("name the key once: set vapid_key_file or vapid_private_key")
        return self


class ChannelSettings(Value):
    """A channel is there if it is set."""

    email: EmailSettings | None = None
    apprise: AppriseSettings | None = None
    web_push: WebPushSettings | None = None
    slack: SlackSettings | None = None
