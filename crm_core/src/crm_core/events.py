"""Something that happened: past tense, frozen, addressed to whoever subscribes."""

from typing import ClassVar

from crm_core.identity import EntityRef
from crm_core.values import Utc, Value


class DomainEvent(Value):
    """A fact about one entity of one tenant.

    ``name`` is what subscribers ask for; it is stable even if the class is renamed.
    """

    name: ClassVar[str]

    tenant_id: str
    subject: EntityRef
    at: Utc
