"""Without the extra ``import`` what is plain goes in all the same, and the rest says which extra it needs."""

import sys
from pathlib import Path

import pytest

from crm_adapters.table_files import open_tables
from crm_core.errors import Invalid


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("charset_normalizer", "clevercsv", "clevercsv.detect", "python_calamine"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name;x\nJörg;1\n"),
        ("a.tsv", "unknown\tx\nJörg\t1\n"),
        ("a.json", '[{"name": "Jörg", "x": "1"}]'),
        ("a.jsonl", '{"name": "Jörg", "x": "1"}\n'),
    ],
)
def test_what_is_plain_goes_in(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (table,) = open_tables(tmp_path / name, lambda columns: "name" in columns)
    assert [list(row.cells) for row in table.rows()] == [["Jörg", "1"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"name\nJ\xf6rg\n"), ("b.csv", b"who~x\nJ~1\n"), ("c.xlsx", b"PK\x03\x04")],
)
def test_the_rest_names_the_extra(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=rf"^{name}: .* is not installed; pip install 'crm-adapters\[import\]', or "):
        open_tables(tmp_path / name, lambda columns: "name" in columns)
