"""The demonstration: a small company's quarter on a virtual clock, through the same coordinators."""

from crm_adapters.demo.company import COMPANY, HOME, REGIONS, SELLERS, SENIOR_SCORE, TENANT
from crm_adapters.demo.example import Example, best_example
from crm_adapters.demo.ids import CountedIds
from crm_adapters.demo.market import FIRST_DAY, LAST_DAY
from crm_adapters.demo.payday import PAID_QUARTER, Contested
from crm_adapters.demo.place import Place
from crm_adapters.demo.quarter import DayPassed, Lived, Quarter
from crm_adapters.demo.tryton_stage import TrytonAccess, TrytonStage, stage_in_tryton

__all__ = [
    "COMPANY",
    "FIRST_DAY",
    "HOME",
    "LAST_DAY",
    "PAID_QUARTER",
    "REGIONS",
    "SELLERS",
    "SENIOR_SCORE",
    "TENANT",
    "Contested",
    "CountedIds",
    "DayPassed",
    "Example",
    "Lived",
    "Place",
    "Quarter",
    "TrytonAccess",
    "TrytonStage",
    "best_example",
    "stage_in_tryton",
]
