"""The three shapes that own data comes in are read by mappings of at most 25 lines."""

from datetime import UTC, datetime

import pytest
from tests.core.imports.test_matching import Table

from crm_core.activities import ActivityType
from crm_core.imports import (
    Cell,
    ImportContext,
    ImportMapping,
    MappedRow,
    Mapper,
    Record,
    SkippedRow,
    SourceRow,
    infer,
    match,
    read_mapping,
)
from crm_core.leads import LeadStatus

FUNNEL = """
system = "funnel"
zone = "America/Sao_Paulo"
currency = "BRL"
[[table]]
kind = "lead"
file = "leads.csv"
rest = { "*" = "attribute" }
[table.columns]
external_id = "mql_id"
name = { text = "Lead {mql_id}" }
created_at = "first_contact_date"
source = { column = "origin", values = { "" = "other" } }
[[table]]
kind = "deal"
file = "won.csv"
rest = { "*" = "attribute", sdr_id = "drop" }
[table.columns]
external_id = "seller_id"
lead = "mql_id"
name = { text = "Deal {seller_id}" }
owner = { column = "sr_id", unknown = "inactive" }
won_at = "won_date"
value = "declared_monthly_revenue"
stage = { text = "closed_won" }
"""

SCORING = """
system = "scoring"
[[table]]
kind = "lead"
rest = { "*" = "attribute" }
[table.columns]
external_id = "Prospect ID"
name = { text = "Lead {Lead Number}" }
source = { column = "Lead Source", values = { "" = "other" } }
[[table]]
kind = "deal"
only = { Converted = ["1"] }
rest = { "*" = "drop" }
[table.columns]
external_id = "Prospect ID"
lead = "Prospect ID"
name = { text = "Deal {Lead Number}" }
stage = { text = "closed_won" }
"""


def read(mapping: ImportMapping, table: Table, place: int = 0) -> list[Record | SkippedRow]:
    inferred = infer(mapping.of(table.file)[place], table)
    assert inferred.doubts == ()
    mapper = Mapper(inferred.mapping, table.columns, ImportContext(person=lambda _: None), table.file)
    return [records_of(mapper, row) for row in table.rows()]


def records_of(mapper: Mapper, row: SourceRow) -> Record | SkippedRow:
    answer = mapper.map(row)
    assert isinstance(answer, MappedRow | SkippedRow), answer
    return answer.record if isinstance(answer, MappedRow) else answer


@pytest.mark.parametrize("mapping", [FUNNEL, SCORING])
def test_a_mapping_has_at_most_25_lines(mapping: str) -> None:
    assert len(mapping.strip().splitlines()) <= 25


def test_the_funnel_is_read_with_its_won_deals() -> None:
    leads = Table(
        "leads.csv",
        "mql_id,first_contact_date,landing_page_id,origin",
        ["a1", "2018-02-01", "88740e", "paid search"],
        ["a2", "2018-02-02", "007c9a", ""],
    )
    won = Table(
        "won.csv",
        "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,has_company,average_stock,declared_monthly_revenue",
        ["a1", "s1", "d1", "r1", "2018-02-26 19:58:54", "pet", "True", "5-20", "1500.5"],
    )
    first, second = read(read_mapping(FUNNEL), leads)
    (deal,) = read(read_mapping(FUNNEL), won)

    assert (first.name, first.source, first.created_at) == (  # type: ignore[union-attr]
        "Lead a1",
        "paid_search",
        datetime(2018, 2, 1, 2, tzinfo=UTC),
    )
    assert second.source == "other"  # type: ignore[union-attr]
    assert deal.lead.value == "funnel:a1"  # type: ignore[union-attr]
    assert (deal.owner, deal.value_minor, deal.currency_code) == ("r1", 150050, "BRL")  # type: ignore[union-attr]
    assert deal.won_at == datetime(2018, 2, 26, 22, 58, 54, tzinfo=UTC)  # type: ignore[union-attr]
    assert deal.attributes == {  # type: ignore[union-attr]
        "business_segment": "pet",
        "has_company": True,
        "average_stock": "5-20",
    }


