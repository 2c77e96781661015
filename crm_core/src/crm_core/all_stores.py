"""The stores of a unit of work, one for each kind of entity."""

from typing import Protocol

from crm_core.activities import ActivityStore
from crm_core.approvals import ApprovalStore, DelegationStore
from crm_core.calendars import CalendarFilter, WorkingCalendar
from crm_core.credits import CreditStore
from crm_core.currency_rates import CurrencyRateStore
from crm_core.escalations import Escalation, EscalationFilter
from crm_core.identity import NumberSequence
from crm_core.journeys import CustomerJourneyStore
from crm_core.leads import LeadStore, ScoringModelStore
from crm_core.opportunities import OpportunityStore
from crm_core.pipelines import PipelineStore
from crm_core.service_levels import SlaClockStore, SlaFigures, SlaPolicyStore
from crm_core.sources import SourceStore
from crm_core.stores import EntityStore


class Stores(Protocol):
    """The stores of one unit of work, which acts for one tenant."""

    @property
    def leads(self) -> LeadStore: ...
    @property
    def scoring_models(self) -> ScoringModelStore: ...
    @property
    def opportunities(self) -> OpportunityStore: ...
    @property
    def pipelines(self) -> PipelineStore: ...
    @property
    def activities(self) -> ActivityStore: ...
    @property
    def journeys(self) -> CustomerJourneyStore: ...
    @property
    def sources(self) -> SourceStore: ...
    @property
    def delegations(self) -> DelegationStore: ...
    @property
    def approvals(self) -> ApprovalStore: ...
    @property
    def working_calendars(self) -> EntityStore[WorkingCalendar, CalendarFilter]: ...
    @property
    def currency_rates(self) -> CurrencyRateStore: ...
    @property
    def sla_policies(self) -> SlaPolicyStore: ...
    @property
    def sla_clocks(self) -> SlaClockStore: ...
    @property
    def escalations(self) -> EntityStore[Escalation, EscalationFilter]: ...
    @property
    def sla_figures(self) -> SlaFigures: ...
    @property
    def credits(self) -> CreditStore: ...
    @property
    def numbers(self) -> NumberSequence: ...
