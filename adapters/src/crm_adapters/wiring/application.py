"""The application's container: one container for each concern, joined.

To use another implementation, override one provider: ``crm.container.partners.customers.override(...)``, or name it
when opening: ``open_crm(url, customers=TrytonCustomers(...))``.
"""

from typing import Any

from dependency_injector import containers, providers

from crm_adapters.wiring.coordinators import Coordinators
from crm_adapters.wiring.copied import copied
from crm_adapters.wiring.infrastructure import Infrastructure
from crm_adapters.wiring.providers import Partners
from crm_adapters.wiring.workflows import Workflows


class Application(containers.DeclarativeContainer):
    """The container of the whole application."""

    infrastructure = providers.Container(Infrastructure)
    partners = providers.Container(Partners, infrastructure=infrastructure)
    workflows = providers.Container(Workflows, infrastructure=infrastructure, partners=partners)
    coordinators = providers.Container(
        Coordinators, infrastructure=infrastructure, partners=partners, workflows=workflows
    )

    def __new__(cls) -> Any:
        """One of its own, with nothing made in it yet."""
        return copied(cls)
