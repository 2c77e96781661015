"""What files of other systems say, and how it becomes ours."""

from crm_core.imports.deal_life import (
    DealLife,
    DealOrigin,
    life_of_deal,
)
from crm_core.imports.doubts import About, Doubt, answered
from crm_core.imports.fields import (
    ImportField,
    field_of,
    fields_of,
)
from crm_core.imports.inference import Inference, infer
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
from crm_core.imports.matching import Match, kind_of, match
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
    "About",
    "ActivityRecord",
    "Cell",
    "ColumnRule",
    "ContactRecord",
    "CustomerRecord",
    "DealLife",
    "DealOrigin",
    "DealRecord",
    "Doubt",
    "Empty",
    "FieldPolicy",
    "ImportContext",
    "ImportField",
    "ImportKind",
    "ImportMapping",
    "Inference",
    "LeadRecord",
    "Mapped",
    "MappedRow",
    "Mapper",
    "MappingUnusable",
    "Match",
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
    "answered",
    "field_of",
    "fields_of",
    "infer",
    "kind_of",
    "life_of_deal",
    "match",
    "normal",
    "read_mapping",
    "sold_line",
    "write_mapping",
]
