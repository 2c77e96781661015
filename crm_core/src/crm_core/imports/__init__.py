"""What files of other systems say, and how it becomes ours."""

from crm_core.imports.deal_life import (
    DealLife,
    DealOrigin,
    life_of_deal,
)
from crm_core.imports.fields import (
    ImportField,
    field_of,
    fields_of,
)
from crm_core.imports.mapper import (
    Mapped,
    MappedRow,
    Mapper,
    SkippedRow,
)
from crm_core.imports.mapping import (
    ColumnRule,
    Empty,
    FieldPolicy,
    ImportMapping,
    MappingUnusable,
    Rest,
    TableMapping,
    Write,
)
from crm_core.imports.mapping_files import (
    read_mapping,
    write_mapping,
)
from crm_core.imports.readings import (
    ImportContext,
    UnknownPerson,
)
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
from crm_core.imports.sales_lines import (
    sold_line,
)
from crm_core.imports.synonyms import (
    normal,
)
from crm_core.imports.tables import (
    Cell,
    RowProblem,
    SourceRow,
    SourceTable,
)

__all__ = [
    "RECORDS",
    "ActivityRecord",
    "Cell",
    "ColumnRule",
    "ContactRecord",
    "CustomerRecord",
    "DealLife",
    "DealOrigin",
    "DealRecord",
    "Empty",
    "FieldPolicy",
    "ImportContext",
    "ImportField",
    "ImportKind",
    "ImportMapping",
    "LeadRecord",
    "Mapped",
    "MappedRow",
    "Mapper",
    "MappingUnusable",
    "PersonRecord",
    "ProductRecord",
    "Record",
    "Reference",
    "Refers",
    "Rest",
    "RowProblem",
    "SalesLineRecord",
    "SkippedRow",
    "SourceRow",
    "SourceTable",
    "TableMapping",
    "UnknownPerson",
    "Write",
    "field_of",
    "fields_of",
    "life_of_deal",
    "normal",
    "read_mapping",
    "sold_line",
    "write_mapping",
]
