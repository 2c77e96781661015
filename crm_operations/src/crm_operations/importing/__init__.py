"""Importing: files go in as batches that can be planned, resumed, looked at and taken back."""

from crm_operations.importing.coordinator import ImportCoordinator, ImportPlan, ImportRefused
from crm_operations.importing.customers_named import CustomersNamed
from crm_operations.importing.people import PeopleElsewhere, PersonRows
from crm_operations.importing.sources import ImportSource, StartImport
from crm_operations.importing.writers import Writer, Writers

__all__ = [
    "CustomersNamed",
    "ImportCoordinator",
    "ImportPlan",
    "ImportRefused",
    "ImportSource",
    "PeopleElsewhere",
    "PersonRows",
    "StartImport",
    "Writer",
    "Writers",
]
