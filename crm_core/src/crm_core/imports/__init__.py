"""What files of other systems say, and how it becomes ours."""

from crm_core.imports.activity_life import (
    changed_activity,
    life_of_activity,
)
from crm_core.imports.batch import (
    FileResult,
    ImportBatch,
    ImportBatchFilter,
    ImportFinished,
    ImportLine,
    ImportLineStore,
    ImportStarted,
    ImportState,
    LineCount,
    Lines,
    Outcome,
)
from crm_core.imports.deal_life import (
    DealLife,
    DealOrigin,
    changed_deal,
    life_of_deal,
)
from crm_core.imports.doubts import About, Doubt, answered
from crm_core.imports.export_columns import (
    ExportColumn,
    OpenNames,
    columns_of,
    mapping_of,
    open_names,
)
from crm_core.imports.fields import (
    ImportField,
    field_of,
    fields_of,
)
from crm_core.imports.inference import Inference, infer
from crm_core.imports.lead_life import changed_lead, life_of_lead
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
from crm_core.imports.projections import (
    NOT_EXPORTED,
    key_of,
    project_activity,
    project_deal,
    project_lead,
    project_product,
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
from crm_core.imports.rows import Chunk
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
    "NOT_EXPORTED",
    "RECORDS",
    "About",
    "ActivityRecord",
    "Cell",
    "Chunk",
    "ColumnRule",
    "ContactRecord",
    "CustomerRecord",
    "DealLife",
    "DealOrigin",
    "DealRecord",
    "Doubt",
    "Empty",
    "ExportColumn",
    "FieldPolicy",
    "FileResult",
    "ImportBatch",
    "ImportBatchFilter",
    "ImportContext",
    "ImportField",
    "ImportFinished",
    "ImportKind",
    "ImportLine",
    "ImportLineStore",
    "ImportMapping",
    "ImportStarted",
    "ImportState",
    "Inference",
    "LeadRecord",
    "LineCount",
    "Lines",
    "Mapped",
    "MappedRow",
    "Mapper",
    "MappingUnusable",
    "Match",
    "OpenNames",
    "Outcome",
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
    "changed_activity",
    "changed_deal",
    "changed_lead",
    "columns_of",
    "field_of",
    "fields_of",
    "infer",
    "key_of",
    "kind_of",
    "life_of_activity",
    "life_of_deal",
    "life_of_lead",
    "mapping_of",
    "match",
    "normal",
    "open_names",
    "project_activity",
    "project_deal",
    "project_lead",
    "project_product",
    "read_mapping",
    "sold_line",
    "write_mapping",
]
