"""Stories of hostile commands to the wired application: each is answered or refused, and a refusal leaves nothing.

The same seed tells the same story on every database, since clock and ids are the story's own.
"""

import inspect
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from coordinator_operations import Operation, operations_of
from partner_faults import FaultyPartner, PartnerFault, faults_of
from pydantic import BaseModel
from sqlalchemy import event, select

from crm_adapters.storage import metadata
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.activities import Activity, ActivityType, LogActivity
from crm_core.actor import Actor, Role
from crm_core.entities import Entity
from crm_core.errors import CrmError
from crm_core.leads import CreateLead, Lead
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Pipeline
from crm_core.testing import Ids, VirtualClock
from crm_core.testing.drawing import Drawing
from crm_operations.lead_conversion import ConvertLead
from crm_operations.process import CompensationFailed, OutcomeUnknown
from crm_operations.providers import Person
from crm_operations.records import Verification
from crm_operations.settings import OperationsSettings, RetrySettings
from crm_operations.testing import FakeWorld

AT_ONCE = OperationsSettings(retry=RetrySettings(attempts=2, initial_seconds=0, maximum_seconds=0, race_attempts=2))
LONGEST_ANSWER = 20
"""How much of an answer that comes bit by bit is looked at."""
NOT_ALL_OR_NOTHING = {
    "routing.route_leads": "each batch is a commit",
    "routing.retry_queue": "each batch is a commit",
    "routing.reassign_open_leads": "each batch is a commit",
    "conversion.convert_leads": "each lead is a commit",
    "real_time.send_alert": "screens are told even if the notifier is away; asked again, it brings the rest",
}
ASKS_THE_NETWORK = {"webhooks.test", "notifier.try_out"}
SECRET = {"secret", "former_secret"}
"""Columns that are drawn by chance."""


class LogEntry(NamedTuple):
    """One command of a story, and what came of it."""

    command: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.command} -> {self.outcome}"


class Slip(AssertionError):
    """Something other than an answer or a CrmError came out, or something was half written."""


