"""Providers: what the recipes need of other systems, each a Protocol with typed questions and answers."""

from crm_operations.providers.customers import (
    CommunicationPreferences,
    Customer,
    CustomerDraft,
    CustomerNotFound,
    CustomerProvider,
    CustomerUpdate,
)
from crm_operations.providers.notifications import Message, NotificationProvider, Notice, Urgency
from crm_operations.providers.orders import Order, OrderProvider
from crm_operations.providers.people import Absence, PeopleProvider, Person, WorkingHours, Workload
from crm_operations.providers.quotations import (
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationProvider,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)

__all__ = [
    "Absence",
    "CommunicationPreferences",
    "Customer",
    "CustomerDraft",
    "CustomerNotFound",
    "CustomerProvider",
    "CustomerUpdate",
    "Message",
    "Notice",
    "NotificationProvider",
    "Order",
    "OrderProvider",
    "PeopleProvider",
    "Person",
    "Quotation",
    "QuotationDraft",
    "QuotationLine",
    "QuotationNotFound",
    "QuotationProvider",
    "QuotationRefused",
    "QuotationStatus",
    "QuotationUpdate",
    "Urgency",
    "WorkingHours",
    "Workload",
]
