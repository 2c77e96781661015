"""Opens the CRM for a replay: on its own clock, with workflows in process, and without messages to people."""

from collections.abc import Callable
from typing import TypeVar

from crm_adapters.identifiers import new_id
from crm_adapters.live import LiveSettings
from crm_adapters.replay import CachedCustomers, CachedPeople, SilentRecords
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring.followers import followers
from crm_adapters.wiring.settings import EMBEDDED, BrokerSettings, CrmSettings, RunnerKind, TenantSettings
from crm_adapters.wiring.strategies import installed_strategies
from crm_core.voting import Strategies
from crm_operations.approvals import ApprovalRequests

C = TypeVar("C")


def replay_opener(open_crm: Callable[..., C], settings: CrmSettings, database: Database) -> Callable[[VirtualClock], C]:
    """Opens coordinators any number of times on one open database, which they share and do not close."""
    # A replayed deal is part of the enclosing transaction, or of none: the durable engine stores nothing of it.
    # Nor does it call partners: what happened once is written to the built-in ones.
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

    # What happened ends what runs, be it a clock or a request, and owes nothing itself.
    stops = followers(
        TenantSettings(own), ApprovalRequests(Strategies(installed_strategies), new_id), new_id, starts=False
    )

    def opened(clock: VirtualClock) -> C:
        return open_crm(
            settings=own,
            clock=clock,
            database=database,
            records=SilentRecords(SqlRecords(database, clock, new_id, stops)),
            people=CachedPeople(database),
            customers=CachedCustomers(database, clock, new_id),
        )

    return opened
