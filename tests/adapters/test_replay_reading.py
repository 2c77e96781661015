"""Reading a data set: spellings that mean the same, and lines that spoil nobody but themselves."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_adapters.replay.spellings import Spellings
from crm_adapters.replay.table_file import BadRow, TableFile, TableRow
from crm_core.errors import Invalid

NAMES = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=12)


@example(name="\u1fd2", blanks=[""] * 12)  # its small letter in three parts folds to another form
@given(name=NAMES, blanks=st.lists(st.sampled_from(["", " ", "\u00a0"]), min_size=12, max_size=12))
def test_blanks_and_case_do_not_matter(name: str, blanks: list[str]) -> None:
    names = Spellings[int]("product")
    names.add(name, 1)
    written = "".join(sign + blank for sign, blank in zip(name, blanks, strict=False)).swapcase()

    if written.casefold().replace(" ", "").replace("\u00a0", "") == name.casefold():
        assert names.find(written) == 1
        assert [(each.written, each.rows) for each in names.respelled] == ([] if written == name else [(written, 1)])


def test_a_name_is_told_once_however_many_rows_spell_it_so() -> None:
    names = Spellings[str]("product")
    names.add("GTX Pro", "it")

    assert [names.find(written) for written in ("GTXPro", "GTX Pro", "GTXPro", "Gtx  pro", "GTX")] == ["it"] * 4 + [
        None
    ]
    assert [(each.written, each.rows) for each in names.respelled] == [("GTXPro", 2), ("Gtx  pro", 1)]


def test_two_names_that_cannot_be_told_apart_are_not_both_listed() -> None:
    names = Spellings[int]("account")

    assert names.add("Acme", 1) is None
    assert names.add("ACME ", 2) == "Acme"
    assert names.find("acme") == 1


def test_a_forgotten_quotation_mark_spoils_its_own_line_only(tmp_path: Path) -> None:
    rows = table(tmp_path, 'a,b\n1,"open\n2,"x, y"\n3,z\n')

    assert [type(row) for row in rows] == [BadRow, TableRow, TableRow]
    assert [row.line for row in rows] == [2, 3, 4]
    assert values(rows) == [{"a": "2", "b": "x, y"}, {"a": "3", "b": "z"}]


@pytest.mark.parametrize("sign", ["\0", "\x0b", "\x7f"])
def test_a_control_character_is_told(tmp_path: Path, sign: str) -> None:
    (row,) = table(tmp_path, f"a,b\n1,x{sign}y\n")

    assert isinstance(row, BadRow)
    assert (row.column, row.reason) == ("b", "has a control character; take it out")


def test_columns_may_stand_in_any_order_with_others_between_them(tmp_path: Path) -> None:
    rows = table(tmp_path, " B ;more;A\n1;2;3\n")

    assert [(row.values["a"], row.values["b"]) for row in rows if isinstance(row, TableRow)] == [("3", "1")]


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"table.csv: has two columns a; take one of them out"):
        table(tmp_path, "a,b,a\n1,2,3\n")


def table(folder: Path, text: str) -> list[TableRow | BadRow]:
    (folder / "table.csv").write_text(text, encoding="utf-8", newline="")
    return list(TableFile(folder / "table.csv", ("a", "b")).rows())


def values(rows: list[TableRow | BadRow]) -> list[dict[str, str]]:
    return [dict(row.values) for row in rows if isinstance(row, TableRow)]
