"""Opens a file, or a folder of files, as tables."""

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_adapters.table_files.json_tables import json_lines, json_tables, parsed
from crm_adapters.table_files.limits import STANDARD_LIMITS, ReadingLimits
from crm_adapters.table_files.separated import SeparatedTable
from crm_adapters.table_files.source_file import SourceFile
from crm_adapters.table_files.workbooks import workbook_tables
from crm_core.errors import Invalid
from crm_core.imports import SourceTable

_SEPARATED = frozenset({".csv", ".tsv", ".tab", ".txt"})
_LINES = frozenset({".jsonl", ".ndjson"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_KNOWN = _SEPARATED | _LINES | _WORKBOOKS | {".json"}
_ZIP = b"PK\x03\x04"
_START = 64 * 1024


def open_tables(
    path: Path,
    known_header: Callable[[Sequence[str]], bool],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    guarded: bool = False,
    limits: ReadingLimits = STANDARD_LIMITS,
) -> Sequence[SourceTable]:
    """The tables of a file, packed by gzip or not, or of the files of a folder in the order of their names.

    ``known_header`` says whether columns are known by their names, which tells the delimiter. ``encoding`` and
    ``delimiter`` win over what the file looks like. ``guarded``: an apostrophe before what looks like a formula is no
    part of a text. Raises Invalid, which names the file and the remedy; rows that cannot be read say so themselves.
    """
    tables: list[SourceTable] = []
    for file in _files(path):
        source = SourceFile(file, limits.unpacked_bytes)
        match _format(source):
            case "workbook":
                tables += workbook_tables(source, limits, guarded=guarded)
            case "lines":
                tables.append(json_lines(source, limits, encoding))
            case "json":
                tables += json_tables(source, limits, encoding)
            case _:
                how = {"encoding": encoding, "delimiter": delimiter}
                tables.append(SeparatedTable(source, known_header, limits, guarded=guarded, **how))
    return tables


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    try:
        files = sorted(one for one in path.iterdir() if _is_table(one) and not one.is_dir())
    except OSError as cause:
        raise Invalid.field(path.name, f"cannot be read: {cause.strerror}", "make the folder readable") from cause
    if not files:
        raise Invalid.field(path.name, "holds no file of a table", f"put one there: {', '.join(sorted(_KNOWN))}")
    return files


def _is_table(path: Path) -> bool:
    name = path.name.casefold()
    return not name.startswith(".") and Path(name.removesuffix(".gz")).suffix in _KNOWN


def _format(source: SourceFile) -> str:
    """By its name, and where that says nothing by how it starts."""
    start = source.start(_START)
    if not start.strip():
        raise Invalid.field(source.name, "is empty", "its first line names the columns")
    if source.suffix in _WORKBOOKS or (start.startswith(_ZIP) and source.suffix not in _KNOWN):
        return "workbook"
    if start.startswith(_ZIP):
        raise Invalid.field(source.name, "is a ZIP archive", "unpack it; a workbook is named .xlsx")
    if source.suffix in _LINES:
        return "lines"
    if source.suffix == ".json":
        return "json"
    if source.suffix in _SEPARATED:
        return "separated"
    return _by_content(start.lstrip(b"\xef\xbb\xbf \t\r\n"))


def _by_content(start: bytes) -> str:
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        first = parsed(start.partition(b"\n")[0].decode(errors="replace"))
        return "lines" if isinstance(first, dict) else "json"
    return "separated"
