"""What the checks look at, taken from records in memory: our own facts, and nothing of the partners."""

from collections.abc import Mapping, Sequence
from typing import Any

from snapshot import Snapshot

from crm_adapters.storage.kernel.session import ENTRY_COLUMNS
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_core.journeys import CustomerJourney
from crm_operations.testing import FakeRecords
from crm_operations.testing.records.state import TenantState

Rows = Sequence[Mapping[str, Any]]


class SnapshotInMemory(Snapshot):
    """Rows as the database's own mapping makes them."""

    def __init__(self, records: FakeRecords, tenant_id: str) -> None:
        state = records._tenants.get(tenant_id, TenantState())

        self.entities: Any = {
            store.kind: [store.mapping.row_of(each) for (kind, _), each in state.entities.items() if kind is store.kind]
            for store in ENTITY_STORES
        }
        self.moves: Any = [{**dict(move), "opportunity_id": move.subject.id} for move in state.moves]
        self.steps: Any = [
            {"journey_id": journey.id, **step.__dict__}
            for journey in state.entities.values()
            if isinstance(journey, CustomerJourney)
            for step in journey.steps
        ]
        self.history: Any = [
            dict(zip(ENTRY_COLUMNS, entry, strict=True)) for chain in state.history.values() for entry in chain
        ]
        self.outbox: Any = [
            {
                "id": message.id,
                "topic": message.topic,
                "sequence": message.sequence,
                "entity_kind": message.about.kind.value if message.about else None,
                "entity_id": message.about.id if message.about else None,
            }
            for message in state.outbox
        ]
        self.numbers: Any = [
            {"kind": kind.value, "year": year, "last": last} for (kind, year), last in state.numbers.items()
        ]
        self.customers = self.links = self.quotation_lines = self.all_quotations = self.orders = self.their_numbers = []
