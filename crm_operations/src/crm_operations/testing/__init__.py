"""Testing: recording fakes of everything operations need, and runners that make a workflow fail at a step.

The suites an adapter must pass stand in ``crm_operations.testing.contracts``, which needs pytest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_operations.testing.analytics import FakeAnalytics
    from crm_operations.testing.customers import FakeCustomers
    from crm_operations.testing.integrations import FakeIntegration, FakeIntegrationConfig
    from crm_operations.testing.live_feed import FakeLiveFeed
    from crm_operations.testing.notifications import FakeNotifications, Sent
    from crm_operations.testing.orders import FakeOrders
    from crm_operations.testing.people import FakePeople
    from crm_operations.testing.queue import QueueingRunner
    from crm_operations.testing.quotations import FakeQuotations
    from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query
    from crm_operations.testing.records import FakeRecords, FakeUnitOfWork, UnitsOfWorkNested
    from crm_operations.testing.runner import BrokenOff, CompletedStep, FailingRunner, WatchingRunner
    from crm_operations.testing.runs import FakeRunLog
    from crm_operations.testing.timers import FakeTimerQueue
    from crm_operations.testing.work_queue import FakeWorkQueue
    from crm_operations.testing.world import WITHOUT_RATES, FakeWorld, RemoteCallInTransaction

__all__ = [
    "WITHOUT_RATES",
    "BrokenOff",
    "CompletedStep",
    "FailingRunner",
    "FakeAnalytics",
    "FakeCustomers",
    "FakeIntegration",
    "FakeIntegrationConfig",
    "FakeLiveFeed",
    "FakeNotifications",
    "FakeOrders",
    "FakePeople",
    "FakeQuotations",
    "FakeRecords",
    "FakeRunLog",
    "FakeTimerQueue",
    "FakeUnitOfWork",
    "FakeWorkQueue",
    "FakeWorld",
    "QueueingRunner",
    "RecordedCall",
    "RecordingFake",
    "RemoteCallInTransaction",
    "Sent",
    "UnitsOfWorkNested",
    "WatchingRunner",
    "command",
    "query",
]

_MODULES = (
    "analytics",
    "customers",
    "live_feed",
    "integrations",
    "notifications",
    "orders",
    "people",
    "queue",
    "quotations",
    "records",
    "recording",
    "runner",
    "runs",
    "timers",
    "work_queue",
    "world",
)


def __getattr__(name: str) -> object:
    """Imports at first use: pytest imports this module for the plugin before coverage starts to count."""
    if name in __all__:
        for module in _MODULES:
            found = import_module(f"{__name__}.{module}")
            if hasattr(found, name):
                return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
