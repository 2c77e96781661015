"""A row becomes a record, or the reason why it cannot be one."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_core.imports import (
    Cell,
    ImportContext,
    LeadRecord,
    Mapped,
    MappedRow,
    Mapper,
    MappingUnusable,
    RowProblem,
    SkippedRow,
    SourceRow,
    read_mapping,
)
from crm_core.leads import LeadStatus


def mapped(rule: str, cell: Cell, field: str, context: ImportContext | None = None, kind: str = "lead") -> Mapped:
    needed = {"lead": 'columns.name = "n"', "deal": "", "person": 'columns.name = "n"\ncolumns.id = "n"'}[kind]
    text = f'kind = "{kind}"\nsystem = "acme"\nzone = "Europe/Berlin"\ncurrency = "EUR"\n{needed}\n'
    table = read_mapping(f"{text}columns.{field} = {rule}\n").tables[0]
    return Mapper(table, ["n", "c"], context, "f.csv").map(SourceRow(7, ["Ada", cell]))


def value(rule: str, cell: Cell, field: str, target: str = "", **more: Any) -> Any:
    row = mapped(rule, cell, field, **more)
    assert isinstance(row, MappedRow), row
    return getattr(row.record, target or field)


def problem(rule: str, cell: Cell, field: str, **more: Any) -> RowProblem:
    row = mapped(rule, cell, field, **more)
    assert isinstance(row, RowProblem), row
    assert (row.file, row.line, row.column) == ("f.csv", 7, "c")
    assert row.remedy
    return row


@pytest.mark.parametrize(
    ("rule", "cell", "minor"),
    [
        ('"c"', "1054.50", 105450),
        ('"c"', "1,054.50", 105450),
        ('{ column = "c", decimal = "," }', "1.234,56", 123456),
        ('{ column = "c", decimal = "," }', "1 234,5", 123450),
        ('"c"', "1'234.50", 123450),
        ('"c"', "€ 12", 1200),
        ('"c"', "12.00 EUR", 1200),
        ('"c"', 0.1 + 0.2, 30),
        ('"c"', 17, 1700),
    ],
)
def test_amounts_are_exact_minor_units(rule: str, cell: Cell, minor: int) -> None:
    assert value(rule, cell, "value", "estimated_value_minor") == minor
    assert value(rule, cell, "value", "currency_code") == "EUR"


def test_an_amount_in_another_currency_takes_it_along() -> None:
    row = mapped('"c"', "¥ 500", "value")
    other = mapped('"c"', "USD 5", "value")

    assert isinstance(row, MappedRow)
    assert isinstance(other, MappedRow)
    assert isinstance(other.record, LeadRecord)
    assert (other.record.estimated_value_minor, other.record.currency_code) == (500, "USD")


@pytest.mark.parametrize("cell", ["12.345", "abc", "-5", "1e999", "NaN", "9" * 50, True, "12,5,5"])
def test_what_is_no_amount_is_a_problem(cell: Cell) -> None:
    assert problem('"c"', cell, "value").problem


@pytest.mark.parametrize(
    ("rule", "cell", "moment"),
    [
        ('"c"', "2018-07-01", datetime(2018, 6, 30, 22, tzinfo=UTC)),
        ('"c"', "2018-02-26 19:58:54", datetime(2018, 2, 26, 18, 58, 54, tzinfo=UTC)),
        ('"c"', "2018-02-26T19:58:54Z", datetime(2018, 2, 26, 19, 58, 54, tzinfo=UTC)),
        ('{ column = "c", format = "%d/%m/%Y" }', "03/04/2025", datetime(2025, 4, 2, 22, tzinfo=UTC)),
        ('"c"', datetime(2018, 7, 1), datetime(2018, 6, 30, 22, tzinfo=UTC)),  # noqa: DTZ001 - of a workbook
    ],
)
def test_a_bare_date_is_midnight_in_the_zone(rule: str, cell: Cell, moment: datetime) -> None:
    assert value(rule, cell, "created_at") == moment


@pytest.mark.parametrize("cell", ["0000-00-00", "9999-12-31", "2018-02-30", "03/04/2025", "yesterday", 5])
def test_what_is_no_date_is_a_problem(cell: Cell) -> None:
    assert problem('"c"', cell, "created_at").problem


def test_keys_of_another_system_stand_behind_its_name() -> None:
    assert value('"c"', "00017", "external_id") == "acme:00017"
    assert value('"c"', 17.0, "external_id") == "acme:17"
    reference = value('"c"', "17", "lead", kind="deal")
    assert (reference.by, reference.value) == ("external_id", "acme:17")
    named = value('{ column = "c", by = "email" }', "ada@example.com", "lead", kind="deal")
    assert (named.by, named.value) == ("email", "ada@example.com")


def test_a_key_that_is_too_long_is_refused_rather_than_cut() -> None:
    assert "255" in problem('"c"', "x" * 300, "external_id").remedy


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Converted", LeadStatus.CONVERTED_TO_OPPORTUNITY),
        ("Open - Not Contacted", LeadStatus.NEW),
        ("QUALIFIED", LeadStatus.QUALIFIED),
        ("Unqualified", LeadStatus.DISQUALIFIED),
    ],
)
def test_choices_are_known_by_the_words_of_other_systems(cell: str, status: LeadStatus) -> None:
    assert value('"c"', cell, "status") is status


def test_an_unknown_choice_is_a_problem_that_lists_them() -> None:
    assert "qualified" in problem('"c"', "blue", "status").remedy


def test_a_source_becomes_a_key_and_values_replace_cells() -> None:
    rule = '{ column = "c", values = { organic_search = "website", "" = "other" } }'

    assert value('"c"', "Paid Search", "source") == "paid_search"
    assert value(rule, "organic_search", "source") == "website"
    assert value(rule, "", "source") == "other"


def test_people_are_found_by_id_or_name() -> None:
    context = ImportContext(person={"Ada Lovelace": "ada"}.get)

    assert value('"c"', "Ada Lovelace", "owner", context=context) == "ada"
    assert "nobody" in problem('"c"', "Eve", "owner", context=context).problem
    assert value('{ column = "c", unknown = "bob" }', "Eve", "owner", context=context) == "bob"
    inactive = mapped('{ column = "c", unknown = "inactive" }', "Eve Moneypenny", "owner", context)
    assert isinstance(inactive, MappedRow)
    assert [(each.id, each.name) for each in inactive.unknown_people] == [("Eve.Moneypenny", "Eve Moneypenny")]
    assert inactive.record.owner == "Eve.Moneypenny"  # type: ignore[union-attr]


def test_an_empty_cell_keeps_what_there_is_unless_it_is_to_clear() -> None:
    kept = mapped('"c"', "", "phone")
    cleared = mapped('"c"\npolicy.phone.empty = "clear"', "", "phone")

    assert isinstance(kept, MappedRow)
    assert isinstance(cleared, MappedRow)
    assert "phone" not in kept.record.model_fields_set
    assert "phone" in cleared.record.model_fields_set


def test_a_text_is_made_of_columns_and_empty_without_any() -> None:
    assert value('{ text = "Lead {c} {{x}}" }', "17", "company") == "Lead 17 {x}"
    assert value('{ text = "Lead {c}" }', "", "company") is None
    assert value('{ text = "closed_won" }', "", "stage", kind="deal") == "closed_won"


def test_attributes_are_of_the_type_the_mapping_says() -> None:
    assert value('"c"', "007", '"attributes.zip"', "attributes") == {"zip": "007"}
    assert value('{ column = "c", type = "number" }', "2.5", '"attributes.x"', "attributes") == {"x": 2.5}
    assert value('{ column = "c", type = "yes_no" }', "No", '"attributes.x"', "attributes") == {"x": False}
    assert value('"c"', 5, '"attributes.x"', "attributes") == {"x": 5}


def test_a_custom_field_reads_its_own_cells_and_an_unknown_one_is_an_error() -> None:
    context = ImportContext(custom={"region": lambda cell: str(cell).lower()})

    assert value('"c"', "NORTH", '"custom.region"', "custom", context=context) == {"region": "north"}
    with pytest.raises(MappingUnusable, match="add it with `crm field add`"):
        mapped('"c"', "NORTH", '"custom.region"')


def test_only_rows_that_the_mapping_takes_are_read() -> None:
    table = read_mapping('kind = "lead"\ncolumns.name = "n"\nonly.c = ["1"]\n').tables[0]
    mapper = Mapper(table, ["n", "c"])

    assert isinstance(mapper.map(SourceRow(2, ["Ada", 1])), MappedRow)
    assert mapper.map(SourceRow(3, ["Bob", "0"])) == SkippedRow(3)


def test_columns_that_the_file_has_not_are_an_error_with_the_nearest() -> None:
    with pytest.raises(MappingUnusable, match=r"the file has no column .nam.; did you mean name"):
        Mapper(read_mapping('kind = "lead"\ncolumns.name = "nam"\n').tables[0], ["name"])


CELLS = st.one_of(
    st.text(max_size=300),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.decimals(),
)


@example([None, None, None, None, Decimal("Infinity")])
@example([None, None, None, None, float("-inf")])
@given(st.lists(CELLS, min_size=0, max_size=14))
def test_no_cell_raises_whatever_it_holds(cells: list[Cell]) -> None:
    names = [
        "name",
        "email",
        "phone",
        "notes",
        "value",
        "currency",
        "source",
        "status",
        "priority",
        "created_at",
        "owner",
        "customer",
        "attributes.x",
    ]
    columns = {name: name for name in names}
    table = read_mapping('kind = "lead"\n[columns]\n' + "\n".join(f'"{name}" = "{name}"' for name in columns)).tables[0]
    answer = Mapper(table, names).map(SourceRow(2, cells))

    assert isinstance(answer, MappedRow | RowProblem)
