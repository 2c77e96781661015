"""A mapping says which columns become which fields; what is wrong with it is told all at once."""

import pytest

from crm_core.imports import ImportKind, MappingUnusable, read_mapping, write_mapping

DEALS = """
kind = "deal"
file = "deals.csv"
system = "acme"
key = ["external_id"]
zone = "America/Sao_Paulo"
currency = "BRL"
[columns]
external_id = "seller_id"
lead = { column = "mql_id", by = "external_id" }
name = { text = "Deal {seller_id}" }
owner = { column = "sr_id", unknown = "inactive" }
source = { column = "origin", values = { organic_search = "website", "" = "other" } }
won_at = { column = "won_date", format = "%Y-%m-%d %H:%M:%S" }
value = { column = "revenue", decimal = "," }
[policy]
phone = { write = "fill", empty = "keep" }
[rest]
"*" = "attribute"
"""


def test_the_mapping_of_the_definitions_is_read_and_written_the_same() -> None:
    mapping = read_mapping(DEALS)

    assert mapping.tables[0].columns["lead"].by == "external_id"
    assert read_mapping(write_mapping(mapping, {"seller_id": 'a "quoted"\nsample'})) == mapping


def test_several_tables_share_what_stands_above_them() -> None:
    mapping = read_mapping(
        """
        system = "acme"
        [[table]]
        kind = "lead"
        file = "leads.csv"
        columns = { name = "n", external_id = "id" }
        [[table]]
        kind = "customer"
        file = "contacts.csv"
        system = "other"
        columns = { name = "n" }
        """
    )

    assert [(table.kind, table.system) for table in mapping.tables] == [
        (ImportKind.LEAD, "acme"),
        (ImportKind.CUSTOMER, "other"),
    ]
    assert [table.keys for table in mapping.tables] == [("external_id",), ()]
    assert mapping.of("contacts.csv") == mapping.tables[1:]
    assert read_mapping(write_mapping(mapping)) == mapping


def test_the_digest_is_that_of_what_a_mapping_does() -> None:
    one, other = read_mapping(DEALS).tables[0], read_mapping(DEALS.replace('"BRL"', '"EUR"')).tables[0]

    assert one.digest == read_mapping("# with a comment\n" + DEALS).tables[0].digest
    assert one.digest != other.digest


def test_a_name_of_a_custom_field_may_be_quoted_or_not() -> None:
    plain = read_mapping('kind = "lead"\ncolumns.name = "n"\ncolumns.custom.region = "r"\n')

    assert plain == read_mapping('kind = "lead"\ncolumns.name = "n"\ncolumns."custom.region" = "r"\n')


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('fil = "x"', "fil: there is no such key; did you mean file?"),
        ('zone = "Mars/Base"', "zone: there is no time zone 'Mars/Base'; use an IANA name"),
        ('currency = "XXB"', "currency: 'XXB' is no currency; use an ISO 4217 code"),
        ('key = ["externalid"]', "key: rows of a lead are not found by 'externalid'; did you mean external_id?"),
        ('key = ["email"]', "key: email has no column; add it to [columns]"),
        ('columns.nmae = "n"', "columns.nmae: a lead has no such field; did you mean name?"),
        ('columns.email = { column = "e", decimal = "," }', "columns.email.decimal: it is no number; leave it out"),
        ('columns.email = { colum = "e" }', "columns.email.colum: there is no such key; did you mean column?"),
        ('columns.email = { text = "e", column = "f" }', 'columns.email: say either column = "..." or text = "..."'),
        ('columns.value = { column = "v", decimal = ";" }', "columns.value.decimal: ';' is not known; use '.' or ','"),
        ('columns.owner = { column = "o", by = "id" }', "columns.owner.by: 'id' does not name one; leave it out"),
        ('policy.email.write = "always"', "policy.email.write: 'always' is not known; use 'overwrite', 'fill'"),
        ('policy.mail.write = "fill"', "policy.mail: a lead has no such field; did you mean email?"),
        ('rest."*" = "keep"', "rest.*: 'keep' is not known; use 'drop', 'attribute' or 'custom'"),
    ],
)
def test_what_is_wrong_names_its_key_and_the_remedy(written: str, problem: str) -> None:
    with pytest.raises(MappingUnusable) as refused:
        read_mapping(f'kind = "lead"\ncolumns.name = "n"\n{written}\n')

    assert problem in str(refused.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(MappingUnusable) as refused:
        read_mapping('[[table]]\nkind = "lead"\nzone = "?"\n[[table]]\nkind = "deel"\ncolumns = {}\n')

    assert len(refused.value.problems) == 3
    assert "table 1: columns.name: a lead needs it" in str(refused.value)
    assert "table 2: kind: 'deel' is not known" in str(refused.value)


def test_a_kind_without_attributes_cannot_take_the_rest_as_such() -> None:
    with pytest.raises(MappingUnusable, match='a customer has no attributes; use "drop"'):
        read_mapping('kind = "customer"\ncolumns.name = "n"\nrest."*" = "attribute"\n')


def test_what_is_no_toml_is_an_error() -> None:
    with pytest.raises(MappingUnusable, match="it is not TOML"):
        read_mapping("kind = lead")
