"""Files of any shape as tables, and tables as files."""

from crm_adapters.table_files.columns import PLACE
from crm_adapters.table_files.limits import STANDARD_LIMITS, ReadingLimits
from crm_adapters.table_files.opening import open_tables
from crm_adapters.table_files.rejects import Reject, open_rejects, rejects_format
from crm_adapters.table_files.source_file import spooled
from crm_adapters.table_files.writing import TableFormat, TableWriter, open_writer

__all__ = [
    "PLACE",
    "STANDARD_LIMITS",
    "ReadingLimits",
    "Reject",
    "TableFormat",
    "TableWriter",
    "open_rejects",
    "open_tables",
    "open_writer",
    "rejects_format",
    "spooled",
]
