"""Opens the CRM for a replay: on its own clock, with workflows in process, and nobody is written to about old news."""

from collections.abc import Callable
from typing import TypeVar

from crm_adapters.identifiers import new_id
from crm_adapters.live import LiveSettings
from crm_adapters.replay import CachedCustomers, CachedPeople, SilentRecords
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring.settings import EMBEDDED, BrokerSettings, CrmSettings, RunnerKind

C = TypeVar("C")


def replay_opener(open_crm: Callable[..., C], settings: CrmSettings, database: Database) -> Callable[[VirtualClock], C]:
    """As often as wanted on a database that is open: closing one of them would close it for all."""
    # A deal of long ago is part of the transaction around it, or of none: no engine may note that it is done.
    # Nor does it keep partners busy: what happened once is written into our own book.
    own = settings.model_copy(
        update={
            "runner": RunnerKind.IN_PROCESS,
            "broker": BrokerSettings(),
            "party": EMBEDDED,
            "sales": EMBEDDED,
            "provided_by": {},
            "guards": {},
            "live": LiveSettings(),
        }
    )

    def opened(clock: VirtualClock) -> C:
        return open_crm(
            settings=own,
            clock=clock,
            database=database,
            records=SilentRecords(SqlRecords(database, clock, new_id)),
            people=CachedPeople(database),
            customers=CachedCustomers(database, clock, new_id),
        )

    return opened
