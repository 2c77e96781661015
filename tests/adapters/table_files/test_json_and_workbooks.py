"""JSON and XLSX: tables in them, and files that are none."""

import gzip
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from crm_adapters.table_files import ReadingLimits, open_tables
from crm_core.errors import Invalid
from crm_core.imports import SourceTable


def opened(path: Path, limits: ReadingLimits | None = None) -> list[SourceTable]:
    return list(open_tables(path, lambda _: True, limits=limits or ReadingLimits()))


def written(folder: Path, text: str, name: str = "book.json") -> Path:
    (path := folder / name).write_text(text, encoding="utf-8")
    return path


def cells(table: SourceTable) -> list[list[object]]:
    return [list(row.cells) for row in table.rows() if row.problem is None]


def book(folder: Path, *fill: Callable[[Any, Any], None]) -> Path:
    with xlsxwriter.Workbook(path := folder / "book.xlsx") as workbook:
        for place, one in enumerate(fill):
            one(workbook.add_worksheet(f"Sheet {place}"), workbook)
    return path


def test_a_list_of_objects_is_a_table_with_all_their_names(tmp_path: Path) -> None:
    (table,) = opened(written(tmp_path, '[{"a": 1.10, "b": "x"}, {"c": {"d": [1]}, "a": ""}, {}, 7]'))
    assert (table.file, list(table.columns), table.delimiter) == ("book.json", ["a", "b", "c"], None)
    assert cells(table) == [[Decimal("1.10"), "x", None], [None, None, {"d": [1]}]]
    assert [(row.line, row.problem.problem) for row in table.rows() if row.problem] == [(4, "is no object")]


def test_an_object_of_lists_is_a_table_each(tmp_path: Path) -> None:
    tables = opened(written(tmp_path, '{"leads": [{"a": 1}], "none": [], "deals": [{"b": 2}, {"b": 3}]}'))
    assert [(one.file, cells(one)) for one in tables] == [("book.json#leads", [[1]]), ("book.json#deals", [[2], [3]])]


def test_a_line_that_is_no_object_is_rejected_and_no_other(tmp_path: Path) -> None:
    text = '{"a": "x"}\n\n{"a": \n[1]\n{"a": NaN}\n{"a": "\\u0000"}\n{"a": "\\ud800"}\n{"a": "y"}\n'
    (table,) = opened(written(tmp_path, text + "[" * 100_000 + "\n", "rows.jsonl"))
    assert cells(table) == [["x"], ["y"]]
    found = [(row.line, row.problem.problem) for row in table.rows() if row.problem]
    assert [line for line, _ in found] == [3, 4, 5, 6, 7, 9]
    assert found[1:5] == [
        (4, "is no object"),
        (5, "is no JSON that can be read: NaN is no number"),
        (6, "has a character that no text may hold"),
        (7, "has a character that no text may hold"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1, 2", "is no JSON: "),
        ('{"a": 1}', "its 'a' is no list"),
        ("17", "holds no list of objects"),
        ("[]", "has no header"),
        ("[" * 100_000, "is no JSON that can be read: it is nested too deeply"),
    ],
)
def test_a_file_without_a_list_is_refused_with_the_reason(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        opened(written(tmp_path, text))
    assert str(refused.value).startswith(f"book.json: {problem}")


def test_a_list_that_is_too_large_for_the_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="has more than 100 bytes when it is unpacked; split it, or save it as"):
        opened(written(tmp_path, '[{"a": 1}]' + " " * 200), ReadingLimits(json_bytes=100))


def test_sheets_are_read_with_their_numbers_dates_and_stored_values(tmp_path: Path) -> None:
    def fill(sheet: Any, workbook: Any) -> None:
        sheet.write_row(0, 0, ["id", "n", "yes", "day", "sum"])
        sheet.write_row(1, 0, ["007", 17, True])
        sheet.write_datetime(1, 3, datetime(2020, 2, 3), workbook.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_formula(1, 4, "=1+1.5", None, 2.5)
        sheet.write(3, 1, 1.25)
        sheet.write_formula(4, 4, "=1+1", None, "")

    (table,) = opened(book(tmp_path, fill, lambda *_: None))
    assert (table.file, list(table.columns)) == ("book.xlsx", ["id", "n", "yes", "day", "sum"])
    assert cells(table) == [["007", 17, True, date(2020, 2, 3), 2.5], [None, 1.25, None, None, None]]
    (refused,) = [row.problem for row in table.rows() if row.problem]
    assert (refused.line, refused.column, refused.problem) == (5, "sum", "is a formula without a stored value")


def test_each_sheet_that_holds_something_is_a_table(tmp_path: Path) -> None:
    def rows(sheet: Any, _: Any) -> None:
        sheet.write_row(2, 0, ["a", "b"])
        sheet.write_row(3, 0, [1, "x"])

    tables = opened(book(tmp_path, rows, rows))
    assert [(one.file, cells(one)) for one in tables] == [
        ("book.xlsx#Sheet 0", [[1, "x"]]),
        ("book.xlsx#Sheet 1", [[1, "x"]]),
    ]
    assert [row.line for row in tables[0].rows()] == [4]


def test_a_sheet_that_begins_right_of_its_first_column_keeps_its_formulas_apart(tmp_path: Path) -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 2, ["a", "b"])
        sheet.write_row(1, 2, [1, "x"])
        sheet.write_row(2, 2, [2])
        sheet.write_formula(2, 3, "=1+1", None, "")

    (table,) = opened(book(tmp_path, fill))
    assert [row.problem.column for row in table.rows() if row.problem] == ["b"]


def test_a_sheet_that_goes_far_off_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = book(tmp_path, lambda sheet, _: (sheet.write(0, 0, "a"), sheet.write(1_000_000, 16_000, "b")))  # type: ignore[arg-type]
    with pytest.raises(
        Invalid, match=r"a sheet goes to row 1,000,001 and column 16,001, and 20,000,000 cells are read"
    ):
        opened(path)


def test_what_is_no_workbook_or_too_large_is_refused(tmp_path: Path) -> None:
    (path := tmp_path / "book.xlsx").write_bytes(b"name,x\n1,2\n")
    with pytest.raises(Invalid, match=r"^book.xlsx: is no XLSX workbook; save it as XLSX anew, or as CSV$"):
        opened(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear")
    with pytest.raises(Invalid, match=r"^book.xlsx: is no XLSX workbook;"):
        opened(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    with pytest.raises(Invalid, match="has 300,000,000 bytes unpacked, and 268,435,456 are read"):
        opened(path)
    path.write_bytes(b"")
    with pytest.raises(Invalid, match=r"^book.xlsx: is empty;"):
        opened(path)


def test_a_packed_workbook_is_read_too(tmp_path: Path) -> None:
    path = book(tmp_path, lambda sheet, _: sheet.write_column(0, 0, ["a", 1]))
    (packed := tmp_path / "packed.xlsx.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert [(one.file, cells(one)) for one in opened(packed)] == [("packed.xlsx", [[1]])]
