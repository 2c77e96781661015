"""The way in for application code: one object that holds every coordinator."""

from collections.abc import Callable
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dependency_injector import providers

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.notifiers import Integrations, Notifier, Webhooks
from crm_adapters.relay import Relay
from crm_adapters.storage import Database, is_current, migrate
from crm_adapters.wiring.containers import Application
from crm_adapters.wiring.durable import LazyDurableRunner, why_not_durable
from crm_adapters.wiring.guards import PROTOCOLS, with_guards
from crm_adapters.wiring.live import LiveUpdates
from crm_adapters.wiring.partners import chosen_partners
from crm_adapters.wiring.settings import CrmSettings
from crm_adapters.wiring.tryton import syncs_sales
from crm_core.actor import Actor, Role
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_closing import OpportunityCloseCoordinator, QuoteToOrderCoordinator
from crm_operations.lead_conversion import LeadConversionCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.live_updates import RealTimeNotifier
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.process import ProcessRunner
from crm_operations.providers import CustomerProvider, NotificationProvider, QuotationProvider
from crm_operations.settings import SettingsFor

if TYPE_CHECKING:
    from crm_adapters.durable import DurableRunner, Processes, Worker

DEFAULT_PIPELINE = "Sales"


class NoDurableProcesses(Invalid, AttributeError):
    """Also what Python expects of an attribute that is not there, so that ``hasattr`` and ``inspect`` go on."""


class Crm:
    """Opened on a database by ``open_crm``; to be closed, best by ``with``.

    Each attribute is a door: leads, sources, routing, conversion, deals, closing, converter, activities, analytics,
    audit, notifier, real_time, live, webhooks, integrations,
    relay, people.
    """

    def __init__(self, container: Application) -> None:
        self.container = container
        self.settings: CrmSettings = container.infrastructure.settings()
        self.settings_for: SettingsFor = container.infrastructure.settings_for()
        self.clock: Clock = container.infrastructure.clock()
        self.database: Database = container.infrastructure.database()
        self.customers: CustomerProvider = container.partners.customers()
        self.quotations: QuotationProvider = container.partners.quotations()
        self.people: EmbeddedPeople = container.partners.people()
        self.notifications: NotificationProvider = container.partners.notifications()
        self.leads: LeadManagementCoordinator = container.coordinators.leads()
        self.sources: LeadSourceCoordinator = container.coordinators.sources()
        self.routing: LeadRoutingCoordinator = container.coordinators.routing()
        self.conversion: LeadConversionCoordinator = container.coordinators.conversion()
        self.deals: PipelineCoordinator = container.coordinators.deals()
        self.closing: OpportunityCloseCoordinator = container.coordinators.closing()
        self.quote_to_order: QuoteToOrderCoordinator = container.coordinators.quote_to_order()
        self.activities: ActivityCoordinator = container.coordinators.activities()
        self.analytics: PipelineAnalyticsCoordinator = container.coordinators.analytics()
        self.audit: AuditCoordinator = container.coordinators.audit()
        self.notifier: Notifier = container.coordinators.notifier()
        self.real_time: RealTimeNotifier = container.coordinators.real_time()
        self.live: LiveUpdates = container.coordinators.live()
        self.webhooks: Webhooks = container.coordinators.webhook_services().webhooks
        self.integrations: Integrations = container.coordinators.webhook_services().integrations
        self.relay: Relay = container.coordinators.relay()
        self.runner: ProcessRunner = container.workflows.runner()
        self._publisher = container.partners.publisher()

    def initialise(self, actor: Actor) -> None:
        """Brings the database up to date and gives the tenant its default pipeline; done before, it does nothing.

        However many do so at once. Raises DatabaseOfAnotherRelease, DatabaseNotReady.
        """
        migrate(self.database, then=lambda: self.deals.create_pipeline(actor, DEFAULT_PIPELINE, is_default=True))

    @property
    def is_ready(self) -> bool:
        """Whether the database has the shape this version expects. Raises DatabaseOfAnotherRelease."""
        return is_current(self.database)

    @cached_property
    def processes(self) -> "Processes":
        """What runs and what ran durably. Raises Invalid when the runner is in_process."""
        runner = self._durable_runner()
        from crm_adapters.durable import Processes

        return Processes(runner)

    def worker(self, *, relay_threads: int = 1, delivery_threads: int = 1) -> "Worker":
        """To be run, once; opened with ``works_off_queues`` only. Raises Invalid when the runner is in_process.

        So many threads relay news, and so many take deliveries to addresses outside, which may be slow.
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
            loops=self.container.infrastructure.loops(),
        )

    @property
    def has_unfinished_work(self) -> bool:
        """Whether this process began durable recipes that are not at their end."""
        runner = self._loaded
        return runner is not None and runner.engine.is_open and runner.engine.has_unfinished_work()

    def finish_abandoned_runs(self, report: Callable[[int], None]) -> None:
        """For a process that ran recipes and ends soon: where no worker is alive it finishes what others had to leave.

        ``report`` is told how many those are, if there are any; what takes too long is left to the next one.
        """
        if (runner := self._loaded) is not None:
            runner.finish_abandoned_runs(report)

    def close(self) -> None:
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
            "runner", "recipes run in_process, which keeps no processes", "set CRM_RUNNER=durable"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_crm(
    url: str | None = None, *, settings: CrmSettings | None = None, works_off_queues: bool = False, **replaced: object
) -> Crm:
    """Everything wired together on that database; environment and crm.toml say the rest.

    With ``works_off_queues`` durable processes that others handed over are run here, as a worker does.

    The settings may name partners that are installed. Whatever they say, name a provider here to replace it:
    ``customers``, ``quotations``, ``orders``, ``people``, ``notifications``, ``analytics``, ``reports``, ``clock``,
    ``new_id``, ``watch``. Raises Invalid for a name that is none of these, PartnerUnusable.
    """
    application = Application()
    settings = settings or CrmSettings.load(database_url=url)
    application.infrastructure.settings.override(providers.Object(settings))
    application.workflows.works_off_queues.override(providers.Object(works_off_queues))
    containers: tuple[Any, ...] = (application.partners, application.infrastructure, application.workflows)
    for name, instance in {**chosen_partners(settings), **replaced}.items():
        owner = next((container for container in containers if name in container.providers), None)
        if owner is None:
            raise Invalid.field(name, "nothing of that name can be replaced", "name a provider, the clock or new_id")
        owner.providers[name].override(providers.Object(instance))
    partners: Any = application.partners.providers
    for role in (role for role in PROTOCOLS if role in settings.guards):
        partner = partners[role]
        partner.override(providers.Object(with_guards(role, partner(), settings.guards[role])))
    return Crm(application)


def administrator(tenant_id: str, user_id: str = "admin") -> Actor:
    """Somebody who may do everything, for set-up and scripts."""
    return Actor(tenant_id=tenant_id, user_id=user_id, roles=frozenset({Role.ADMIN}))
