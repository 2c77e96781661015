"""Tryton as provider of customers, quotations and orders: an existing server, over HTTP."""

from crm_adapters.tryton.accounts import Account, Accounts
from crm_adapters.tryton.client import TrytonClient
from crm_adapters.tryton.customers import TrytonCustomers
from crm_adapters.tryton.http_transport import HttpTransport
from crm_adapters.tryton.orders import TrytonOrders
from crm_adapters.tryton.quotations import TrytonQuotations
from crm_adapters.tryton.session import Session
from crm_adapters.tryton.sync import NotSynced, SyncResult, TrytonSync
from crm_adapters.tryton.tryton import Tryton

__all__ = [
    "Account",
    "Accounts",
    "HttpTransport",
    "NotSynced",
    "Session",
    "SyncResult",
    "Tryton",
    "TrytonClient",
    "TrytonCustomers",
    "TrytonOrders",
    "TrytonQuotations",
    "TrytonSync",
]
