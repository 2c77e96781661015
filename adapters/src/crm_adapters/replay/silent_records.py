"""Records for a replay: changes and events are stored, and no messages are sent to people."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from crm_adapters.storage import SqlRecords
from crm_core.actor import Actor
from crm_core.events import DomainEvent
from crm_operations.providers import Notice
from crm_operations.records import Outbox, UnitOfWork


class SilentRecords:
    def __init__(self, records: SqlRecords) -> None:
        self._records = records

    @property
    def is_joined(self) -> bool:
        return self._records.is_joined

    def reading(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        return self._records.reading(actor)

    @contextmanager
    def writing(self, actor: Actor, *, batch: str | None = None) -> Iterator[UnitOfWork]:
        with self._records.writing(actor, batch=batch) as work:
            stores = vars(work)  # where a unit of work caches its stores
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
        """Sends nothing, since the event is long past."""
