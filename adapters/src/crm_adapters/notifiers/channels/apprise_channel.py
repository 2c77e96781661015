"""Messages through Apprise: Telegram, Discord, Teams, ntfy, SMS and a hundred more services, each named by a URL."""

from typing import TYPE_CHECKING, Any

from crm_adapters.notifiers.channels.channel import ChannelUnavailable, Delivery
from crm_adapters.notifiers.channels.redaction import keeping_secret, parts_of
from crm_adapters.notifiers.channels.settings import AppriseSettings
from crm_adapters.notifiers.channels.wording import headline, most_urgent
from crm_core.errors import Invalid
from crm_operations.providers import CheckResult, Urgency

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

APPRISE = "apprise"
_TYPES = {Urgency.INFO: "info", Urgency.REMINDER: "info", Urgency.ESCALATION: "warning"}
_FIELD, _LIKE = "address", "write it as https://github.com/caronc/apprise/wiki shows for the service"


class AppriseChannel:
    """A Channel. Apprise reports that a delivery failed and not why, so every failure counts as temporary.

    It has no field for an id: the delivery id stands below the text, by which people recognise a repetition.
    """

    name = APPRISE

    def __init__(self, settings: AppriseSettings) -> None:
        self._settings = settings
        self._schemas = {schema.lower() for schema in settings.schemas}

    def check(self, address: str) -> None:
        self._service(address)

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:  # noqa: ARG002
        from apprise import Apprise, NotifyFormat

        with keeping_secret(parts_of(delivery.address, host_is_secret=True)):
            apprise = Apprise(self._service(delivery.address), asset=self._asset())
            result = apprise.notify(
                title=headline(delivery),
                body=_body(delivery, delivery_id),
                body_format=NotifyFormat.TEXT,
                notify_type=_TYPES[most_urgent(delivery)],
                timeout=self._settings.timeout_seconds,
            )
            logged = "; ".join(entry.message for entry in result.logs())
        if not result:
            problem = f"{_schema(delivery.address)}: {logged or 'Apprise does not say why'}"
            raise ChannelUnavailable.because_it_did_not_take_it(APPRISE, problem)

    def examine(self) -> list[CheckResult]:
        """Whether the Apprise that is installed knows every schema addresses may have."""
        from apprise.manager_plugins import NotificationManager

        manager: Any = NotificationManager
        known = set(manager().schemas())
        if unknown := sorted(self._schemas - known):
            remedy = "take them from notifications.apprise.schemas, or install an Apprise that knows them"
            return [CheckResult.failed(APPRISE, f"Apprise does not know {', '.join(unknown)}", remedy)]
        return [
            CheckResult.ok(APPRISE, f"Apprise knows {', '.join(sorted(self._schemas))}", schemas=len(self._schemas))
        ]

    def _service(self, address: str) -> "NotifyBase":
        """Raises Invalid, naming the schema but nothing else of the address."""
        from apprise import Apprise, NotifyBase

        schema = _schema(address)
        if not schema:
            raise Invalid.field(_FIELD, "it is no Apprise URL", _LIKE)
        if schema not in self._schemas:
            remedy = f"use one of {', '.join(sorted(self._schemas))}, or have it added to notifications.apprise.schemas"
            raise Invalid.field(_FIELD, f"{schema}:// is not for use here", remedy)
        with keeping_secret(parts_of(address, host_is_secret=True)):
            service = Apprise.instantiate(address, asset=self._asset())
        if not isinstance(service, NotifyBase):
            raise Invalid.field(_FIELD, f"Apprise cannot read what follows {schema}://", _LIKE)
        return service

    def _asset(self) -> "AppriseAsset":
        """No redirects: a host that is allowed could redirect to one that is not."""
        from apprise import AppriseAsset

        seconds = self._settings.timeout_seconds
        return AppriseAsset(
            app_id="CRMOperations", http_redirects=False, secure_logging=True, service_timeout=seconds, async_mode=False
        )


def _schema(address: str) -> str:
    before, separator, _ = address.partition("://")
    return before.lower() if separator and before.isalnum() else ""


def _body(delivery: Delivery, delivery_id: str) -> str:
    texts = [f"{message.body}\n\n{message.reason}" for message in delivery.messages]
    if len(texts) > 1:
        texts = [f"{message.title}\n{text}" for message, text in zip(delivery.messages, texts, strict=True)]
    return "\n\n".join([*texts, f"{delivery.why} [{delivery_id}]"])
