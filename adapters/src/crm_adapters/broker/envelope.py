"""The message other applications receive: a CloudEvent in JSON, under a subject with tenant, kind and event."""

from typing import Final, NamedTuple
from urllib.parse import quote

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from crm_core.events import DomainEvent

CONTENT_TYPE: Final = JSONFormat.CONTENT_TYPE
VERSION = 1
"""Part of every event's type; to be raised when those who read the old data would misread the new."""


class Envelope(NamedTuple):
    """An event ready to be sent; ``id`` stays the same over retries, so a receiver can detect a repetition."""

    id: str
    subject: str
    body: bytes


def sealed(event: DomainEvent, message_id: str, prefix: str) -> Envelope:
    cloud_event = CloudEvent(
        {
            "id": message_id,
            "source": f"/crm/{quote(event.tenant_id, safe='')}",
            "type": f"{event.name}.v{VERSION}",
            "subject": f"{event.subject.kind}/{event.subject.id}",
            "time": event.at,
            "datacontenttype": "application/json",
            "tenant": event.tenant_id,
        },
        event.to_dict(),
    )
    return Envelope(message_id, subject_of(event, prefix), JSONFormat().write(cloud_event))


def subject_of(event: DomainEvent, prefix: str) -> str:
    """``crm.<tenant>.<kind of entity>.<what happened>``, as in ``crm.acme.lead.converted``.

    Characters with a meaning to brokers are percent-encoded, the dot among them, so no two tenants share a subject.
    """
    kind = event.subject.kind.value
    happened = event.name.removeprefix(f"{kind}.")
    return ".".join([prefix, *map(_encoded, (event.tenant_id, kind, happened))])


def _encoded(word: str) -> str:
    return quote(word, safe="").replace(".", "%2E")
