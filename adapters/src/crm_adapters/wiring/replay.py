"""Opens the CRM for a replay: on its own clock, with recipes in process, and nobody is written to about old news."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_adapters.identifiers import new_id
from crm_adapters.live import LiveSettings
from crm_adapters.replay import CachedCustomers, CachedPeople, SilentRecords
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring.settings import EMBEDDED, BrokerSettings, CrmSettings, RunnerKind

if TYPE_CHECKING:
    from crm_adapters.wiring.crm import Crm


def open_for_replay(settings: CrmSettings, clock: VirtualClock) -> "Crm":
    """Raises Invalid for a database address that is none."""
    return replay_opener(settings, Database(settings.database_url))(clock)


def replay_opener(settings: CrmSettings, database: Database) -> "Callable[[VirtualClock], Crm]":
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

    def opened(clock: VirtualClock) -> "Crm":
        from crm_adapters.wiring.crm import open_crm  # which is made of the containers that ask for this

        return open_crm(
            settings=own,
            clock=clock,
            database=database,
            records=SilentRecords(SqlRecords(database, clock, new_id)),
            people=CachedPeople(database),
            customers=CachedCustomers(database, clock, new_id),
        )

    return opened
