"""The check that crash tests end with finds nothing wrong in a sound world, and each kind of damage in a broken one."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from event_invariants import JUDGED, NOT_JUDGED
from fresh_databases import SqliteDatabases
from partner_crm import check, conversion, open_crm_with_partners, open_tenant, ready_lead, ready_opportunity
from partner_process import PartnerServer
from sqlalchemy import text

from crm_adapters.storage import Database
from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_core.events import event_named, event_names
from crm_core.leads import CreateLead
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.process import CompensationFailed
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity

CREATE, LINK = "customers.create_from_lead", "customers.link_to_opportunity"
QUOTE, ACCEPT = "quotations.create_from_opportunity", "quotations.mark_as_accepted"
DISCARD, ORDER = "customers.discard", "orders.create_from_quotation"


class Sold(NamedTuple):
    """What the statements below and the sentences they lead to may name."""

    tenant: str
    lead: str
    lead_number: str
    deal: str
    deal_number: str
    customer: str
    quotation: str
    quotation_number: str
    order: str
    journey: str


OURS, THEIRS = "ours", "theirs"

A_SECOND_CUSTOMER = (
    "INSERT INTO crm_customers "
    "(tenant_id, id, name, email, lead_id, by_email, by_phone, creation_key, created_at) "
    "SELECT tenant_id, 'double', name, {email}, {lead}, false, false, 'double', created_at "
    "FROM crm_customers WHERE tenant_id = :tenant"
)
A_SECOND_QUOTATION = (
    "INSERT INTO crm_quotations "
    "(tenant_id, id, number, opportunity_id, customer_id, status, currency_code, total_minor, valid_until, expires_at, "
    "created_at, creation_key) "
    "SELECT tenant_id, 'double', 'QUOTE-0', {deal}, customer_id, {status}, currency_code, total_minor, valid_until, "
    "expires_at, created_at, 'double' FROM crm_quotations WHERE tenant_id = :tenant"
)
EVERY_ACTIVITY_A_NOTE = (
    "UPDATE crm_activities SET activity_type = 'note', subject = 'Converted from ' || :lead_number, "
    "related_entity_id = :deal WHERE tenant_id = :tenant"
)
A_SECOND_JOURNEY = (
    "INSERT INTO crm_customer_journeys (tenant_id, id, version, history_hash, created_at, updated_at, lead_id, "
    "journey_key, journey_name, run, current_step, started_at) SELECT tenant_id, 'double', version, history_hash, "
    "created_at, updated_at, lead_id, 'double', journey_name, run, current_step, started_at "
    "FROM crm_customer_journeys WHERE tenant_id = :tenant"
)
A_SECOND_STEP = (
    "INSERT INTO crm_journey_steps (tenant_id, journey_id, step_order, step_name, step_type, entity_type, entity_id, "
    "entered_at) SELECT tenant_id, journey_id, 99, step_name, step_type, entity_type, entity_id, entered_at "
    "FROM crm_journey_steps WHERE tenant_id = :tenant AND step_type = 'closed'"
)
ANOTHER_MESSAGE = (
    "INSERT INTO crm_outbox (tenant_id, id, entity_kind, entity_id, topic, body, created_at, available_at, state, "
    "attempts) SELECT tenant_id, 'double', entity_kind, entity_id, topic, body, created_at, available_at, state, "
    "attempts FROM crm_outbox WHERE tenant_id = :tenant AND topic = '{topic}' LIMIT 1"
)
NO_MESSAGE = "DELETE FROM crm_outbox WHERE tenant_id = :tenant AND topic = '{topic}'"

DAMAGE = {
    "two customers of one address": (
        THEIRS,
        A_SECOND_CUSTOMER.format(email="upper(email)", lead="NULL"),
        "2 customers have the e-mail address ada@example.com",
    ),
    "two customers of one lead": (
        THEIRS,
        A_SECOND_CUSTOMER.format(email="NULL", lead="lead_id"),
        "2 customers were made of lead {lead}",
    ),
    "a customer nobody sells to": (
        THEIRS,
        A_SECOND_CUSTOMER.format(email="NULL", lead="'another'"),
        "customer double was made of lead another, and no deal is theirs",
    ),
    "a customer who is gone": (
        THEIRS,
        "DELETE FROM crm_customers WHERE tenant_id = :tenant",
        "deal {deal_number} is with customer {customer}, whom nobody knows",
    ),
    "a link that is missing": (
        THEIRS,
        "DELETE FROM crm_customer_links WHERE tenant_id = :tenant",
        "customer {customer} is not linked to deal {deal_number}",
    ),
    "a link too many": (
        THEIRS,
        "INSERT INTO crm_customer_links VALUES (:tenant, :customer, 'nothing')",
        "customer {customer} is linked to nothing, which is no deal of theirs",
    ),
    "a quotation of no deal": (
        THEIRS,
        A_SECOND_QUOTATION.format(deal="'nothing'", status="'draft'"),
        "quotation QUOTE-0 is draft, and there is no deal nothing",
    ),
    "a quotation its deal does not know": (
        THEIRS,
        A_SECOND_QUOTATION.format(deal="opportunity_id", status="'sent'"),
        "quotation QUOTE-0 is sent, and deal {deal_number} does not know it",
    ),
    "an accepted quotation of a deal that is not won": (
        OURS,
        "UPDATE crm_opportunities SET outcome = 'open' WHERE tenant_id = :tenant",
        "quotation {quotation_number} is accepted, and deal {deal_number} is open",
    ),
    "a quotation of a deal that ended otherwise": (
        OURS,
        "UPDATE crm_opportunities SET outcome = 'lost' WHERE tenant_id = :tenant",
        "quotation {quotation_number} is accepted, and deal {deal_number} is lost",
    ),
    "a won deal whose quotation is still open": (
        THEIRS,
        "UPDATE crm_quotations SET status = 'sent' WHERE tenant_id = :tenant",
        "deal {deal_number} is won, and its quotation is not accepted",
    ),
    "a deal won at another value": (
        OURS,
        "UPDATE crm_opportunities SET actual_value_minor = 1 WHERE tenant_id = :tenant",
        "deal {deal_number} is won at 1 EUR, and quotation {quotation_number} is over 100000 EUR",
    ),
    "an order its deal does not know": (
        OURS,
        "UPDATE crm_opportunities SET converted_to_order_id = NULL WHERE tenant_id = :tenant",
        "order {order} is placed, and its deal does not know it",
    ),
    "an order over something else": (
        THEIRS,
        "UPDATE crm_orders SET total_minor = 1 WHERE tenant_id = :tenant",
        "order {order} is not over what its quotation says",
    ),
    "an order that is gone": (
        THEIRS,
        "DELETE FROM crm_orders WHERE tenant_id = :tenant",
        "deal {deal_number} is ordered, and nobody knows its order",
    ),
    "a converted lead without its deal": (
        OURS,
        "DELETE FROM crm_opportunities WHERE tenant_id = :tenant",
        "lead {lead_number} is converted, and there is no deal of it",
    ),
    "a deal of a lead that is not converted": (
        OURS,
        "UPDATE crm_leads SET converted_to_opportunity_id = NULL WHERE tenant_id = :tenant",
        "deal {deal_number} came of a lead that is not converted to it",
    ),
    "a lead and a deal of two customers": (
        OURS,
        "UPDATE crm_leads SET party_id = 'another' WHERE tenant_id = :tenant",
        "lead {lead_number} and its deal {deal_number} do not belong together",
    ),
    "a conversion noted twice": (
        OURS,
        EVERY_ACTIVITY_A_NOTE,
        "deal {deal_number} has 3 notes of its conversion",
    ),
    "a second journey": (
        OURS,
        A_SECOND_JOURNEY,
        "lead {lead_number} is on 2 journeys",
    ),
    "a step told twice": (
        OURS,
        A_SECOND_STEP,
        "journey {journey} has the same closed 2 times",
    ),
    "a number nobody bears": (
        OURS,
        "UPDATE crm_numbers SET last = 2 WHERE tenant_id = :tenant AND kind = 'LEAD'",
        "number {next_lead_number} was given 1 times and is used 0 times",
    ),
    "a number nobody gave": (
        THEIRS,
        "UPDATE crm_numbers SET last = 0 WHERE tenant_id = :tenant",
        "number {quotation_number} was given 0 times and is used 1 times",
    ),
    "history rewritten": (
        OURS,
        "UPDATE crm_history SET user_id = 'eve' WHERE tenant_id = :tenant AND entity_kind = 'lead' AND sequence = 1",
        "history of lead {lead}, entry 1: its content was changed after it was written",
    ),
}
MESSAGES = {
    "lead.created": ("{lead}", 1),
    "lead.contacted": ("{lead}", 1),
    "lead.qualified": ("{lead}", 1),
    "lead.converted": ("{lead}", 1),
    "opportunity.created": ("{deal}", 1),
    "opportunity.won": ("{deal}", 1),
    "opportunity.ordered": ("{deal}", 1),
    "opportunity.stage_changed": ("{deal}", 4),
    "notice": ("{deal}", 2),
    "journey.milestone_reached": ("{journey}", 5),
    "journey.completed": ("{journey}", 1),
}
"""How many there are of each, and whose."""
for topic, (who, count) in MESSAGES.items():
    message = f"{topic} of {who} is in the outbox"
    DAMAGE[f"{topic} is lost"] = (OURS, NO_MESSAGE.format(topic=topic), f"{message} 0 times instead of {count}")
    DAMAGE[f"{topic} is doubled"] = (
        OURS,
        ANOTHER_MESSAGE.format(topic=topic),
        f"{message} {count + 1} times instead of {count}",
    )


@pytest.fixture(scope="module")
def crm(partner_server_process: PartnerServer, sqlite_databases: SqliteDatabases) -> Iterator[Crm]:
    with (
        sqlite_databases.migrated() as url,
        open_crm_with_partners(url, partner_server_process.address, partner_server_process.authkey) as opened,
    ):
        yield opened


@pytest.fixture
def me(crm: Crm, partner_server: PartnerServer) -> Actor:
    return open_tenant(crm, partner_server.fresh_tenant())


@pytest.fixture
def sold(crm: Crm, partner_server: PartnerServer, me: Actor) -> Sold:
    """A lead that became a won and ordered deal, with all news delivered."""
    deal = ready_opportunity(crm, me)
    closing = crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.id))
    ordered = crm.quote_to_order.convert_to_order(me, OrderOpportunity(opportunity_id=deal.id))
    crm.relay.run_until_empty()
    lead = crm.leads.get(me, deal.lead_id or "")
    quotation = partner_server.partners.quotations.find_by_id(me.tenant_id, closing.quotation_id or "")
    assert quotation is not None
    with crm.database.reading(me.tenant_id) as connection:
        journey = connection.execute(
            text("SELECT id FROM crm_customer_journeys WHERE tenant_id = :tenant"), {"tenant": me.tenant_id}
        ).scalar_one()
    return Sold(
        tenant=me.tenant_id,
        lead=lead.id,
        lead_number=lead.lead_number,
        deal=deal.id,
        deal_number=deal.opportunity_number,
        customer=deal.party_id,
        quotation=quotation.id,
        quotation_number=quotation.number,
        order=ordered.order_id,
        journey=journey,
    )


def damage(crm: Crm, partner_server: PartnerServer, side: str, statement: str, sold: Sold) -> None:
    database = crm.database if side == OURS else Database(partner_server.database_url)
    with database.writing(sold.tenant) as connection:
        assert connection.execute(text(statement), sold._asdict()).rowcount > 0
    if side == THEIRS:
        database.close()


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named(crm: Crm, partner_server: PartnerServer, sold: Sold, kind: str) -> None:
    side, statement, sentence = DAMAGE[kind]
    assert check(crm, partner_server, sold.tenant) == []

    damage(crm, partner_server, side, statement, sold)

    next_lead_number = sold.lead_number.removesuffix("1") + "2"
    assert sentence.format(**sold._asdict(), next_lead_number=next_lead_number) in check(
        crm, partner_server, sold.tenant
    )


def test_a_sound_world_has_nothing_wrong(migrated_url: str, partner_server: PartnerServer) -> None:
    with open_crm_with_partners(migrated_url, partner_server.address, partner_server.authkey) as crm:
        me = open_tenant(crm, partner_server.fresh_tenant())
        won, lost, quoted, reopened = (ready_opportunity(crm, me, f"ada{count}@example.com") for count in range(4))
        crm.leads.disqualify(me, crm.leads.capture(me, CreateLead(name="Bea")).lead.id, "no budget")
        crm.quote_to_order.convert_to_quotation(me, QuoteOpportunity(opportunity_id=lost.id))
        crm.closing.close_as_lost(me, CloseAsLost(opportunity_id=lost.id, reason="too dear"))
        crm.quote_to_order.convert_to_quotation(me, QuoteOpportunity(opportunity_id=quoted.id))
        for deal in (won, reopened):
            crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.id))
            crm.quote_to_order.convert_to_order(me, OrderOpportunity(opportunity_id=deal.id))
        crm.closing.reopen(me, reopened.id, "they want more")
        ready_lead(crm, me, "grace@example.com")

        assert check(crm, partner_server, me.tenant_id) == []
        crm.relay.run_until_empty()
        assert check(crm, partner_server, me.tenant_id) == []


@pytest.mark.parametrize("method", [CREATE, LINK, QUOTE, ACCEPT, ORDER])
@pytest.mark.parametrize("lose", ["lose_calls", "lose_answers"])
@pytest.mark.requirement("REL-005", "TST-CRMOP-0099")
def test_workflows_get_over_what_is_lost_on_the_wire(
    crm: Crm, partner_server: PartnerServer, me: Actor, method: str, lose: str
) -> None:
    getattr(partner_server.partners.faults, lose)(method, times=2)

    deal = ready_opportunity(crm, me)
    crm.closing.close_as_won(me, CloseAsWon(opportunity_id=deal.id))
    crm.quote_to_order.convert_to_order(me, OrderOpportunity(opportunity_id=deal.id))

    assert partner_server.partners.faults.struck(method) == 2
    call_log = partner_server.partners.call_log
    assert (call_log.asked(me.tenant_id, method), call_log.happened(me.tenant_id, method)) == (3, 1)
    assert check(crm, partner_server, me.tenant_id) == []


@pytest.mark.requirement("REL-001", "BR-004")
def test_a_conversion_that_is_refused_half_way_leaves_nothing(
    crm: Crm, partner_server: PartnerServer, me: Actor
) -> None:
    lead = ready_lead(crm, me)
    partner_server.partners.faults.refuse(LINK)

    with pytest.raises(Refused, match="on purpose"):
        conversion(crm, me, lead)

    assert partner_server.partners.customers.find_by_email(me.tenant_id, "ada@example.com") is None
    assert partner_server.partners.call_log.happened(me.tenant_id, CREATE) == 1
    assert check(crm, partner_server, me.tenant_id) == []


def test_what_an_undo_could_not_take_back_is_named(crm: Crm, partner_server: PartnerServer, me: Actor) -> None:
    lead = ready_lead(crm, me)
    partner_server.partners.faults.refuse(LINK)
    partner_server.partners.faults.refuse(DISCARD)

    with pytest.raises(CompensationFailed):
        conversion(crm, me, lead)

    stray = partner_server.partners.customers.find_by_email(me.tenant_id, "ada@example.com")
    assert stray is not None
    expected = [f"customer {stray.id} was made of lead {lead.id}, and no deal is theirs"]
    assert check(crm, partner_server, me.tenant_id) == expected


def test_every_event_is_counted_or_says_why_not() -> None:
    ours = {name for name in event_names() if (event := event_named(name)) and event.__module__.startswith("crm_")}

    assert ours - JUDGED == set(NOT_JUDGED), "what it tells of is a line of BEGINNINGS or CHANGES"
