"""The object application code opens: every coordinator and provider of a wired application."""

from collections.abc import Callable, Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from sqlalchemy import make_url

from crm_adapters.storage import is_current, migrate
from crm_adapters.wiring.application import Application
from crm_adapters.wiring.coordinators import Coordinators, Operations
from crm_adapters.wiring.durable import LazyDurableRunner, why_not_durable
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_adapters.wiring.partners import who_provides
from crm_adapters.wiring.provided import Provided
from crm_adapters.wiring.providers import Partners
from crm_adapters.wiring.settings import CrmSettings, PartnerRole
from crm_adapters.wiring.sold_elsewhere import syncs_sales
from crm_adapters.wiring.workflows import Workflows
from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.process import ProcessRunner
from crm_operations.providers import CustomerProvider, NotificationProvider, QuotationProvider
from crm_operations.settings import SettingsFor

if TYPE_CHECKING:
    from crm_adapters.durable import DurableRunner, Processes, Worker

DEFAULT_PIPELINE = "Sales"
T = TypeVar("T")


class NoDurableProcesses(Invalid, AttributeError):
    """Also what Python expects of an attribute that is not there, so that ``hasattr`` and ``inspect`` go on."""


_PLACES: Mapping[object, tuple[str, str]] = {
    provider: (container, name)
    for container, declared in (
        ("infrastructure", Infrastructure),
        ("partners", Partners),
        ("workflows", Workflows),
        ("coordinators", Coordinators),
    )
    for name, provider in declared.providers.items()
}
"""Where a provider stands in the application's container."""


class Crm(Operations):
    """Opened on a database by ``open_crm``; close it, preferably by ``with``."""

    settings: Provided[CrmSettings] = Provided(Infrastructure.settings)
    settings_for: Provided[SettingsFor] = Provided(Infrastructure.settings_for)
    clock: Provided[Clock] = Provided(Infrastructure.clock)
    database = Provided(Infrastructure.database)

    customers: Provided[CustomerProvider] = Provided(Partners.customers)
    quotations: Provided[QuotationProvider] = Provided(Partners.quotations)
    people = Provided(Partners.people)
    notifications: Provided[NotificationProvider] = Provided(Partners.notifications)
    runner: Provided[ProcessRunner] = Provided(Workflows.runner)

    def __init__(self, container: Application) -> None:
        """Creates everything at once, so that an unusable setting is refused here."""
        self.container = container
        self._publisher = container.partners.publisher()
        self.parts()

    def __repr__(self) -> str:
        """The database without its login, who the partners are, and how workflows run."""
        url = make_url(self.database.url)
        place = url.database if url.get_backend_name() == "sqlite" else f"{url.host}/{url.database}"
        partners = ", ".join(f"{role}={who_provides(self.settings, role).by}" for role in PartnerRole)
        return f"<Crm {url.get_backend_name()} {place}, {partners}, runner={self.settings.runner}>"

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """The attributes that its containers provide, coordinators and providers."""
        return tuple(name for each in cls.__mro__ for name, value in vars(each).items() if isinstance(value, Provided))

    def parts(self) -> dict[str, object]:
        """The provided objects by attribute name."""
        return {name: getattr(self, name) for name in self.part_names()}

    def provide(self, provider: Callable[[], T]) -> T:
        """The object of a provider of its containers, such as ``Infrastructure.clock``."""
        container, name = _PLACES[provider]
        value: T = getattr(getattr(self.container, container), name)()
        return value

    def initialise(self, actor: Actor) -> None:
        """Migrates the database and creates the tenant's default pipeline; a second call changes nothing.

        Safe when several processes call it at once. Raises DatabaseOfAnotherRelease, DatabaseNotReady.
        """
        migrate(self.database, then=lambda: self.deals.create_pipeline(actor, DEFAULT_PIPELINE, is_default=True))

    @property
    def is_ready(self) -> bool:
        """Whether the database has the tables this release expects. Raises DatabaseOfAnotherRelease."""
        return is_current(self.database)

    @cached_property
    def processes(self) -> "Processes":
        """Durable processes, running and finished. Raises Invalid when the runner is in_process."""
        runner = self._durable_runner()
        from crm_adapters.durable import Processes

        return Processes(runner)

    def worker(self, *, relay_threads: int = 1, delivery_threads: int = 1, timer_threads: int = 1) -> "Worker":
        """A worker, to be run once; needs ``works_off_queues``. Raises Invalid when the runner is in_process.

        ``relay_threads`` deliver events and notices, ``delivery_threads`` deliver to addresses outside, which
        may be slow; ``timer_threads`` fire what falls due.
        """
        runner = self._durable_runner()
        from crm_adapters.durable import Worker

        coordinators = self.container.coordinators
        relays = [coordinators.news_relay()] * relay_threads + [coordinators.delivery_relay()] * delivery_threads
        return Worker(
            runner,
            self.relay,
            self.settings.operations,
            relays,
            forget_updates=self.live.forget_what_is_old,
            forget_attempts=self.container.infrastructure.runs().forget_attempts,
            sync_sales=syncs_sales(self),
            timers=self.timer_firing,
            timer_threads=timer_threads,
            loops=self.container.infrastructure.loops(),
        )

    @property
    def has_unfinished_work(self) -> bool:
        """Whether this process began durable workflows that have not ended."""
        runner = self._loaded
        return runner is not None and runner.engine.is_open and runner.engine.has_unfinished_work()

    def finish_abandoned_runs(self, report: Callable[[int], None]) -> None:
        """Before a process ends: finishes runs that dead workers left, where no worker is alive.

        ``report`` is called with their number, if there are any; runs that take too long are left to the next
        process.
        """
        if (runner := self._loaded) is not None:
            runner.finish_abandoned_runs(report)

    def close(self) -> None:
        """Ends its threads and connections."""
        if (runner := self._loaded) is not None:
            runner.close()
        if self._publisher is not None:
            self._publisher.close()
        self.live.close()
        self.database.close()

    @property
    def _loaded(self) -> "DurableRunner | None":
        """The durable runner, if anything was asked of it."""
        return self.runner.loaded if isinstance(self.runner, LazyDurableRunner) else None

    def _durable_runner(self) -> "DurableRunner":
        if isinstance(self.runner, LazyDurableRunner):
            return self.runner.load()
        if (missing := why_not_durable(self.settings)) is not None:
            raise NoDurableProcesses(*missing.args)
        raise NoDurableProcesses.field(
            "runner", "workflows run in_process, which keeps no processes", "set CRM_RUNNER=durable"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
