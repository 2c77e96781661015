"""The demonstration: a small company's quarter on a clock of its own, through the same doors as in earnest."""

from crm_adapters.demo.company import COMPANY, HOME, MANAGER, REGIONS, RULES, SELLERS, TENANT
from crm_adapters.demo.ids import CountedIds
from crm_adapters.demo.market import FIRST_DAY, LAST_DAY
from crm_adapters.demo.quarter import DayPassed, Lived, Quarter

__all__ = [
    "COMPANY",
    "FIRST_DAY",
    "HOME",
    "LAST_DAY",
    "MANAGER",
    "REGIONS",
    "RULES",
    "SELLERS",
    "TENANT",
    "CountedIds",
    "DayPassed",
    "Lived",
    "Quarter",
]
