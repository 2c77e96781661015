"""What is asked of an XLSX file before it is opened: is it one, how large is it, and which formulas are empty."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from xml.etree import ElementTree

from crm_adapters.table_files.limits import ReadingLimits
from crm_core.errors import Invalid

Place = tuple[int, int]
"""Row and column, both from 0."""

_REMEDY = "save it as XLSX anew, or as CSV"
_BLOCK = 2**18
_PLACE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def empty_formulas(content: bytes, name: str, limits: ReadingLimits) -> dict[str, set[Place]]:
    """By sheet, the cells whose formula has no stored value. Raises Invalid for what is no workbook, or too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > limits.workbook_bytes:
                problem = f"has {size:,} bytes unpacked, and {limits.workbook_bytes:,} are read"
                raise Invalid.field(name, problem, "split it, or save it as CSV")
            return {sheet: _empty(archive, path, name, limits) for sheet, path in _sheets(archive)}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, EOFError, NotImplementedError, RuntimeError) as cause:
        raise Invalid.field(name, "is no XLSX workbook", _REMEDY) from cause


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  limited, and expat is
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for part in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if part.tag.endswith("}sheet"):
            target = targets.get(part.get(_OFFICE), "")
            yield part.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _empty(archive: zipfile.ZipFile, path: str, name: str, limits: ReadingLimits) -> set[Place]:
    empty: set[Place] = set()
    rows = columns = 0
    with archive.open(path) as sheet:
        for cell in _cells(sheet):
            found = None
            for found in _PLACE.finditer(cell):
                rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]))
            if found and _FORMULA.search(cell, found.end()) and not _VALUE.search(cell, found.end()):
                empty.add((int(found[2]) - 1, _column(found[1]) - 1))
    if rows * columns > limits.workbook_cells:
        problem = f"a sheet goes to row {rows:,} and column {columns:,}, and {limits.workbook_cells:,} cells are read"
        raise Invalid.field(name, problem, "take out what lies far off, or save it as CSV")
    return empty


def _cells(sheet: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces, each with a whole cell at its end."""
    rest = b""
    while block := sheet.read(_BLOCK):
        *whole, rest = (rest + block).split(b"</c>")
        yield from whole
        if len(rest) > 4 * _BLOCK:
            yield rest
            rest = rest[-64:]
    yield rest


def _column(name: bytes) -> int:
    number = 0
    for sign in name:
        number = number * 26 + sign - 64
    return number
