"""Wiring: settings, containers, and ``open_crm``, which application code calls."""

from crm_adapters.wiring.crm import DEFAULT_PIPELINE, Crm
from crm_adapters.wiring.durable import durable_where_possible, processes_url, why_not_durable
from crm_adapters.wiring.guards import behind_guards
from crm_adapters.wiring.opening import administrator, open_crm, open_for_replay
from crm_adapters.wiring.partners import BUILT_IN, PartnerUnusable
from crm_adapters.wiring.settings import (
    BrokerSettings,
    CrmSettings,
    DoctorSettings,
    GuardSettings,
    PartnerRole,
    RunnerKind,
    TenantSettings,
)
from crm_adapters.wiring.sold_elsewhere import sales_sync
from crm_adapters.wiring.tryton import tryton_partners

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
    "open_for_replay",
    "processes_url",
    "sales_sync",
    "tryton_partners",
    "why_not_durable",
]