def test_a_scoring_list_is_leads_and_the_converted_ones_are_won_deals() -> None:
    table = Table(
        "scores.csv",
        "Prospect ID,Lead Number,Lead Source,Do Not Email,Converted,TotalVisits,Country",
        ["7927b2df", "660737", "Olark Chat", "No", "0", "0", ""],
        ["2a272436", "660728", "Organic Search", "No", "1", "5", "India"],
    )
    mapping = read_mapping(SCORING)
    leads, deals = read(mapping, table), read(mapping, table, 1)

    assert [each.source for each in leads] == ["olark_chat", "organic_search"]  # type: ignore[union-attr]
    assert leads[1].attributes == {  # type: ignore[union-attr]
        "Do Not Email": False,
        "Converted": 1,
        "TotalVisits": 5,
        "Country": "India",
    }
    assert deals[0] == SkippedRow(2)
    assert (deals[1].lead.value, deals[1].stage, deals[1].value_minor) == (  # type: ignore[union-attr]
        "scoring:2a272436",
        "closed_won",
        None,
    )


@pytest.mark.parametrize(
    ("file", "columns", "row", "expected"),
    [
        (
            "Contacts.csv",
            "ContactID,FullName,Email,Phone",
            ["C-1", "Ada Lovelace", "ada@example.com", "+1-395-557-1028x208"],
            {"external_id": "C-1", "name": "Ada Lovelace", "phone": "+1-395-557-1028x208"},
        ),
        (
            "Activity.csv",
            "ActivityID,LeadID,ActivityType,Subject,DueDate,Completed",
            ["A-1", "L-1", "Phone Call", "Hello", "2024-05-06", "True"],
            {"activity_type": ActivityType.CALL, "completed": True, "due_date": datetime(2024, 5, 6, tzinfo=UTC)},
        ),
        (
            "Opportunity.csv",
            "OpportunityID,ActivityID,OpportunityStage,EstimatedValue,SalesID",
            ["O-1", "A-1", "Closed Lost", "1250.75", ""],
            {"stage": "closed_lost", "value_minor": 125075, "currency_code": "USD", "order": None},
        ),
        (
            "Products.csv",
            "ItemNo,ItemName,UnitPrice,Category,IsActive",
            ["007", "Engine", "99.90", "Parts", "False"],
            {"code": "007", "list_price_minor": 9990, "is_active": False},
        ),
        (
            "SalesLines.csv",
            "LineID,SalesID,ItemNo,Quantity,LinePrice,ProfitMargin,Tax",
            ["1", "S-1", "007", "3", "299.70", "30.00", "24.00"],
            {"product": "007", "amount_minor": 29970, "tax_minor": 2400, "margin_minor": 3000},
        ),
    ],
)
def test_the_sample_crm_needs_no_mapping_at_all(
    file: str, columns: str, row: list[Cell], expected: dict[str, object]
) -> None:
    table = Table(file, columns, row)
    found = match(table)
    answer = Mapper(found.mapping, table.columns).map(next(table.rows()))

    assert found.doubts == ()
    assert isinstance(answer, MappedRow), answer
    assert {name: getattr(answer.record, name) for name in expected} == expected


def test_leads_of_the_sample_crm_miss_only_their_names() -> None:
    table = Table("Leads.csv", "LeadID,ContactID,LeadSource,LeadStatus,CreatedDate,Notes")
    known = read_mapping('kind = "lead"\ncolumns.name = { text = "Lead {LeadID}" }\n').tables[0]
    mapper = Mapper(match(table, known=known).mapping, table.columns)
    answer = mapper.map(SourceRow(2, ["L-1", "C-1", "Web", "Converted", "2024-05-06", "x"]))

    assert isinstance(answer, MappedRow), answer
    assert answer.record.status is LeadStatus.CONVERTED_TO_OPPORTUNITY  # type: ignore[union-attr]
    assert answer.record.customer.value == "C-1"  # type: ignore[union-attr]
