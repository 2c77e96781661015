"""A company of two tenants whose application runs on one database; its processes may die, the company goes on."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contents import Contents
from coordinator_operations import Operation, operations_of
from enqueued_runs import EnqueuedRuns
from fault_points import FaultPoints
from faulty_parts import FaultyDatabase, FaultyPartner
from snapshot import Snapshot
from stories import ASKS_THE_NETWORK, AT_ONCE

from crm_adapters.storage import Database
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.actor import Actor, Role
from crm_core.leads import CreateLead
from crm_core.opportunities import OpportunityFilter
from crm_core.testing import Ids, VirtualClock
from crm_operations.lead_conversion import ConvertLead
from crm_operations.lead_routing import AssignLead
from crm_operations.providers import Person
from crm_operations.settings import OperationsSettings, QualificationSettings, TimerSettings
from crm_operations.testing import WITHOUT_RATES

ID = re.compile(r"[0-9a-f]{8}-0000-7000-8000-[0-9a-f]{12}")
TENANTS = ("north-5a1f", "south-c07e")
_ROLES = {"mara": Role.ADMIN, "theo": Role.MANAGER, "kim": Role.REP, "pat": Role.PARTNER}
_PEOPLE = (
    Person(id="mara", name="Mara", team="sales", roles=frozenset({Role.DIRECTOR})),
    Person(id="theo", name="Theo", team="sales", roles=frozenset({Role.TEAM_LEAD, Role.MANAGER}), manager_id="mara"),
    Person(id="kim", name="Kim", team="sales", roles=frozenset({Role.REP}), manager_id="theo"),
    Person(id="pat", name="Pat", team="sales"),
)
"""Whoever sells has somebody above who says yes, and is told what is overdue."""
ACTORS: Mapping[str, Actor] = {
    f"{user}_of_{tenant.partition('-')[0]}": Actor(tenant_id=tenant, user_id=user, roles=frozenset({role}))
    for tenant in TENANTS
    for user, role in _ROLES.items()
}


def admin_of(tenant: str) -> Actor:
    return next(actor for actor in ACTORS.values() if actor.tenant_id == tenant and actor.user_id == "mara")


PARTNERS = ("customers", "quotations", "orders", "people")
SETTINGS = OperationsSettings(
    approvals=WITHOUT_RATES,
    retry=AT_ONCE.retry.model_copy(update={"run_lease_seconds": 0.01}),
    qualification=QualificationSettings(minimum_score=10, minimum_activities=0),
    timers=TimerSettings(initial_seconds=0, maximum_seconds=0),
)
"""A run that died is taken over by whoever asks next: the clock has moved on by then, and nobody waits in real time."""


class OwnedIds(Ids):
    """Notes for which tenant each id was drawn; ``owner`` is who works now."""

    def __init__(self) -> None:
        super().__init__()
        self.owner: str | None = None
        self.owner_of: dict[str, str] = {}

    def __call__(self) -> str:
        drawn = super().__call__()
        if self.owner is not None:
            self.owner_of[drawn] = self.owner
        return drawn


class Company:
    """On the database of that address; with ``one_commit`` its partners are built in and workflows are one commit."""

    has_figures = True

    def __init__(self, url: str, *, one_commit: bool) -> None:
        self.clock = VirtualClock()
        self.new_id = OwnedIds()
        self.points = FaultPoints()
        self.runs = EnqueuedRuns()
        self._named: Mapping[str, set[str]] = {tenant: set() for tenant in TENANTS}
        self._url = url
        self.is_one_commit = one_commit
        self._past_writes = 0
        self._known: dict[tuple[int, str], Mapping[str, Sequence[Any]]] = {}
        self._snapshots: dict[str, tuple[int, Snapshot]] = {}
        self._faulty: FaultyDatabase
        self.crm: Crm
        self.contents: Contents
        self.start()
        self._begin()
        self.operations: Sequence[Operation] = [
            each for name, each in operations_of(self.crm).items() if name not in ASKS_THE_NETWORK
        ]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(url, one_commit={self.is_one_commit})"

    @property
    def workflow_operations(self) -> Sequence[str]:
        """Those that ask for what a workflow does, and so for what can be left half done."""
        commands = {workflow.command for workflow in self.crm.container.workflows.registered()}
        return [each.name for each in self.operations if not commands.isdisjoint(each.arguments.values())]

    def start(self) -> None:
        """A new process on what there is."""
        self.points.revive()
        database = Database(self._url)
        self._faulty = FaultyDatabase(database, self.points)
        self.crm = self._opened(database)
        self.runs.serve(self.crm)
        self.contents = Contents(self.crm, TENANTS)

    def restart(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Another process goes on where this one died, after what was done to the database ``meanwhile``."""
        self._past_writes += self._faulty.writes
        self._snapshots.clear()
        self.close()
        meanwhile()
        self.start()

    def close(self) -> None:
        self.points.revive()
        self.crm.close()

    @property
    def writes(self) -> int:
        """How much was written so far; the same as before says that nothing was."""
        return self._past_writes + self._faulty.writes

    def known_values(self, actor: Actor) -> Mapping[str, Sequence[Any]]:
        """To draw the commands of that actor from: mostly what is their own tenant's."""
        if (known := self._known.get((self.writes, actor.tenant_id))) is None:
            mine = [actor.tenant_id, *(tenant for tenant in TENANTS if tenant != actor.tenant_id)]
            known = {**self.contents.known_values(mine), "user_id": tuple(_ROLES)}
            self._known = {(self.writes, actor.tenant_id): known}
        return known

    def name_ids(self, tenant_id: str, text: str) -> None:
        """Somebody of the tenant says these ids, so it is no wonder when its rows name them."""
        self._named[tenant_id].update(ID.findall(text))

    def foreign_ids(self, tenant_id: str, text: str) -> list[str]:
        """The ids in it that were drawn for another tenant and never named by this one, and names of other tenants."""
        ids = {each for each in ID.findall(text) if self.new_id.owner_of.get(each, tenant_id) != tenant_id}
        tenants = {each for each in TENANTS if each != tenant_id and each in text}
        return sorted(ids - self._named[tenant_id] | tenants)

    def snapshot(self, tenant_id: str) -> Snapshot:
        """Looked at anew only when something was written since."""
        writes, seen = self._snapshots.get(tenant_id, (-1, None))
        if seen is None or writes != self.writes:
            seen = self._taken(tenant_id)
            self._snapshots[tenant_id] = (self.writes, seen)
        return seen

    def _taken(self, tenant_id: str) -> Snapshot:
        with self.crm.database.reading(tenant_id) as connection:
            return Snapshot(tenant_id, connection, connection)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Every row as text, each with its tenant."""
        for tenant in TENANTS:
            yield from ((tenant, f"{table}: {row}") for table, row in _texts(self.contents.rows(), tenant))

    def _opened(self, database: Database) -> Crm:
        if self.is_one_commit:
            return self._wired(database)
        built_in = self._wired(database).container.partners
        return self._wired(database, **self._faulty_partners({name: getattr(built_in, name)() for name in PARTNERS}))

    def _wired(self, database: Database, **replaced: Any) -> Crm:
        settings = CrmSettings.load(database_url=self._url, operations=SETTINGS, runner="in_process")
        return open_crm(
            settings=settings,
            runner=self.runs,
            clock=self.clock,
            new_id=self.new_id,
            database=database,
            **replaced,
        )

    def _faulty_partners(self, partners: Mapping[str, object]) -> Mapping[str, FaultyPartner]:
        return {name: FaultyPartner(name, partner, self.points, self.clock) for name, partner in partners.items()}

    def _begin(self) -> None:
        """People, a pipeline and a few leads and opportunities, so that there is something to work on."""
        chance = random.Random(0)
        for actor in (ACTORS["mara_of_north"], ACTORS["mara_of_south"]):
            self.new_id.owner = actor.tenant_id
            self.crm.initialise(actor)
            for person in _PEOPLE:
                self._add_person(actor.tenant_id, person)
            for name in ("Ada", "Bea", "Cid", "Dora"):
                request = CreateLead(
                    name=name,
                    company=f"{name} & Co",
                    email=f"{name.lower()}@example.com",
                    estimated_value_minor=chance.randrange(10**6),
                    currency_code="EUR",
                )
                lead = self.crm.leads.capture(actor, request).lead
                if name in {"Ada", "Bea"}:
                    self.crm.routing.assign(actor, AssignLead(lead_id=lead.id, user_id="kim", reason="hers"))
                    self.crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="well known"))
            for deal in self.crm.deals.get_opportunities_by_stage(actor, OpportunityFilter()):
                self.crm.deals.advance_to_stage(actor, deal.id, "negotiation")
        self.new_id.owner = None

    def _add_person(self, tenant_id: str, person: Person) -> None:
        self.crm.container.partners.people().add(tenant_id, person)


def _texts(rows: Mapping[str, Sequence[Any]], tenant: str) -> Iterator[tuple[str, str]]:
    for name, found in rows.items():
        table, _, of = name.partition(" of ")
        if of == tenant:
            yield from ((table, str(row)) for row in found)
