"""The entities' tables, derived from their fields, each with its store."""

from crm_adapters.storage.entities.activities import SqlActivities
from crm_adapters.storage.entities.approvals import SqlApprovals
from crm_adapters.storage.entities.currency_rates import SqlCurrencyRates
from crm_adapters.storage.entities.delegations import SqlDelegations
from crm_adapters.storage.entities.journeys import SqlJourneys
from crm_adapters.storage.entities.leads import SqlLeads
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.storage.entities.pipelines import SqlPipelines
from crm_adapters.storage.entities.sources import SqlSources

__all__ = [
    "SqlActivities",
    "SqlApprovals",
    "SqlCurrencyRates",
    "SqlDelegations",
    "SqlJourneys",
    "SqlLeads",
    "SqlOpportunities",
    "SqlPipelines",
    "SqlSources",
]
