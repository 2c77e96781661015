"""Tryton as party master, quotation desk and order book: a server of the user's own, spoken to over HTTP."""

from crm_adapters.tryton.accounts import Account, Accounts
from crm_adapters.tryton.customers import TrytonCustomers
from crm_adapters.tryton.door import Door
from crm_adapters.tryton.following import Followed, NotFollowed, TrytonFollower
from crm_adapters.tryton.line import Line
from crm_adapters.tryton.orders import TrytonOrders
from crm_adapters.tryton.quotations import TrytonQuotations
from crm_adapters.tryton.session import Session
from crm_adapters.tryton.tryton import Tryton

__all__ = [
    "Account",
    "Accounts",
    "Door",
    "Followed",
    "Line",
    "NotFollowed",
    "Session",
    "Tryton",
    "TrytonCustomers",
    "TrytonFollower",
    "TrytonOrders",
    "TrytonQuotations",
]
