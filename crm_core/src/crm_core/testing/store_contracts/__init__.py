"""The suites a store must pass: a new adapter's tests are one fixture.

class OnSql:
    @pytest.fixture
    def records(self, database): return SqlRecords(database, clock, new_id)

globals().update(entity_tests("Sql", OnSql))
"""

from crm_core.all_stores import Stores
from crm_core.testing.store_contracts.activities import ActivityStoreContract
from crm_core.testing.store_contracts.approvals import ApprovalStoreContract
from crm_core.testing.store_contracts.commissions import (
    CommissionAssignmentStoreContract,
    CommissionEntryStoreContract,
    CommissionPeriodStoreContract,
    CommissionPlanStoreContract,
)
from crm_core.testing.store_contracts.credits import CreditStoreContract
from crm_core.testing.store_contracts.currency_rates import CurrencyRateStoreContract
from crm_core.testing.store_contracts.custom_fields import CustomFieldStoreContract
from crm_core.testing.store_contracts.delegations import DelegationStoreContract
from crm_core.testing.store_contracts.derived_suites import entity_suites, entity_tests
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.escalations import EscalationStoreContract
from crm_core.testing.store_contracts.forecasts import ForecastFiguresContract, ForecastSnapshotStoreContract
from crm_core.testing.store_contracts.journeys import CustomerJourneyStoreContract
from crm_core.testing.store_contracts.leads import LeadStoreContract
from crm_core.testing.store_contracts.numbers import NumberSequenceContract
from crm_core.testing.store_contracts.opportunities import OpportunityStoreContract
from crm_core.testing.store_contracts.pipelines import PipelineStoreContract
from crm_core.testing.store_contracts.quotas import QuotaStoreContract
from crm_core.testing.store_contracts.scoring_models import ScoringModelStoreContract
from crm_core.testing.store_contracts.service_levels import SlaClockStoreContract, SlaPolicyStoreContract
from crm_core.testing.store_contracts.sources import SourceStoreContract
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract, rolled_back
from crm_core.testing.store_contracts.working_calendars import WorkingCalendarStoreContract

__all__ = [
    "ActivityStoreContract",
    "ApprovalStoreContract",
    "CommissionAssignmentStoreContract",
    "CommissionEntryStoreContract",
    "CommissionPeriodStoreContract",
    "CommissionPlanStoreContract",
    "CreditStoreContract",
    "CurrencyRateStoreContract",
    "CustomFieldStoreContract",
    "CustomerJourneyStoreContract",
    "DelegationStoreContract",
    "EntityStoreContract",
    "EscalationStoreContract",
    "ForecastFiguresContract",
    "ForecastSnapshotStoreContract",
    "LeadStoreContract",
    "NumberSequenceContract",
    "OpensStores",
    "OpportunityStoreContract",
    "PipelineStoreContract",
    "QuotaStoreContract",
    "ScoringModelStoreContract",
    "SlaClockStoreContract",
    "SlaPolicyStoreContract",
    "SourceStoreContract",
    "StoreContract",
    "Stores",
    "WorkingCalendarStoreContract",
    "entity_suites",
    "entity_tests",
    "rolled_back",
]
