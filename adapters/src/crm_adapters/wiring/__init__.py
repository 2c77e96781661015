"""Wiring: settings and containers, and the one object application code opens."""

from crm_adapters.wiring.crm import DEFAULT_PIPELINE, Crm, administrator, open_crm
from crm_adapters.wiring.durably import durable_where_possible, processes_url, why_not_durable
from crm_adapters.wiring.guarding import behind_guards
from crm_adapters.wiring.partners import BUILT_IN, PartnerUnusable
from crm_adapters.wiring.quietly import open_quietly
from crm_adapters.wiring.settings import (
    BrokerSettings,
    CrmSettings,
    DoctorSettings,
    GuardSettings,
    PartnerRole,
    RunnerKind,
    TenantSettings,
)
from crm_adapters.wiring.tryton import sales_follower, tryton_partners

__all__ = [
    "BUILT_IN",
    "DEFAULT_PIPELINE",
    "BrokerSettings",
    "Crm",
    "CrmSettings",
    "DoctorSettings",
    "GuardSettings",
    "PartnerRole",
    "PartnerUnusable",
    "RunnerKind",
    "TenantSettings",
    "administrator",
    "behind_guards",
    "durable_where_possible",
    "open_crm",
    "open_quietly",
    "processes_url",
    "sales_follower",
    "tryton_partners",
    "why_not_durable",
]
