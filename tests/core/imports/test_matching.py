"""Columns are matched by their names, and cells tell how they are read; what may be read in two ways is asked."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.imports import (
    About,
    Cell,
    ImportKind,
    ImportMapping,
    MappedRow,
    Mapper,
    SourceRow,
    TableMapping,
    answered,
    infer,
    kind_of,
    match,
    read_mapping,
    write_mapping,
)


class Table:
    """A table of rows in memory."""

    digest, encoding, delimiter, unwrapped = "0" * 64, "utf-8", ",", 0

    def __init__(self, file: str, columns: str, *rows: Sequence[Cell]) -> None:
        self.file, self.columns, self._rows, self.read = file, columns.split(","), rows, 0

    def rows(self) -> Iterator[SourceRow]:
        for line, cells in enumerate(self._rows, 2):
            self.read += 1
            yield SourceRow(line, cells)


@pytest.mark.parametrize(
    ("file", "columns", "kind", "fields"),
    [
        (
            "Leads.csv",
            "LeadID,ContactID,LeadSource,LeadStatus,CreatedDate,Notes",
            ImportKind.LEAD,
            "external_id customer source status created_at notes",
        ),
        (
            "Contacts.csv",
            "ContactID,FullName,Email,Phone,City,State,Country",
            ImportKind.CUSTOMER,
            "external_id name email phone - - -",
        ),
        (
            "Activity.csv",
            "ActivityID,LeadID,ActivityType,Subject,DueDate,Completed,Notes",
            ImportKind.ACTIVITY,
            "external_id lead activity_type subject due_date completed description",
        ),
        (
            "Products.csv",
            "ItemNo,ItemName,UnitPrice,Inventory,Category,IsActive",
            ImportKind.PRODUCT,
            "code name list_price - category is_active",
        ),
        (
            "SalesLines.csv",
            "LineID,SalesID,ItemNo,Quantity,LinePrice,ProfitMargin,Tax",
            ImportKind.SALES_LINE,
            "external_id deal product quantity amount margin tax",
        ),
        (
            "report.csv",
            "Lead ID,First Name,Last Name,Company,Email,Mobile,Lead Source,Lead Status,Lead Owner",
            ImportKind.LEAD,
            "external_id name name company email phone source status owner",
        ),
        (
            "hubspot-deals.csv",
            "Record ID,Deal Name,Deal Stage,Close Date,Amount,Deal owner,Associated Company",
            ImportKind.DEAL,
            "external_id name stage close_date value owner customer",
        ),
        (
            "pipedrive.csv",
            "Deal - ID,Deal - Title,Deal - Value,Deal - Currency,Deal - Stage,Deal - Won time,Deal - Lost reason",
            ImportKind.DEAL,
            "external_id name value currency stage won_at lost_reason",
        ),
        (
            "crm.lead.csv",
            "id,name,contact_name,email_from,phone,user_id,expected_revenue,create_date",
            ImportKind.LEAD,
            "- name - email phone owner value created_at",
        ),
    ],
)
def test_headings_of_other_systems_are_known(file: str, columns: str, kind: ImportKind, fields: str) -> None:
    found = match(Table(file, columns)).mapping
    by_column = {column: name for name, rule in found.columns.items() for column in rule.columns}

    assert (found.kind, [by_column.get(column, "-") for column in columns.split(",")]) == (kind, fields.split())


def test_a_deal_reaches_its_lead_through_its_activity_and_its_order_through_its_sale() -> None:
    table = Table("Opportunity.csv", "OpportunityID,ActivityID,OpportunityStage,EstimatedValue,CloseDate,SalesID")
    found = match(table).mapping

    assert found.kind is ImportKind.DEAL
    assert (found.columns["lead"].column, found.columns["lead"].by) == ("ActivityID", "activity")
    assert found.columns["order"].column == "SalesID"
    assert found.columns["value"].column == "EstimatedValue"


def test_a_mapping_that_says_what_becomes_of_the_rest_is_not_added_to() -> None:
    table = Table("leads.csv", "Name,Email")
    known = 'kind = "lead"\ncolumns.name = "Name"\n'

    assert "email" in match(table, known=read_mapping(known).tables[0]).mapping.columns
    dropping = match(table, known=read_mapping(known + 'rest."*" = "drop"\n').tables[0])
    assert (set(dropping.mapping.columns), dropping.doubts) == ({"name"}, ())


def test_a_kind_that_nothing_tells_is_asked_for() -> None:
    with pytest.raises(Invalid, match=r"the columns of x\.csv do not tell what it is; name one of: lead"):
        kind_of("x.csv", ["a", "b"])


def test_a_column_that_no_field_names_is_a_question_whose_answer_is_in_the_mapping() -> None:
    table = Table("leads.csv", "Name,City", ["Ada", "Turin"])
    found = match(table)

    assert [(each.about, each.column, each.choices) for each in found.doubts] == [
        (About.REST, "City", ("drop", "attribute", "custom"))
    ]
    again = infer(answered(found.mapping, found.doubts[0], "attribute"), table)
    assert again.doubts == ()
    assert again.mapping.columns["attributes.City"].column == "City"
    with pytest.raises(Invalid, match="use one of: drop, attribute, custom"):
        answered(found.mapping, found.doubts[0], "leave")


LEADS = read_mapping(
    'kind = "lead"\ncurrency = "EUR"\ncolumns = { name = "n", created_at = "d", value = "v" }\nrest."*" = "drop"\n'
).tables[0]


def test_an_ambiguous_date_is_asked_and_one_that_is_not_settles_its_column() -> None:
    doubtful = infer(LEADS, Table("l.csv", "n,d,v", ["a", "03/04/2025", "1"], ["b", "05/06/2025", "2"]))
    certain = infer(LEADS, Table("l.csv", "n,d,v", ["a", "03/04/2025", "1"], ["b", "25/06/2025", "2"]))

    assert [(each.column, each.samples, each.choices) for each in doubtful.doubts] == [
        ("d", ("03/04/2025", "05/06/2025"), ("%d/%m/%Y", "%m/%d/%Y"))
    ]
    assert answered(doubtful.mapping, doubtful.doubts[0], "%m/%d/%Y").columns["created_at"].format == "%m/%d/%Y"
    assert certain.doubts == ()
    assert certain.mapping.columns["created_at"].format == "%d/%m/%Y"


def test_an_ambiguous_amount_is_asked_and_one_that_is_not_settles_its_column() -> None:
    doubtful = infer(LEADS, Table("l.csv", "n,d,v", ["a", "2025-01-02", "1.234"], ["b", "2025-01-02", "500"]))
    certain = infer(LEADS, Table("l.csv", "n,d,v", ["a", "2025-01-02", "1.234"], ["b", "2025-01-02", "€ 1.234,50"]))
    plain = infer(LEADS, Table("l.csv", "n,d,v", ["a", "2025-01-02", "1234"], ["b", "2025-01-02", 1.5]))

    assert [(each.column, each.samples, each.choices) for each in doubtful.doubts] == [("v", ("1.234",), (".", ","))]
    assert certain.doubts == ()
    assert certain.mapping.columns["value"].decimal == ","
    assert (plain.doubts, plain.mapping.columns["value"].decimal) == ((), None)


def test_a_table_is_read_no_further_than_it_takes() -> None:
    table = Table("l.csv", "n,d,v", *(["a", "2025-01-02", "1.50"] for _ in range(1_000)))

    infer(LEADS, table)

    assert table.read < 5


def test_attributes_are_numbers_only_where_the_whole_column_is() -> None:
    mapping = read_mapping('kind = "lead"\ncolumns.name = "n"\nrest."*" = "attribute"\n').tables[0]
    table = Table("l.csv", "n,visits,zip,optin,empty", ["a", "5", "10115", "Yes", ""], ["b", "2.5", "01067", "No", ""])
    inferred = infer(mapping, table)
    row = Mapper(inferred.mapping, table.columns).map(next(table.rows()))

    assert inferred.doubts == ()
    assert isinstance(row, MappedRow)
    assert row.record.attributes == {"visits": 5, "zip": "10115", "optin": True}  # type: ignore[union-attr]


def test_what_is_inferred_is_saved_and_infers_no_more() -> None:
    table = Table("leads.csv", "Name,Created Date,Annual", ["Ada", "25.12.2025", "5"])
    found = match(table)
    mapping = infer(answered(found.mapping, found.doubts[0], "attribute"), table).mapping
    saved = write_mapping(ImportMapping(tables=(mapping,)), found.samples)

    assert "# 25.12.2025" in saved
    assert read_mapping(saved).tables[0] == mapping
    assert infer(mapping, table) == (mapping, ())


@given(
    st.dictionaries(
        st.sampled_from(["email", "phone", "owner", "attributes.Größe", "attributes.a.b", 'attributes."q"']),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=50),
    ),
    st.sampled_from(["", "acme", 'a "b"\\c', "ü\x7f\t"]),
)
def test_any_mapping_is_written_so_that_it_is_read_the_same(columns: dict[str, str], file: str) -> None:
    rules = {name: {"column": column} for name, column in {"name": "n", **columns}.items()}
    table = TableMapping.model_validate({"kind": "lead", "file": file, "columns": rules})
    samples = {column: f"{column}\n#" for column in columns.values()}

    for mapping in (ImportMapping(tables=(table,)), ImportMapping(tables=(table, table))):
        assert read_mapping(write_mapping(mapping, samples)) == mapping
