"""Opens the CRM for a replay: what happened is recorded and announced, but nobody is written to about old news."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from crm_adapters.identifiers import new_id
from crm_adapters.replay.remembered import RememberedCustomers, RememberedPeople
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, CrmSettings, open_crm
from crm_core.actor import Actor
from crm_core.events import DomainEvent
from crm_operations.providers import Notice
from crm_operations.records import Outbox, UnitOfWork


def open_quietly(settings: CrmSettings, clock: VirtualClock) -> Crm:
    """Raises Invalid for a database address that is none."""
    database = Database(settings.database_url)
    records = QuietRecords(SqlRecords(database, clock, new_id))
    return open_crm(
        settings=settings,
        clock=clock,
        database=database,
        records=records,
        people=RememberedPeople(database),
        customers=RememberedCustomers(database, clock, new_id),
    )


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