class Story:
    """Two tenants of one application, and what they are asked for; ``seed`` says everything about it."""

    def __init__(
        self, crm: Crm, clock: VirtualClock, partners: Sequence[FaultyPartner], seed: int, tenants: Sequence[str]
    ) -> None:
        self.crm = crm
        self._clock = clock
        self._partners = partners
        self._random = random.Random(seed)
        self.actors = [Actor(tenant_id=each, user_id="mara", roles=frozenset(Role)) for each in tenants]
        self._operations = [
            operation for operation in operations_of(crm).values() if operation.name not in ASKS_THE_NETWORK
        ]
        self._known: dict[str, list[Any]] = {}
        self._has_faults = bool(partners)
        self._is_touched = True
        event.listen(crm.database.engine, "before_cursor_execute", self._notice)
        self._rows: Mapping[str, Sequence[Any]] = {}
        self.log: list[LogEntry] = []

    def only(self, operations: Sequence[Operation]) -> None:
        """Asks these and no others."""
        self._operations = list(operations)

    def begin(self) -> None:
        """A pipeline, people and a few of everything, so that there is something to ask for."""
        for actor in self.actors:
            self.crm.initialise(actor)
            for name in ("mara", "theo", "kim"):
                self._add_person(actor.tenant_id, Person(id=name, name=name.title()))
            for name in ("Ada", "Bea", "Cid"):
                lead = self.crm.leads.capture(actor, CreateLead(name=name, email=f"{name.lower()}@example.com")).lead
                self.crm.activities.log(
                    actor, LogActivity(related=lead.ref, activity_type=ActivityType.CALL, subject="Hello")
                )
                if name != "Ada":
                    self.crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="so"))
            self.crm.webhooks.add(actor, "https://example.com/hook")
        self._know_again()

    def tell(self, commands: int) -> Sequence[LogEntry]:
        """Raises Slip."""
        before = self.picture()
        for number in range(commands):
            self._clock.advance(_MINUTE * (1 + self._random.randrange(600)))
            operation = (
                self._operations[number % len(self._operations)]
                if number < len(self._operations)
                else self._any_operation()
            )
            before = self._ask(operation, before)
            if number % 5 == 0:
                self._know_again()
        return self.log

    def _notice(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._is_touched = self._is_touched or not statement.lstrip().upper().startswith(("SELECT", "SET ", "WITH"))

    def picture(self) -> Mapping[str, Sequence[Any]]:
        """Every row of both tenants, table by table; looked at only when something was written since the last time."""
        if not self._is_touched:
            return self._rows
        tenants = [actor.tenant_id for actor in self.actors]
        rows: dict[str, Sequence[Any]] = {}
        for tenant in tenants:
            with self.crm.database.reading(tenant) as connection:
                for table in metadata.sorted_tables:
                    if "tenant_id" in table.c:
                        columns = [column for column in table.c if column.name not in SECRET]
                        found = connection.execute(select(*columns).where(table.c.tenant_id == tenant)).all()
                        rows[f"{table.name} of {tenant}"] = sorted(map(repr, found))
        self._rows, self._is_touched = rows, False
        return rows

    def verified(self) -> Sequence[Verification]:
        return [self.crm.audit.verify(actor) for actor in self.actors]

    def numbers(self) -> Mapping[str, Sequence[int]]:
        """The counts of the numbers there are, by tenant and kind."""
        numbers: dict[str, list[int]] = {}
        for actor in self.actors:
            for table_name, column in (("crm_leads", "lead_number"), ("crm_opportunities", "opportunity_number")):
                table = metadata.tables[table_name]
                query = select(table.c[column]).where(table.c.tenant_id == actor.tenant_id)
                with self.crm.database.reading(actor.tenant_id) as connection:
                    for number in connection.execute(query).scalars():
                        sequence, _, count = number.rpartition("-")
                        numbers.setdefault(f"{actor.tenant_id} {sequence}", []).append(int(count))
        return numbers

    def _ask(self, operation: Operation, before: Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
        actor = self.actors[0] if self._random.random() < 0.85 else self.actors[1]
        arguments = self._arguments(operation)
        fault = self._fault()
        command = f"{operation.name}{_shown(arguments)}{f' while {fault}' if fault else ''}"
        try:
            with self._faulty(fault):
                answer = operation.method(actor, **arguments)
                if inspect.isgenerator(answer) or isinstance(answer, Iterator):
                    answer = list(islice(answer, LONGEST_ANSWER))
        except CrmError as refusal:
            outcome = f"{type(refusal).__name__} ({refusal.kind})"
        except Exception as slip:
            raise Slip(f"{command}: {type(slip).__name__}: {slip}") from slip
        else:
            self.log.append(LogEntry(command, _kind_of(answer)))
            return self.picture()
        self.log.append(LogEntry(command, outcome))
        after = self.picture()
        if not self._may_leave_something(operation, fault, outcome):
            changed = [name for name in after if after[name] != before[name]]
            if changed:
                rows = {name: set(after[name]) ^ set(before[name]) for name in changed}
                raise Slip(f"{command}: {outcome}, and yet {rows}")
        return after

    def _may_leave_something(self, operation: Operation, fault: PartnerFault | None, outcome: str) -> bool:
        unsettled = {OutcomeUnknown.__name__, CompensationFailed.__name__}
        # An order is not taken back: asked again, it is found by its quotation.
        is_order = fault is not None and fault.partner == "orders"
        return operation.name in NOT_ALL_OR_NOTHING or outcome.split(maxsplit=1)[0] in unsettled or is_order

    def _arguments(self, operation: Operation) -> Mapping[str, Any]:
        drawing = Drawing(self._random, self._known)
        return {
            name: drawing.argument(hint, name)
            for name, hint in operation.arguments.items()
            if name not in operation.optional or self._random.random() < 0.5
        }

    def _any_operation(self) -> Operation:
        return self._operations[self._random.randrange(len(self._operations))]

    def _fault(self) -> PartnerFault | None:
        if not self._has_faults or self._random.random() < 0.7:
            return None
        return faults_of(self._partners)[self._random.randrange(len(faults_of(self._partners)))]

    @contextmanager
    def _faulty(self, fault: PartnerFault | None) -> Iterator[None]:
        drawing = Drawing(self._random, self._known)
        for partner in self._partners:
            partner.meet(fault, drawing)
        try:
            yield
        finally:
            for partner in self._partners:
                partner.meet(None, drawing)

    def _know_again(self) -> None:
        """The ids of what there is by now, ours and the stranger's, and words that mean something here."""
        known: dict[str, list[Any]] = {name: list(words) for name, words in WORDS.items()}
        for names, table, column in _IDS:
            ids = self._ids(table, column)
            for name in names:
                known.setdefault(name, []).extend(ids)
        every = sorted(
            {one for ids in known.values() for one in ids if isinstance(one, str) and one.startswith("0000")}
        )
        known["id"] = [*every, "01890000-0000-7000-8000-000000000000"]
        self._known = known

    def _ids(self, table_name: str, column: str) -> Sequence[str]:
        ids: list[str] = []
        for actor in self.actors:
            found = sorted(self._column(table_name, column, actor.tenant_id))
            ids += found * (5 if actor is self.actors[0] else 1)  # mostly their own
        return ids

    def _column(self, table_name: str, column: str, tenant_id: str) -> Sequence[str]:
        table = metadata.tables[table_name]
        with self.crm.database.reading(tenant_id) as connection:
            return list(connection.execute(select(table.c[column]).where(table.c.tenant_id == tenant_id)).scalars())

    def _add_person(self, tenant_id: str, person: Person) -> None:
        self.crm.container.partners.people().add(tenant_id, person)


class StoryInMemory(Story):
    """The same over the fakes; what has no fake is kept in the database of the story."""

    def __init__(self, crm: Crm, world: FakeWorld, seed: int, tenants: Sequence[str]) -> None:
        super().__init__(crm, world.clock, (), seed, tenants)
        self._world = world

    def picture(self) -> Mapping[str, Sequence[Any]]:
        return {**super().picture(), **{name: repr(what) for name, what in self._world.snapshot().items()}}

    def _column(self, table_name: str, column: str, tenant_id: str) -> Sequence[str]:
        world = self._world
        match table_name:
            case "crm_leads" | "crm_opportunities" | "crm_pipelines" | "crm_activities":
                kind = _ENTITIES[table_name]
                return [getattr(each, column) for each in world.records.entities(tenant_id) if isinstance(each, kind)]
            case "crm_customers":
                return [customer_id for tenant, customer_id in world.customers._customers if tenant == tenant_id]
            case "crm_quotations":
                return [each.id for each in world.quotations.all_of(tenant_id)]
            case "crm_outbox":
                return [each.id for each in world.records.outbox if each.tenant_id == tenant_id]
        return super()._column(table_name, column, tenant_id)

    def _add_person(self, tenant_id: str, person: Person) -> None:
        self._world.people.known(tenant_id, person.id, name=person.name)


@contextmanager
def a_story(url: str, seed: int, tenants: Sequence[str], *, with_faults: bool) -> Iterator[Story]:
    """On the database of that address; ``with_faults`` its partners are guarded ones that come to grief."""
    clock = VirtualClock()
    settings = CrmSettings.load(database_url=url, operations=AT_ONCE, runner="in_process")
    with open_crm(settings=settings, clock=clock, new_id=Ids()) as plain:
        if not with_faults:
            yield Story(plain, clock, (), seed, tenants)
            return
    parts = plain.container.partners
    partners: dict[str, Any] = {
        name: FaultyPartner(name, getattr(parts, name)()) for name in ("customers", "quotations", "orders", "people")
    }
    with open_crm(settings=settings, clock=clock, new_id=Ids(), **partners) as crm:
        yield Story(crm, clock, tuple(partners.values()), seed, tenants)


@contextmanager
def a_story_in_memory(url: str, seed: int, tenants: Sequence[str]) -> Iterator[Story]:
    """Over the fakes; the database of that address keeps what has none."""
    world = FakeWorld()
    fakes: dict[str, Any] = {name: getattr(world, name) for name in _FAKES}
    settings = CrmSettings.load(database_url=url, operations=AT_ONCE, runner="in_process")
    with open_crm(settings=settings, clock=world.clock, new_id=world.new_id, **fakes) as crm:
        yield StoryInMemory(crm, world, seed, tenants)


def _kind_of(answer: object) -> str:
    if isinstance(answer, str | bytes):
        return type(answer).__name__
    if isinstance(answer, Sequence):
        return f"{len(answer)} of {sorted({type(each).__name__ for each in answer})}"
    if isinstance(answer, BaseModel):
        return type(answer).__name__
    return repr(answer)


def _shown(arguments: Mapping[str, Any]) -> str:
    return ascii(dict(arguments))[:600]


_FAKES = ("records", "runs", "customers", "quotations", "orders", "people", "notifications", "analytics")
_ENTITIES: Mapping[str, type[Entity]] = {
    "crm_leads": Lead,
    "crm_opportunities": Opportunity,
    "crm_pipelines": Pipeline,
    "crm_activities": Activity,
}
_MINUTE = timedelta(minutes=1)
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
    "user_ids": ("mara", "theo"),
}
_USERS = ("assigned_to", "owner_id", "from_user", "to_user", "manager_id")
WORDS = {**WORDS, **dict.fromkeys(_USERS, WORDS["user_id"])}
_IDS = (
    (("lead_id", "lead_ids", "reference", "after_id", "id"), "crm_leads", "id"),
    (("reference",), "crm_leads", "lead_number"),
    (("opportunity_id", "id", "reference"), "crm_opportunities", "id"),
    (("reference",), "crm_opportunities", "opportunity_number"),
    (("pipeline_id", "id"), "crm_pipelines", "id"),
    (("activity_id", "id"), "crm_activities", "id"),
    (("customer_id", "party_id"), "crm_customers", "id"),
    (("quotation_id",), "crm_quotations", "id"),
    (("webhook_id",), "crm_webhooks", "id"),
    (("run_id",), "crm_integration_runs", "id"),
    (("ids", "before_id"), "crm_outbox", "id"),
)
