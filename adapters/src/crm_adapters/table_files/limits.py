"""How large a file, a row and a cell may be, so that none fills the memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingLimits:
    """Sizes in bytes are those of the unpacked file, and looked at before anything is made of it."""

    unpacked_bytes: int = 8 * 2**30
    """Of a file that is read row by row."""
    json_bytes: int = 64 * 2**20
    """Of a JSON file of arrays, which stands in memory whole; JSON Lines do not."""
    workbook_bytes: int = 256 * 2**20
    """Of all parts of an XLSX file together, which stand in memory."""
    workbook_cells: int = 20_000_000
    """From the first to the last row and column of a sheet, empty ones too."""
    columns: int = 5_000
    line_characters: int = 1_000_000
    row_lines: int = 1_000
    """Lines of one row, by line breaks in quotation marks."""


STANDARD_LIMITS = ReadingLimits()
