"""Both sides of the wire as they are: every row of a tenant, ours in one consistent view and theirs in another."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, Table, select

from crm_adapters.embedded.quotation_statements import WITHDRAWN
from crm_adapters.embedded.tables import customer_links, customers, orders, quotation_lines, quotations
from crm_adapters.storage import Database
from crm_adapters.storage.entities.journeys import journey_steps
from crm_adapters.storage.entities.opportunities import stage_moves
from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_core.activities import ActivityType
from crm_core.identity import EntityKind

Rows = Sequence[RowMapping]


class Snapshot:
    """What ``check`` looks at; taken while nothing is under way, it shows what stays.

    Built-in partners are seen through our own connection, and share our numbers.
    """

    def __init__(self, tenant_id: str, ours: Connection, partners: Connection) -> None:
        def of(connection: Connection, table: Table) -> Rows:
            query = select(table).where(table.c.tenant_id == tenant_id).order_by(*table.primary_key)
            return connection.execute(query).mappings().all()

        self.entities: Mapping[EntityKind, Rows] = {store.kind: of(ours, store.table) for store in ENTITY_STORES}
        self.moves = of(ours, stage_moves)
        self.steps = of(ours, journey_steps)
        self.history = of(ours, record_tables.history)
        self.outbox = of(ours, record_tables.outbox)
        self.numbers = of(ours, record_tables.numbers)
        self.customers = of(partners, customers)
        self.links = of(partners, customer_links)
        self.all_quotations = of(partners, quotations)
        self.quotation_lines = of(partners, quotation_lines)
        self.orders = of(partners, orders)
        self.their_numbers = [] if partners is ours else of(partners, record_tables.numbers)

    @classmethod
    def taken(cls, tenant_id: str, ours: Database, theirs: Database) -> Self:
        with ours.reading(tenant_id) as here, theirs.reading(tenant_id) as there:
            return cls(tenant_id, here, there)

    @property
    def leads(self) -> Rows:
        return self.entities[EntityKind.LEAD]

    @property
    def opportunities(self) -> Rows:
        return self.entities[EntityKind.OPPORTUNITY]

    @property
    def activities(self) -> Rows:
        return self.entities[EntityKind.ACTIVITY]

    @property
    def journeys(self) -> Rows:
        return self.entities[EntityKind.JOURNEY]

    @property
    def quotations(self) -> Rows:
        """Without the withdrawn ones, which only their numbers remember."""
        return [quotation for quotation in self.all_quotations if quotation["status"] != WITHDRAWN]


def by_id(rows: Rows) -> dict[Any, RowMapping]:
    return {row["id"]: row for row in rows}


def is_conversion_note(activity: RowMapping) -> bool:
    """The note a conversion leaves with its deal, which nobody is told of."""
    return activity["activity_type"] == ActivityType.NOTE and str(activity["subject"]).startswith("Converted from ")
