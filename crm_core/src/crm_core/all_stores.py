"""The stores of a unit of work, one for each kind of entity."""

from typing import Protocol

from crm_core.activities import ActivityStore
from crm_core.approvals import ApprovalFigures, ApprovalStore, DelegationStore
from crm_core.calendars import CalendarStore
from crm_core.coaching import CoachingCase, CoachingCaseFilter
from crm_core.commissions import (
    CommissionAssignment,
    CommissionAssignmentFilter,
    CommissionDispute,
    CommissionDisputeFilter,
    CommissionEntryStore,
    CommissionPeriodStore,
    CommissionPlanStore,
    CommissionStatement,
    CommissionStatementFilter,
)
from crm_core.credits import CreditStore
from crm_core.currency_rates import CurrencyRateStore
from crm_core.escalations import EscalationStore
from crm_core.forecasts import (
    ForecastFigures,
    ForecastSnapshotStore,
    ForecastSubmission,
    ForecastSubmissionFilter,
)
from crm_core.identity import NumberSequence
from crm_core.journeys import CustomerJourneyStore
from crm_core.leads import LeadStore, ScoringModelStore
from crm_core.opportunities import OpportunityStore
from crm_core.performance import PerformanceFigures
from crm_core.pipelines import PipelineStore
from crm_core.products import Product, ProductFilter
from crm_core.quotas import QuotaStore
from crm_core.quotations import QuotationVersion, QuotationVersionFilter
from crm_core.service_levels import SlaClockStore, SlaFigures, SlaPolicyStore
from crm_core.sources import SourceStore
from crm_core.splits import Split, SplitFilter, SplitTemplate, SplitTemplateFilter
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
    def products(self) -> EntityStore[Product, ProductFilter]: ...
    @property
    def delegations(self) -> DelegationStore: ...
    @property
    def approvals(self) -> ApprovalStore: ...
    @property
    def working_calendars(self) -> CalendarStore: ...
    @property
    def currency_rates(self) -> CurrencyRateStore: ...
    @property
    def sla_policies(self) -> SlaPolicyStore: ...
    @property
    def sla_clocks(self) -> SlaClockStore: ...
    @property
    def escalations(self) -> EscalationStore: ...
    @property
    def approval_figures(self) -> ApprovalFigures: ...
    @property
    def sla_figures(self) -> SlaFigures: ...
    @property
    def quotation_versions(self) -> EntityStore[QuotationVersion, QuotationVersionFilter]: ...
    @property
    def splits(self) -> EntityStore[Split, SplitFilter]: ...
    @property
    def split_templates(self) -> EntityStore[SplitTemplate, SplitTemplateFilter]: ...
    @property
    def credits(self) -> CreditStore: ...
    @property
    def performance_figures(self) -> PerformanceFigures: ...
    @property
    def quotas(self) -> QuotaStore: ...
    @property
    def coaching_cases(self) -> EntityStore[CoachingCase, CoachingCaseFilter]: ...
    @property
    def commission_plans(self) -> CommissionPlanStore: ...
    @property
    def commission_assignments(self) -> EntityStore[CommissionAssignment, CommissionAssignmentFilter]: ...
    @property
    def commission_periods(self) -> CommissionPeriodStore: ...
    @property
    def commission_statements(self) -> EntityStore[CommissionStatement, CommissionStatementFilter]: ...
    @property
    def commission_disputes(self) -> EntityStore[CommissionDispute, CommissionDisputeFilter]: ...
    @property
    def commission_entries(self) -> CommissionEntryStore: ...
    @property
    def forecast_submissions(self) -> EntityStore[ForecastSubmission, ForecastSubmissionFilter]: ...
    @property
    def forecast_snapshots(self) -> ForecastSnapshotStore: ...
    @property
    def forecast_figures(self) -> ForecastFigures: ...
    @property
    def numbers(self) -> NumberSequence: ...
