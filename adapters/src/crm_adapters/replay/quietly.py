"""Opens the CRM for a replay: what happened is recorded and announced, but nobody is written to about old news."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.actor import Actor
from crm_core.events import DomainEvent
from crm_operations.providers import Notice, Person
from crm_operations.records import Outbox, UnitOfWork


def open_quietly(settings: CrmSettings, clock: VirtualClock) -> Crm:
    """Raises Invalid for a database address that is none."""
    database = Database(settings.database_url)
    records = QuietRecords(SqlRecords(database, clock, new_id))
    people = RememberedPeople(database)
    return open_crm(settings=settings, clock=clock, database=database, records=records, people=people)


class QuietRecords:
    def __init__(self, records: SqlRecords) -> None:
        self._records = records

    def reading(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        return self._records.reading(actor)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[UnitOfWork]:
        with self._records.writing(actor) as work:
            stores = vars(work)  # where a unit of work keeps its stores once they are asked for
            if not isinstance(work.outbox, Announcements):
                stores["outbox"] = Announcements(work.outbox)
            yield work


class Announcements:
    """An outbox for events alone."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def announce(self, *events: DomainEvent) -> None:
        self._outbox.announce(*events)

    def notify(self, notice: Notice) -> None:
        """Years later it is no news."""


class RememberedPeople(EmbeddedPeople):
    """The directory, read once and not once a deal: during a replay nobody joins but those it adds itself."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._remembered: dict[str, dict[str, Person]] = {}

    def add(self, tenant_id: str, person: Person) -> Person:
        self._remembered.pop(tenant_id, None)
        return super().add(tenant_id, person)

    def find_by_id(self, tenant_id: str, user_id: str) -> Person | None:
        return self._all(tenant_id).get(user_id)

    def members(self, tenant_id: str, team: str | None = None) -> Sequence[Person]:
        return [person for person in self._all(tenant_id).values() if team is None or person.team == team]

    def _all(self, tenant_id: str) -> dict[str, Person]:
        if tenant_id not in self._remembered:
            self._remembered[tenant_id] = {person.id: person for person in super().members(tenant_id)}
        return self._remembered[tenant_id]
