"""The coordinators that a replay needs of an opened CRM."""

from typing import Protocol

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.storage import Database
from crm_core.actor import Actor
from crm_operations.commissions import (
    CommissionAssignmentCoordinator,
    CommissionCoordinator,
    CommissionPlanCoordinator,
)
from crm_operations.deal_closing import OpportunityCloseCoordinator
from crm_operations.lead_conversion import LeadConversionCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import LeadRoutingCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import CustomerProvider
from crm_operations.settings import SettingsFor


class ReplayCoordinators(Protocol):
    """Coordinators on the clock of the replay; workflows run in process, as part of the enclosing transaction."""

    database: Database
    settings_for: SettingsFor
    customers: CustomerProvider
    people: EmbeddedPeople
    leads: LeadManagementCoordinator
    routing: LeadRoutingCoordinator
    conversion: LeadConversionCoordinator
    deals: PipelineCoordinator
    closing: OpportunityCloseCoordinator
    commissions: CommissionCoordinator
    commission_plans: CommissionPlanCoordinator
    commission_assignments: CommissionAssignmentCoordinator

    def initialise(self, actor: Actor) -> None: ...
