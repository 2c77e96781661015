"""Files of separated values: encodings, delimiters, lines and what is wrong with a row."""

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from crm_adapters.table_files import ReadingLimits, open_tables
from crm_core.errors import Invalid
from crm_core.imports import Cell, RowProblem, SourceTable

File = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def written(content: str | bytes, name: str = "leads.csv", encoding: str = "utf-8") -> Path:
        (path := tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def known(columns: Sequence[str]) -> bool:
    return "name" in columns


def table(path: Path, **how: str) -> SourceTable:
    (one,) = open_tables(path, known, encoding=how.get("encoding"), delimiter=how.get("delimiter"))
    return one


def taken(source: SourceTable) -> list[list[Cell]]:
    return [list(row.cells) for row in source.rows() if row.problem is None]


def problems(source: SourceTable) -> list[RowProblem]:
    return [row.problem for row in source.rows() if row.problem is not None]


def refusal(path: Path, **how: str) -> str:
    with pytest.raises(Invalid) as refused:
        table(path, **how)
    return str(refused.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_whose_header_names_known_fields(file: File, delimiter: str) -> None:
    read = table(file(f"id{delimiter}name{delimiter}a.b:c\n1{delimiter}Ada{delimiter}\n"))
    assert (read.delimiter, list(read.columns)) == (delimiter, ["id", "name", "a.b:c"])
    assert taken(read) == [["1", "Ada", None]]


def test_what_separates_unknown_columns_is_told_by_the_start_of_the_file(file: File) -> None:
    assert table(file("alpha~beta\n" + "1~x\n2~y\n" * 20)).delimiter == "~"


def test_a_delimiter_that_is_asked_for_wins(file: File) -> None:
    read = table(file("name,city;x\nA,B;1\n"), delimiter=";")
    assert (list(read.columns), taken(read)) == (["name,city", "x"], [["A,B", "1"]])
    assert refusal(file("name\nA\n"), delimiter="--").startswith("delimiter: '--' separates nothing;")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_german_names_are_read_whatever_their_encoding(file: File, encoding: str) -> None:
    read = table(file("name;straße\nMüller;Größe\nJörg;Weiß\n", encoding=encoding))
    assert list(read.columns) == ["name", "straße"]
    assert taken(read) == [["Müller", "Größe"], ["Jörg", "Weiß"]]
    assert read.encoding == encoding


def test_an_encoding_that_is_asked_for_wins(file: File) -> None:
    path = file("name;miasto\nŁukasz;Łódź\n", encoding="cp1250")
    assert taken(table(path, encoding="cp1250")) == [["Łukasz", "Łódź"]]
    assert refusal(path, encoding="utf-9").startswith("encoding: 'utf-9' is no encoding;")
    assert refusal(path, encoding="base64").startswith("encoding: 'base64' is no encoding;")


def test_a_byte_that_does_not_fit_rejects_its_row_and_no_other(file: File) -> None:
    read = table(file("name,city\nJosé,São Paulo\n".encode() + b"Ren\xe9,Paris\n" + "Zoë,Köln\n".encode()))
    assert taken(read) == [["José", "São Paulo"], ["Zoë", "Köln"]]
    (problem,) = problems(read)
    assert (problem.file, problem.line, problem.column, problem.value) == ("leads.csv", 3, "name", "René")
    assert problem.problem == "byte 0xe9 is not UTF-8"


def test_lines_that_are_one_quoted_cell_are_unwrapped_and_counted(file: File) -> None:
    read = table(file('id,name,note\n1,Ada,x\n"2,""Lovelace, Ada"",y"\n"3,Bob,z"\n'))
    assert taken(read) == [["1", "Ada", "x"], ["2", "Lovelace, Ada", "y"], ["3", "Bob", "z"]]
    assert read.unwrapped == 2
    assert [*read.rows()]
    assert read.unwrapped == 2, "each reading counts anew"


def test_rows_of_several_lines_are_numbered_by_their_first(file: File) -> None:
    read = table(file('name,note\nA,"one\r\ntwo"\n\nB,x\n'))
    assert [(row.line, list(row.cells)) for row in read.rows()] == [(2, ["A", "one\r\ntwo"]), (5, ["B", "x"])]


def test_a_lone_quotation_mark_spoils_its_own_line_and_no_other(file: File) -> None:
    read = table(file('name,note\nA,"open\nB,x\nC,5" pipe\nD,"q"uote\nE,"two\nlines"\n'))
    assert taken(read) == [["B", "x"], ["C", '5" pipe'], ["E", "two\nlines"]]
    assert [(one.line, one.problem) for one in problems(read)] == [
        (2, "a quotation mark is open at the end of the line"),
        (5, "a quotation mark stands within a value"),
    ]


def test_ragged_rows_say_what_is_missing_and_what_is_too_much(file: File) -> None:
    found = problems(table(file("id,name,city\n1,A\n2,B,C,D\n,,\n3,E,\n")))
    assert [(one.line, one.column, one.value, one.problem) for one in found] == [
        (2, "city", "", "the row ends before this column"),
        (3, "", "D", "has 4 values for 3 columns"),
    ]


def test_a_nul_byte_rejects_its_row(file: File) -> None:
    (problem,) = problems(table(file(b"name\nA\x00B\nC\n")))
    assert (problem.line, problem.value, problem.problem) == (2, "A\ufffdB", "has a NUL character")


def test_a_cell_of_ten_megabytes_rejects_its_row(file: File) -> None:
    read = table(file(f"name,x\n{'a' * 10_000_000},1\nB,2\n" + f'"{"b" * 10_000_000}",3\nC,4\n'))
    assert taken(read) == [["B", "2"], ["C", "4"]]
    assert [(one.line, one.problem) for one in problems(read)] == [
        (2, "has 1,000,000 characters or more"),
        (4, "has 1,000,000 characters or more"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b",,\n1,2,3\n", "has no header"),
        (b"name,x,name\n1,2,3\n", "has two columns 'name'"),
        (("name," * 1_000_000).encode(), "its header has 1,000,000 characters or more"),
        (("name," + "x," * 10_000).encode(), "has 10,002 columns, and 5,000 are read"),
        (b"na\x00me,name\n1,2\n", "its header has a character that cannot be read"),
        (b"PK\x03\x04whatever", "is a ZIP archive"),
        (gzip.compress(b"name\nA\n")[:-9], "is no whole gzip file"),
    ],
    ids=["empty", "blank", "unnamed", "doubled", "a million columns", "many columns", "nul", "zip", "half a gzip"],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(file: File, content: bytes, problem: str) -> None:
    assert refusal(file(content)).startswith(f"leads.csv: {problem}")


def test_a_header_alone_is_a_table_without_rows(file: File) -> None:
    assert [*table(file("name,city")).rows()] == []


def test_columns_without_a_name_are_called_by_their_place(file: File) -> None:
    assert list(table(file("name,, \nA,B,C\n")).columns) == ["name", "column 2", "column 3"]


def test_a_packed_file_is_read_as_what_it_packs(file: File) -> None:
    read = table(file(gzip.compress(b"name\nA\n"), "leads.csv.gz"))
    assert (read.file, taken(read)) == ("leads.csv", [["A"]])


def test_a_bomb_is_refused_before_it_goes_off(file: File) -> None:
    path = file(gzip.compress(b"name\n" + b"\x20" * 5_000_000), "leads.csv.gz")
    assert path.stat().st_size < 10_000
    with pytest.raises(Invalid, match=r"^leads.csv: has more than 1,000,000 bytes when it is unpacked;"):
        open_tables(path, known, limits=ReadingLimits(unpacked_bytes=1_000_000))


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").startswith("none.csv: cannot be read: No such file or directory; make ")


def test_the_tables_of_a_folder_come_in_the_order_of_their_names(file: File, tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "README.md", ".hidden.csv"):
        file("name\nA\n", name)
    file('{"name": "B"}\n', "c.jsonl")
    (tmp_path / "folder.csv").mkdir()
    assert [one.file for one in open_tables(tmp_path, known)] == ["a.csv", "b.csv", "c.jsonl"]


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    with pytest.raises(Invalid, match=r"^loop.csv: cannot be read: "):
        open_tables(tmp_path, known)
    (tmp_path / "loop.csv").unlink()
    with pytest.raises(Invalid, match=r": holds no file of a table; put one there: \.csv, "):
        open_tables(tmp_path, known)


def test_guards_of_formulas_are_taken_off_by_exactly_one_where_they_are_noted(file: File) -> None:
    path = file("name\n'=1+1\n''=1\n'tis\n=2\n")
    assert taken(open_tables(path, known, guarded=True)[0]) == [["=1+1"], ["'=1"], ["'tis"], ["=2"]]
    assert taken(table(path)) == [["'=1+1"], ["''=1"], ["'tis"], ["=2"]]
