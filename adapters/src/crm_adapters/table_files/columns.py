"""The columns of a table, and those that a file of rejects has before them."""

from collections.abc import Sequence

from crm_adapters.table_files.encodings import NOT_FITTING
from crm_adapters.table_files.limits import ReadingLimits
from crm_core.errors import Invalid

PLACE = ("rejected_file", "rejected_line", "rejected_column", "rejected_value", "rejected_problem", "rejected_remedy")
"""What a file of rejects tells of each row before the row itself; left out when it is read."""


def columns_of(name: str, cells: Sequence[str], limits: ReadingLimits) -> tuple[str, ...]:
    """As they are written; one without a name is called by its place. Raises Invalid where no table has these."""
    if not any(cell.strip() for cell in cells):
        raise Invalid.field(name, "has no header", "its first line names the columns")
    if len(cells) > limits.columns:
        problem = f"has {len(cells):,} columns, and {limits.columns:,} are read"
        raise Invalid.field(name, problem, "take out those you do not need")
    for cell in cells:
        if NOT_FITTING.search(cell):
            problem = f"its header has a character that cannot be read: {cell[:80]!a}"
            raise Invalid.field(name, problem, "save it as UTF-8, or name its --encoding")
    columns = tuple(cell if cell.strip() else f"column {place}" for place, cell in enumerate(cells, start=1))
    seen: set[str] = set()
    for column in columns:
        if column in seen:
            raise Invalid.field(name, f"has two columns {column[:80]!r}", "rename one of them, or take it out")
        seen.add(column)
    return columns


def leading(columns: Sequence[str]) -> int:
    """How many of the first columns are those of a file of rejects."""
    return len(PLACE) if tuple(columns[: len(PLACE)]) == PLACE else 0
