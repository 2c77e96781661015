"""The rules of this application, a line each; decisions by them can be judged again."""

from crm_operations.approvals import DEAL_APPROVAL, DEAL_APPROVAL_1
from crm_operations.lead_conversion import QUALIFICATION
from crm_operations.lead_management import SCORE
from crm_operations.lead_routing import ROUTING, ROUTING_1
from crm_operations.records import Rules
from crm_operations.sales_performance import UNDERPERFORMANCE
from crm_operations.service_levels import SLA
from crm_operations.stage_rules import STAGE_RULES

RULES = Rules(
    SCORE,
    ROUTING,
    ROUTING_1,
    QUALIFICATION,
    DEAL_APPROVAL,
    DEAL_APPROVAL_1,
    STAGE_RULES,
    SLA,
    UNDERPERFORMANCE,
)
