"""Credits of deals: written in the commit of what causes them, listed, paid and paid back."""

from crm_operations.credits.coordinator import CreditCoordinator
from crm_operations.credits.deal_credits import DealCredits
from crm_operations.credits.errors import EntryNotFound, EntryOver, SettledOtherwise
from crm_operations.credits.people import CreditedPeople, Sharing
from crm_operations.credits.request import RecordPayment, RefundDeal
from crm_operations.credits.shares import SplitShares, splits_of

__all__ = [
    "CreditCoordinator",
    "CreditedPeople",
    "DealCredits",
    "EntryNotFound",
    "EntryOver",
    "RecordPayment",
    "RefundDeal",
    "SettledOtherwise",
    "Sharing",
    "SplitShares",
    "splits_of",
]
