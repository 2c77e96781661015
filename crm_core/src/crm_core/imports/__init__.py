"""What files of other systems say, and how it becomes ours."""

from crm_core.imports.deal_life import DealLife, DealOrigin, StagePassed, life_of_deal
from crm_core.imports.records import (
    RECORDS,
    ActivityRecord,
    ContactRecord,
    CustomerRecord,
    DealRecord,
    ImportKind,
    LeadRecord,
    PersonRecord,
    ProductRecord,
    Record,
    Reference,
    Refers,
    SalesLineRecord,
)
from crm_core.imports.sales_lines import sold_line
from crm_core.imports.tables import Cell, RowProblem, SourceRow, SourceTable

__all__ = [
    "RECORDS",
    "ActivityRecord",
    "Cell",
    "ContactRecord",
    "CustomerRecord",
    "DealLife",
    "DealOrigin",
    "DealRecord",
    "ImportKind",
    "LeadRecord",
    "PersonRecord",
    "ProductRecord",
    "Record",
    "Reference",
    "Refers",
    "RowProblem",
    "SalesLineRecord",
    "SourceRow",
    "SourceTable",
    "StagePassed",
    "life_of_deal",
    "sold_line",
]
