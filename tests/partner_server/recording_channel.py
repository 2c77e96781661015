"""A channel that keeps what it is given, and fails as it is told to."""

from collections.abc import Sequence

from crm_adapters.notifiers.channels.channel import Delivery
from crm_core.errors import Invalid


class RecordingChannel:
    def __init__(self, name: str = "email") -> None:
        self.name = name
        self.fails_with: Exception | None = None
        self._deliveries: list[tuple[str, str, int, Delivery]] = []

    def check(self, address: str) -> None:
        if "@" not in address:
            raise Invalid.field("address", f"{address!r} is no address", "write it like ada@example.com")

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self._deliveries.append((tenant_id, delivery_id, attempt, delivery))

    def of(self, tenant_id: str) -> Sequence[Delivery]:
        return [delivery for tenant, *_, delivery in self._deliveries if tenant == tenant_id]

    def ids(self, tenant_id: str) -> Sequence[str]:
        return [delivery_id for tenant, delivery_id, *_ in self._deliveries if tenant == tenant_id]
