"""The same company in memory: its records and partners are the fakes."""

from collections.abc import Iterator

from company import PARTNERS, TENANTS, Company
from contents import ContentsInMemory
from faulty_parts import FaultyRecords
from snapshot import Snapshot
from snapshot_in_memory import SnapshotInMemory

from crm_adapters.storage import Database
from crm_adapters.wiring import Crm
from crm_operations.providers import Person
from crm_operations.testing import FakeTimerQueue, FakeWorld


class CompanyInMemory(Company):
    """What has no fake is in the database of that address."""

    has_figures = False

    def __init__(self, url: str, *, one_commit: bool = False) -> None:
        self._world: FakeWorld | None = None
        super().__init__(url, one_commit=one_commit)

    def start(self) -> None:
        super().start()
        self.contents = ContentsInMemory(self.crm, self.world, TENANTS)

    @property
    def world(self) -> FakeWorld:
        if self._world is None:
            self._world = FakeWorld(clock=self.clock, new_id=self.new_id)
            self._world.records = FaultyRecords(self.points, self.clock, self.new_id, self._world.asked)
        return self._world

    @property
    def writes(self) -> int:
        records = self.world.records
        assert isinstance(records, FaultyRecords)
        return super().writes + records.writes

    def _taken(self, tenant_id: str) -> Snapshot:
        return SnapshotInMemory(self.world.records, tenant_id)

    def rows(self) -> Iterator[tuple[str, str]]:
        yield from super().rows()
        for tenant in TENANTS:
            yield from ((tenant, repr(entity)) for entity in self.world.records.entities(tenant))
        for message in self.world.records.outbox:
            yield message.tenant_id, repr(message)

    def _opened(self, database: Database) -> Crm:
        world = self.world
        fakes = {name: getattr(world, name) for name in ("records", "runs", "notifications", "analytics", "work_queue")}
        fakes["timer_queue"] = FakeTimerQueue(world.records)
        partners = self._faulty_partners({name: getattr(world, name) for name in PARTNERS})
        crm = self._wired(database, **fakes, **partners)
        world.records.followers = crm.container.infrastructure.followers()
        return crm

    def _add_person(self, tenant_id: str, person: Person) -> None:
        self.world.people.known(tenant_id, person.id, **dict(person))
