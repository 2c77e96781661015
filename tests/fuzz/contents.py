"""What an application holds by now, in a database or in memory: rows to compare, and values to draw commands from."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event, select

from crm_adapters.storage import NUMBER_KIND, Database, metadata
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_adapters.wiring import Crm
from crm_core.entities import Entity
from crm_operations.testing import FakeWorld

SECRET = {"secret", "former_secret"}
"""Columns that are drawn by chance."""
UNKNOWN_ID = "01890000-0000-7000-8000-000000000000"


class Contents:
    """Of the tenants named; the first is whose values are drawn mostly."""

    def __init__(self, crm: Crm, tenants: Sequence[str]) -> None:
        self._crm = crm
        self._tenants = tenants
        self._is_touched = True
        self._rows: Mapping[str, Sequence[Any]] = {}
        self.listen_to(crm.database)

    def listen_to(self, database: Database) -> None:
        """What is written through it is noticed; partners of another application have one of their own."""
        event.listen(database.engine, "before_cursor_execute", self._notice)

    def rows(self) -> Mapping[str, Sequence[Any]]:
        """Every row, by table and tenant; looked at only when something was written since the last time."""
        if not self._is_touched:
            return self._rows
        rows: dict[str, Sequence[Any]] = {}
        for tenant in self._tenants:
            with self._crm.database.reading(tenant) as connection:
                for table in metadata.sorted_tables:
                    if "tenant_id" in table.c:
                        columns = [column for column in table.c if column.name not in SECRET]
                        found = connection.execute(select(*columns).where(table.c.tenant_id == tenant)).all()
                        rows[f"{table.name} of {tenant}"] = sorted(map(repr, found))
        self._rows, self._is_touched = rows, False
        return rows

    def column(self, table_name: str, column: str, tenant_id: str) -> Sequence[str]:
        table = metadata.tables[table_name]
        with self._crm.database.reading(tenant_id) as connection:
            return list(connection.execute(select(table.c[column]).where(table.c.tenant_id == tenant_id)).scalars())

    def numbers(self) -> Mapping[str, Sequence[int]]:
        """The counts of the numbers there are, by tenant and kind."""
        numbers: dict[str, list[int]] = {}
        for tenant in self._tenants:
            for table, column in _NUMBERED:
                for number in self.column(table, column, tenant):
                    sequence, _, count = number.rpartition("-")
                    if not count.isdigit():  # of an example that was put there, and drew no number
                        continue
                    numbers.setdefault(f"{tenant} {sequence}", []).append(int(count))
        return numbers

    def known_values(self, tenants: Sequence[str] = ()) -> Mapping[str, Sequence[Any]]:
        """The ids of what there is by now, the first tenant's more often, and words that mean something here."""
        known: dict[str, list[Any]] = {name: list(words) for name, words in WORDS.items()}
        for names, table, column in _IDS:
            ids = self._ids(table, column, tenants or self._tenants)
            for name in names:
                known.setdefault(name, []).extend(ids)
        every = sorted(
            {one for ids in known.values() for one in ids if isinstance(one, str) and one.startswith("0000")}
        )
        known["id"] = [*every, UNKNOWN_ID]
        return known

    def _ids(self, table_name: str, column: str, tenants: Sequence[str]) -> Sequence[str]:
        ids: list[str] = []
        for tenant in tenants:
            found = sorted(self.column(table_name, column, tenant))
            ids += found * (5 if tenant == tenants[0] else 1)
        return ids

    def _notice(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._is_touched = self._is_touched or not statement.lstrip().upper().startswith(("SELECT", "SET ", "WITH"))


class ContentsInMemory(Contents):
    """The same over the fakes; what has no fake is kept in the database beside them."""

    def __init__(self, crm: Crm, world: FakeWorld, tenants: Sequence[str]) -> None:
        super().__init__(crm, tenants)
        self._world = world

    def rows(self) -> Mapping[str, Sequence[Any]]:
        return {**super().rows(), **{name: repr(what) for name, what in self._world.snapshot().items()}}

    def column(self, table_name: str, column: str, tenant_id: str) -> Sequence[str]:
        world = self._world
        if (kind := _ENTITIES.get(table_name)) is not None:
            return [getattr(each, column) for each in world.records.entities(tenant_id) if isinstance(each, kind)]
        match table_name:
            case "crm_customers":
                return [customer_id for tenant, customer_id in world.customers._customers if tenant == tenant_id]
            case "crm_quotations":
                return [each.id for each in world.quotations.all_of(tenant_id)]
            case "crm_outbox":
                return [each.id for each in world.records.outbox if each.tenant_id == tenant_id]
        return super().column(table_name, column, tenant_id)


_ENTITIES: Mapping[str, type[Entity]] = {store.table.name: store.mapping.entity for store in ENTITY_STORES}
_NUMBERED = [
    (store.table.name, column.name) for store in ENTITY_STORES for column in store.table.c if NUMBER_KIND in column.info
]
WORDS: Mapping[str, Sequence[Any]] = {
    "user_id": ("mara", "theo", "kim", "nobody"),
    "stage": ("prospecting", "qualification", "proposal", "negotiation", "closed_won", "closed_lost"),
    "currency": ("EUR", "USD", "JPY"),
    "currency_code": ("EUR", "USD", "JPY"),
    "email": ("ada@example.com", "grace@example.com", "eve@example.org"),
    "source": ("website", "referral", "partner"),
    "where": ("lead.score >= 0", 'lead.source == "website"', "lead.score >= ", "1 / 0 == 1"),
    "condition": ("lead.score >= 0", 'lead.source == "website"', "lead.nothing"),
    "minor": (0, 1, 100, 500_000, 10**15),
    "queue": ("unrouted", "inbound"),
    "topic": ("lead.created", "deal.won", "x"),
    "topics": ("lead.created", "*"),
    "name": ("webhook", "Sales", "Engine"),
    "channel": ("email", "webhook", "*"),
    "url": ("https://example.com/hook", "http://127.0.0.1/", "ftp://x"),
    "timezone": ("UTC", "Europe/Berlin"),
    "limit": (1, 10, 100),
    "delivery_id": ("d-1", "d-2"),
}
_IDS = (
    *(
        ((f"{store.kind}_id", f"{store.kind}_ids", "wanted", "after_id", "id"), store.table.name, "id")
        for store in ENTITY_STORES
    ),
    *((("wanted",), table, column) for table, column in _NUMBERED),
    (("customer_id", "party_id"), "crm_customers", "id"),
    (("quotation_id",), "crm_quotations", "id"),
    (("webhook_id",), "crm_webhooks", "id"),
    (("run_id",), "crm_integration_runs", "id"),
    (("ids", "before_id"), "crm_outbox", "id"),
)
