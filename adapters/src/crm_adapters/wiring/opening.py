"""Opens the CRM: puts settings and chosen partners into the containers, with guards around the partners."""

from typing import Any

from dependency_injector import providers

from crm_adapters.storage import Database
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring.application import Application
from crm_adapters.wiring.crm import Crm
from crm_adapters.wiring.guards import PROTOCOLS, with_guards
from crm_adapters.wiring.partners import chosen_partners
from crm_adapters.wiring.replay import replay_opener
from crm_adapters.wiring.settings import CrmSettings
from crm_core.actor import Actor, Role
from crm_core.errors import Invalid


def open_crm(
    url: str | None = None, *, settings: CrmSettings | None = None, works_off_queues: bool = False, **replaced: object
) -> Crm:
    """A wired application on that database; other settings come from the environment and crm.toml, or ``settings``.

    With ``works_off_queues`` this process also runs queued durable processes, as a worker does.

    The settings may name installed partners. A provider given by its name here takes precedence:
    ``customers``, ``quotations``, ``orders``, ``people``, ``notifications``, ``analytics``, ``reports``, ``clock``,
    ``new_id``, ``watch``. Raises Invalid for a name that is none of these, PartnerUnusable.
    """
    application = Application()
    settings = settings or CrmSettings.load(database_url=url)
    application.infrastructure.settings.override(providers.Object(settings))
    application.workflows.open_crm.override(providers.Object(open_crm))
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


def open_for_replay(settings: CrmSettings, clock: VirtualClock) -> Crm:
    """Raises Invalid for a database address that is none."""
    return replay_opener(open_crm, settings, Database(settings.database_url, fills_tables=True))(clock)


def administrator(tenant_id: str, user_id: str = "admin") -> Actor:
    """An actor with every permission, for set-up and scripts."""
    return Actor(tenant_id=tenant_id, user_id=user_id, roles=frozenset({Role.ADMIN}))
