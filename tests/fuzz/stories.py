"""Stories of hostile commands to the wired application: each is answered or refused, and a refusal leaves nothing.

The same seed tells the same story on every database, since clock and ids are the story's own.
"""

import inspect
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice, product
from typing import Any, NamedTuple, Self

from contents import Contents, ContentsInMemory
from coordinator_operations import Operation, operations_of
from partner_faults import FaultyPartner, PartnerFault, faults_of
from pydantic import BaseModel

from crm_adapters.storage import Database
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.activities import ActivityType, LogActivity
from crm_core.actor import Actor, Role
from crm_core.all_stores import Stores
from crm_core.errors import CrmError
from crm_core.identity import EntityKind
from crm_core.leads import CreateLead
from crm_core.stores import declared_stores
from crm_core.testing import Ids, VirtualClock, example_of
from crm_core.testing.drawing import Drawing
from crm_operations.lead_conversion import ConvertLead
from crm_operations.process import CompensationFailed, OutcomeUnknown
from crm_operations.providers import Person
from crm_operations.records import Verification
from crm_operations.settings import OperationsSettings, RetrySettings
from crm_operations.testing import WITHOUT_RATES, FakeWorld

AT_ONCE = OperationsSettings(
    approvals=WITHOUT_RATES, retry=RetrySettings(attempts=2, initial_seconds=0, maximum_seconds=0, race_attempts=2)
)
LONGEST_ANSWER = 20
"""How much of an answer that comes bit by bit is looked at."""
NOT_ALL_OR_NOTHING = {
    "routing.route_leads": "each batch is a commit",
    "routing.retry_queue": "each batch is a commit",
    "routing.reassign_open_leads": "each batch is a commit",
    "conversion.convert_leads": "each lead is a commit",
    "real_time.send_alert": "screens are told even if the notifier is away; asked again, it brings the rest",
}
ASKS_THE_NETWORK = {"webhooks.test", "notifier.try_out", "live.work"}
"""Or reads on until it is told to stop."""


class LogEntry(NamedTuple):
    """One command of a story, and what came of it."""

    command: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.command} -> {self.outcome}"


class Slip(AssertionError):
    """Something other than an answer or a CrmError came out, or something was written that must not be."""


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
        self._known: Mapping[str, Sequence[Any]] = {}
        self._has_faults = bool(partners)
        self._contents = Contents(crm, tenants)
        self.log: list[LogEntry] = []

    def noticing(self, database: Database) -> Self:
        """Also what is written through this one."""
        self._contents.listen_to(database)
        return self

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
                shared = {"activity_type": "task", "subject": "Visit", "assignees": ("mara", "theo")}
                due = self.crm.clock.now() + timedelta(days=1)
                self.crm.activities.log(
                    actor, LogActivity.model_validate({"related": lead.ref, "due_date": due, **shared})
                )
                if name != "Ada":
                    self.crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id, override_reason="so"))
            self.crm.webhooks.add(actor, "https://example.com/hook")
            self._add_what_is_missing(actor)
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

    def picture(self) -> Mapping[str, Sequence[Any]]:
        return self._contents.rows()

    def verified(self) -> Sequence[Verification]:
        return [self.crm.audit.verify(actor) for actor in self.actors]

    def numbers(self) -> Mapping[str, Sequence[int]]:
        return self._contents.numbers()

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
            may_write = self._may_leave_something(operation, fault, outcome)
        except Exception as slip:
            raise Slip(f"{command}: {type(slip).__name__}: {slip}") from slip
        else:
            outcome = _kind_of(answer)
            may_write = not operation.writes_nothing
        self.log.append(LogEntry(command, outcome))
        after = self.picture()
        if not may_write:
            changed = [name for name in after if after[name] != before[name]]
            if changed:
                rows = {name: set(after[name]) ^ set(before[name]) for name in changed}
                raise Slip(f"{command}: {outcome}, and yet {rows}")
        return after

    def _may_leave_something(self, operation: Operation, fault: PartnerFault | None, outcome: str) -> bool:
        """When it is refused."""
        if operation.writes_nothing:
            return False
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
        self._known = self._contents.known_values()

    def _add_what_is_missing(self, actor: Actor) -> None:
        """Two of each kind there is none of, so that its transitions are walked from the first command on."""
        names = {declared.entity.kind: declared.name for declared in declared_stores(Stores)}
        missing = [
            store
            for store in ENTITY_STORES
            if store.kind is not EntityKind.JOURNEY  # that of a lead begins by itself
            and not self._contents.column(store.table.name, "id", actor.tenant_id)
        ]
        infrastructure = self.crm.container.infrastructure
        new_id = infrastructure.new_id()
        with infrastructure.records().writing(actor) as work:
            for store, count in product(missing, (1, 2)):
                entity = example_of(store.mapping.entity, count, tenant_id=actor.tenant_id, id=new_id())
                getattr(work, names[store.kind]).add(entity)

    def _add_person(self, tenant_id: str, person: Person) -> None:
        self.crm.container.partners.people().add(tenant_id, person)


class StoryInMemory(Story):
    """The same over the fakes; what has no fake is kept in the database of the story."""

    def __init__(self, crm: Crm, world: FakeWorld, seed: int, tenants: Sequence[str]) -> None:
        super().__init__(crm, world.clock, (), seed, tenants)
        self._world = world
        self._contents = ContentsInMemory(crm, world, tenants)

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
        yield Story(crm, clock, tuple(partners.values()), seed, tenants).noticing(plain.database)


@contextmanager
def a_story_in_memory(url: str, seed: int, tenants: Sequence[str]) -> Iterator[Story]:
    """Over the fakes; the database of that address keeps what has none."""
    world = FakeWorld()
    fakes: dict[str, Any] = {name: getattr(world, name) for name in _FAKES}
    settings = CrmSettings.load(database_url=url, operations=AT_ONCE, runner="in_process")
    with open_crm(settings=settings, clock=world.clock, new_id=world.new_id, **fakes) as crm:
        world.records.followers = crm.container.infrastructure.followers()
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


_FAKES = ("records", "runs", "customers", "quotations", "orders", "people", "notifications", "analytics", "work_queue")
_MINUTE = timedelta(minutes=1)
