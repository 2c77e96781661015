"""Wiring: settings and containers, and the one object application code opens."""

from crm_adapters.wiring.crm import Crm, administrator, open_crm
from crm_adapters.wiring.settings import CrmSettings, TenantSettings

__all__ = ["Crm", "CrmSettings", "TenantSettings", "administrator", "open_crm"]
