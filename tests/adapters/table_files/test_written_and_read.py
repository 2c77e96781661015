"""What a writer writes, the reader reads back; and rejects are mended and read again."""

import io
import json
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_adapters.table_files import PLACE, TableFormat, open_rejects, open_tables, open_writer, spooled
from crm_core.imports import Cell, SourceTable

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30) | st.sampled_from(
    ["=1+1", "'=1", "''=x", "-5", "+1-395", "007", "'tis", '"', 'a"b', "a\r\nb", "\r", "a,b;c\td|e", " x ", "_x000D_"]
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)
COLUMNS = ("name", "b", "=c")


def known(columns: object) -> bool:
    return tuple(columns) == COLUMNS  # type: ignore[arg-type]


def written(folder: Path, form: TableFormat, rows: Sequence[Sequence[Cell]]) -> SourceTable:
    path = folder / f"rows.{form}"
    with path.open("wb") as target, open_writer(form, target, COLUMNS) as writer:
        for row in rows:
            writer.write(row)
    (table,) = open_tables(path, known, guarded=form.is_guarded)
    return table


def as_csv(cell: Cell) -> Cell:
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
    return str(cell)


def as_json(cell: Cell) -> Cell:
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell == "" else cell


def as_sheet(cell: Cell) -> Cell:
    if isinstance(cell, date) and (isinstance(cell, datetime) or cell.year < 1901):
        return cell.isoformat()
    if isinstance(cell, int) and abs(cell) >= 10**15:
        return str(cell)
    return None if cell == "" else cell


@pytest.mark.parametrize(
    ("form", "seen"), [(TableFormat.CSV, as_csv), (TableFormat.JSONL, as_json), (TableFormat.XLSX, as_sheet)]
)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_what_is_written_is_read_back_cell_for_cell(form: TableFormat, seen: object, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
    expected = [[seen(cell) for cell in row] for row in rows]  # type: ignore[operator]
    with TemporaryDirectory() as folder:
        table = written(Path(folder), form, rows)
        assert tuple(table.columns) == COLUMNS
        read = [*table.rows()]
    assert [row.problem for row in read] == [None] * len(read)
    assert [list(row.cells) for row in read] == [row for row in expected if any(cell is not None for cell in row)]


@pytest.mark.parametrize(("name", "form"), [("deals.csv", "csv"), ("deals.jsonl", "jsonl")])
def test_rejects_are_mended_and_read_again(tmp_path: Path, name: str, form: str) -> None:
    source = tmp_path / name
    source.write_text("name,b\nA,=1\nB\n" if form == "csv" else '{"name": "A", "b": "=1"}\nnothing\n', encoding="utf-8")
    (table,) = open_tables(source, lambda columns: "name" in columns)
    rejects = tmp_path / f"rejects.{form}"
    with open_rejects(rejects, table) as reject:
        for row in table.rows():
            problem = row.problem or next(each.problem for each in table.rows() if each.problem)
            reject(problem, row.cells)
    text = rejects.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    leading = first.split(",") if form == "csv" else list(json.loads(first))
    assert tuple(leading) == (*PLACE, "name", "b")
    if form == "csv":
        assert "'=1" in text, "no program of spreadsheets runs it"
    (again,) = open_tables(rejects, lambda columns: "name" in columns)
    assert list(again.columns) == ["name", "b"]
    assert list(next(iter(again.rows())).cells) == ["A", "=1"]


def test_what_is_too_much_of_a_row_stands_behind_it_among_the_rejects(tmp_path: Path) -> None:
    (source := tmp_path / "deals.csv").write_text("name,b\nA,1,000\n", encoding="utf-8")
    (table,) = open_tables(source, lambda columns: "name" in columns)
    with open_rejects(tmp_path / "rejects.csv", table) as reject:
        for row in table.rows():
            assert row.problem
            reject(row.problem, row.cells)
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("deals.csv,2,,000,has 3 values for 2 columns,")
    assert text.splitlines()[1].endswith(",A,1,000")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, form: str) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.{form}"
        with path.open("w", encoding="utf-8") as file:
            if form == "csv":
                file.write("name,note\n")
            for number in range(count):
                file.write(f'N{number},"x, ""y"""\n' if form == "csv" else f'{{"name": "N{number}"}}\n')
        tracemalloc.start()
        try:
            (table,) = open_tables(path, lambda columns: "name" in columns)
            assert sum(1 for _ in table.rows()) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is imported on the way counts once
    few, many = peak(5_000), peak(50_000)
    assert many <= 1.2 * max(few, 4 * 2**20), (few, many)


def test_a_stream_is_kept_in_a_file_while_it_is_read(tmp_path: Path) -> None:
    with spooled(io.BytesIO(b'[{"name": "A"}]')) as path:
        (table,) = open_tables(path, known)
        assert [list(row.cells) for row in table.rows()] == [["A"]]
    assert not path.exists()
