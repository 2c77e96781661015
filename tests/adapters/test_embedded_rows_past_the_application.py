"""Rows of the built-in partners that somebody wrote past the application: cleaned, or told as an error of ours."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from direct_writes import written
from sqlalchemy import Table, column, select, table, update

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedQuotations
from crm_adapters.embedded.tables import customers, orders, quotation_lines, quotations
from crm_adapters.identifiers import new_id
from crm_adapters.storage import CorruptValue, Database
from crm_adapters.storage.entities import SqlLeads
from crm_adapters.wiring import administrator, open_crm
from crm_core.errors import CrmError, Invalid
from crm_core.leads import CreateLead
from crm_core.testing import START, VirtualClock
from crm_core.texts import unfit_character
from crm_core.values import Value
from crm_core.vocabulary import LINE_LENGTH
from crm_operations.providers import CustomerDraft, QuotationDraft, QuotationLine

DEAL = "deal-1"
HOSTILE = (
    "Acme\x00\x1b[31m\u202e\nLtd",
    "Acme\x1b[31m\u202e\nLtd",
    "x" * 1_000,
    "soon",
    "us",
    "0226-06-30",
    "9999-12-31",
    "infinity",
    -1,
    2**62,
    1.5,
    b"\xff",
    None,
)
ASKED: Sequence[Table] = (customers, quotations, quotation_lines, orders)


class Desk:
    """A customer with an ordered quotation, and every question about them."""

    def __init__(self, database: Database, tenant: str) -> None:
        self.database, self.tenant = database, tenant
        clock, zone = VirtualClock(), ZoneInfo("UTC")
        people = EmbeddedCustomers(database, clock, new_id)
        desk = EmbeddedQuotations(database, clock, new_id, lambda _: zone)
        book = EmbeddedOrders(database, clock, new_id, lambda _: zone)
        draft = CustomerDraft(name="Engines", contact_name="Ada", email="ada@example.com", phone="1", industry="looms")
        customer = people.create_from_lead(tenant, draft, key="p/1")
        offer = QuotationDraft(
            opportunity_id=DEAL,
            customer_id=customer.id,
            currency_code="USD",
            lines=(QuotationLine(description="Engine", unit_price_minor=5),),
            valid_until=date(2026, 2, 15),
        )
        quotation = desk.create_from_opportunity(tenant, offer, key="p/1").id
        desk.mark_as_accepted(tenant, quotation, START)
        order = book.create_from_quotation(tenant, quotation, key="p/1")
        self.questions: dict[str, list[Callable[[], Any]]] = {
            "crm_customers": [
                lambda: people.find_by_id(tenant, customer.id),
                lambda: people.find_by_email(tenant, "ada@example.com"),
                lambda: people.get_communication_preferences(tenant, customer.id),
            ],
            "crm_quotations": [
                lambda: desk.find_by_opportunity_id(tenant, DEAL),
                lambda: desk.get_status(tenant, quotation),
                lambda: desk.is_expired(tenant, quotation, START),
                lambda: desk.mark_as_sent(tenant, quotation, START),
            ],
            "crm_quotation_lines": [lambda: desk.find_by_id(tenant, quotation)],
            "crm_orders": [
                lambda: book.find_by_id(tenant, order.id),
                lambda: book.find_by_opportunity_id(tenant, DEAL),
            ],
        }

    def put(self, name: str, field: str, value: object) -> bool:
        return written(self.database, name, self.tenant, field, value)

    def kept(self, name: str, field: str) -> Any:
        bare = table(name, column("tenant_id"), column(field))
        with self.database.engine.connect() as connection:
            return connection.execute(select(bare.c[field]).where(bare.c.tenant_id == self.tenant)).scalar_one()


@pytest.fixture
def desk(database: Database, tenant: str) -> Desk:
    return Desk(database, tenant)


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    return f"past-{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.mark.parametrize("asked", ASKED, ids=lambda each: each.name)
def test_whatever_a_row_holds_is_told_or_is_an_error_of_ours(desk: Desk, asked: Table) -> None:
    for field in asked.c.keys():  # noqa: SIM118  a collection of columns is no mapping
        if field == "tenant_id":
            continue
        before = desk.kept(asked.name, field)
        for value in HOSTILE:
            if not desk.put(asked.name, field, value):
                continue
            for ask in desk.questions[asked.name]:
                for text in texts_in(told(ask)):
                    assert unfit_character(text, lines=True) is None, f"{field} is told as it is kept"
            assert desk.put(asked.name, field, before)


@pytest.mark.parametrize(
    ("name", "field"),
    [("crm_customers", "name"), ("crm_customers", "email"), ("crm_quotation_lines", "description")],
)
def test_a_hostile_text_is_cleaned_and_keeps_nobody_from_the_rest(desk: Desk, name: str, field: str) -> None:
    assert desk.put(name, field, HOSTILE[1])

    found = desk.questions[name][0]()

    assert "Acme\ufffd[31m Ltd" in [
        *texts_in(found),
        *(text for each in getattr(found, "lines", ()) for text in texts_in(each)),
    ]


def test_a_word_nobody_knows_is_named_with_those_there_are(desk: Desk) -> None:
    assert desk.put("crm_quotations", "status", "frozen")

    with pytest.raises(CorruptValue, match=r"status: 'frozen' is kept for .*there are draft, sent, accepted, rejected"):
        desk.questions["crm_quotations"][0]()


def test_a_moment_that_is_none_is_an_error_of_ours_in_every_table(migrated_file: str) -> None:
    """SQLite keeps anything in any column."""
    with open_crm(migrated_file) as crm:
        actor = administrator("acme")
        crm.initialise(actor)
        lead = crm.leads.capture(actor, CreateLead(name="Ada")).lead
        with crm.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE crm_leads SET created_at = 'soon'")
        with pytest.raises(Invalid, match="something that is no moment"):
            crm.leads.get(actor, lead.id)
        with crm.database.engine.begin() as connection:
            connection.execute(update(SqlLeads.table).values(created_at=START, status="frozen"))
        with pytest.raises(Invalid, match=r"status: 'frozen' is kept for"):
            crm.leads.get(actor, lead.id)


def told(ask: Callable[[], Any]) -> Any:
    """What was answered, nothing for an error of ours; any other is raised."""
    try:
        return ask()
    except CrmError as refusal:
        said = str(refusal)
    assert unfit_character(said) is None
    assert len(said) < 3 * LINE_LENGTH
    return None


def texts_in(answer: Any) -> Iterator[str]:
    """The texts of an answer, but for ids: these are what they are."""
    for each in answer if isinstance(answer, list | tuple) else [answer]:
        for field, value in vars(each).items() if isinstance(each, Value) else ():
            if isinstance(value, str) and field != "id" and not field.endswith("_id"):
                yield value
