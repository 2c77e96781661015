"""Service levels: policies, and the clocks that run by them."""

from crm_operations.service_levels.breach_rule import SLA, record_verdict
from crm_operations.service_levels.clock_follower import ClockFollower
from crm_operations.service_levels.clocks import CLOCK_TIMER, Clocks
from crm_operations.service_levels.coordinator import ClocksStarted, ServiceLevelCoordinator
from crm_operations.service_levels.policies import SlaPolicyCoordinator
from crm_operations.service_levels.reports import SlaReportCoordinator, SlaReportQuery
from crm_operations.service_levels.rows import ClocksOf, ShownClock, SlaQuery, SlaRow
from crm_operations.service_levels.terms import ladder_of, next_rung, policy_of, terms_of

__all__ = [
    "CLOCK_TIMER",
    "SLA",
    "ClockFollower",
    "Clocks",
    "ClocksOf",
    "ClocksStarted",
    "ServiceLevelCoordinator",
    "ShownClock",
    "SlaPolicyCoordinator",
    "SlaQuery",
    "SlaReportCoordinator",
    "SlaReportQuery",
    "SlaRow",
    "ladder_of",
    "next_rung",
    "policy_of",
    "record_verdict",
    "terms_of",
]
