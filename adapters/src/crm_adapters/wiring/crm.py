"""The way in for application code: one object that holds every coordinator."""

from types import TracebackType
from typing import Any, Self

from dependency_injector import providers

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.relay import Relay
from crm_adapters.storage import Database, is_current, migrate
from crm_adapters.wiring.containers import Application
from crm_adapters.wiring.settings import CrmSettings
from crm_core.actor import Actor, Role
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.activity_tracking import ActivityTracker
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_closing import OpportunityCloseCoordinator, OpportunityConverter
from crm_operations.lead_conversion import LeadConversionCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator
from crm_operations.pipeline_analytics import PipelineAnalyticsCoordinator
from crm_operations.pipeline_management import PipelineManager
from crm_operations.providers import CustomerProvider, NotificationProvider, QuotationProvider
from crm_operations.settings import SettingsFor

DEFAULT_PIPELINE = "Sales"


class Crm:
    """Opened on a database by ``open_crm``; to be closed, best by ``with``.

    Each attribute is a door: leads, routing, conversion, deals, closing, converter, activities, analytics, audit,
    relay, people.
    """

    def __init__(self, container: Application) -> None:
        self.container = container
        self.settings: CrmSettings = container.ground.settings()
        self.settings_for: SettingsFor = container.ground.settings_for()
        self.clock: Clock = container.ground.clock()
        self.database: Database = container.ground.database()
        self.customers: CustomerProvider = container.partners.customers()
        self.quotations: QuotationProvider = container.partners.quotations()
        self.people: EmbeddedPeople = container.partners.people()
        self.notifications: NotificationProvider = container.partners.notifications()
        self.leads: LeadManagementCoordinator = container.coordinators.leads()
        self.routing: LeadRoutingCoordinator = container.coordinators.routing()
        self.conversion: LeadConversionCoordinator = container.coordinators.conversion()
        self.deals: PipelineManager = container.coordinators.deals()
        self.closing: OpportunityCloseCoordinator = container.coordinators.closing()
        self.converter: OpportunityConverter = container.coordinators.converter()
        self.activities: ActivityTracker = container.coordinators.activities()
        self.analytics: PipelineAnalyticsCoordinator = container.coordinators.analytics()
        self.audit: AuditCoordinator = container.coordinators.audit()
        self.relay: Relay = container.coordinators.relay()

    def initialise(self, actor: Actor) -> None:
        """Brings the database up to date and gives the tenant its default pipeline; done before, it does nothing."""
        migrate(self.database)
        self.deals.create_pipeline(actor, DEFAULT_PIPELINE, is_default=True)

    @property
    def is_ready(self) -> bool:
        """Whether the database has the shape this version expects."""
        return is_current(self.database)

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_crm(url: str | None = None, *, settings: CrmSettings | None = None, **replaced: object) -> Crm:
    """Everything wired together on that database; environment and crm.toml say the rest.

    Name a provider to replace it: ``customers``, ``quotations``, ``orders``, ``people``, ``notifications``,
    ``analytics``, ``reports``, ``clock``, ``new_id``. Raises Invalid for a name that is none of these.
    """
    container = Application()
    container.ground.settings.override(providers.Object(settings or CrmSettings.load(database_url=url)))
    rooms: tuple[Any, ...] = (container.partners, container.ground)
    for name, instance in replaced.items():
        home = next((room for room in rooms if name in room.providers), None)
        if home is None:
            raise Invalid.field(name, "nothing of that name can be replaced", "name a provider, the clock or new_id")
        home.providers[name].override(providers.Object(instance))
    return Crm(container)


def administrator(tenant_id: str, user_id: str = "admin") -> Actor:
    """Somebody who may do everything, for set-up and scripts."""
    return Actor(tenant_id=tenant_id, user_id=user_id, roles=frozenset({Role.ADMIN}))
