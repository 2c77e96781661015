"""The ways of a deal, run durably, with Tryton as the outside; and what a person sees there afterwards."""

import threading
from collections.abc import Iterator, Mapping

import pytest
from kill_points import Fault, FaultInjector, KillPoint, Side
from partner_crm import ready_lead, ready_opportunity
from tryton_backend import TrytonBackend
from tryton_crm import HttpTap, Place

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_core.pipelines import Outcome
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.lead_conversion import ConvertLead
from crm_operations.process import CompensationFailed
from crm_operations.providers import QuotationStatus
from crm_operations.quote_to_order import OrderOpportunity, QuoteOpportunity


@pytest.fixture
def durable(place: Place, actor: Actor) -> Iterator[Crm]:
    with place.open() as crm:
        yield crm


@pytest.mark.requirement("IFC-CRMOP-0034", "IFC-CRMOP-0035", "PLAN-020")
def test_a_lead_becomes_a_won_deal_and_an_order_in_tryton(durable: Crm, actor: Actor, backend: TrytonBackend) -> None:
    with HttpTap().tapped() as tap:
        deal = ready_opportunity(durable, actor)
        converting, tap.asked = tap.asked, []
        closed = durable.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal.id))
        closing = tap.asked
    order = durable.quote_to_order.convert_to_order(actor, OrderOpportunity(opportunity_id=deal.id))

    assert (closed.outcome, order.order_id) == (Outcome.WON, closed.quotation_id)
    ((party, lead),) = backend.rows(
        "acme",
        "SELECT p.name, o.state FROM sale_opportunity o JOIN party_party p ON p.id = o.party WHERE o.reference = ?",
        deal.id,
    )
    assert (party, lead) == ("Analytical Engines", "won")
    invoices = backend.rows("acme", "SELECT count(*) FROM account_invoice WHERE state = 'draft'")
    assert invoices == [(1,)]
    assert [question.split()[0] for question in converting if "res.user" not in question] == [
        "GET",  # is there a party with the address?
        "GET",  # or one made with the key?
        "POST",  # the party, its address and what it is reached by
        "GET",  # is it linked?
        "POST",  # the opportunity
    ]
    assert [question.split("/")[-1] for question in closing] == [
        "sale.opportunity",  # is there a quotation?
        "sale.opportunity",  # is there one with the key; and whose deal is it?
        "currency.currency",  # once only
        "sale.sale",  # made, with its lines
        "sale.opportunity",  # may it be accepted?
        "ir.note",
        _last(closing[6]),  # the day of it
        "quote",
        "confirm",
    ]


@pytest.mark.requirement("FUN-CRMOP-0026")
def test_a_lost_deal_has_its_quotations_cancelled_there(durable: Crm, actor: Actor, backend: TrytonBackend) -> None:
    deal = ready_opportunity(durable, actor)
    quoted = durable.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=deal.id))
    durable.quotations.mark_as_sent("acme", quoted.quotation_id, durable.clock.now())

    durable.closing.close_as_lost(actor, CloseAsLost(opportunity_id=deal.id, reason="too dear"))

    assert backend.rows("acme", "SELECT state FROM sale_sale") == [("cancelled",)]
    found = durable.quotations.find_by_id("acme", quoted.quotation_id)
    assert found is not None
    assert (found.status, found.rejection_reason) == (QuotationStatus.REJECTED, "too dear")
    assert backend.rows("acme", "SELECT state FROM sale_opportunity WHERE reference = ?", deal.id) == [("lost",)]


@pytest.mark.requirement("BR-004")
def test_a_conversion_that_is_refused_in_the_end_leaves_nothing_there(
    place: Place, actor: Actor, crm: Crm, backend: TrytonBackend
) -> None:
    lead, before = ready_lead(crm, actor), _counted(backend)
    with place.open(FaultInjector(Fault(refused=("commit",)))) as fated, pytest.raises(Refused):
        fated.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id))

    assert _counted(backend) == before


def test_a_rejection_taken_back_is_the_quotation_as_it_was_sent(crm: Crm, actor: Actor) -> None:
    deal = ready_opportunity(crm, actor)
    quoted = crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=deal.id))
    sent = crm.quotations.mark_as_sent("acme", quoted.quotation_id, crm.clock.now())
    crm.quotations.mark_as_rejected("acme", sent.id, "too dear", crm.clock.now())

    assert crm.quotations.revert("acme", sent.id, QuotationStatus.SENT) == sent
    assert crm.quotations.find_by_id("acme", sent.id) == sent


@pytest.mark.requirement("BR-004")
def test_an_order_tryton_works_on_is_not_taken_back_and_a_person_is_told(place: Place, actor: Actor, crm: Crm) -> None:
    deal = ready_opportunity(crm, actor)
    with (
        place.open(FaultInjector(Fault(refused=("commit",)))) as fated,
        pytest.raises(CompensationFailed, match=r"accept quotation.*draft"),
    ):
        fated.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal.id))

    # What stands is found again: closed once more, the deal takes the order that is there.
    crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal.id))
    assert len(crm.quotations.find_by_opportunity_id("acme", deal.id)) == 1


@pytest.mark.requirement("REL-001", "REL-005")
@pytest.mark.parametrize("lost", [1, 2, 3, 4, 5])
def test_an_answer_that_is_lost_is_found_again(durable: Crm, actor: Actor, backend: TrytonBackend, lost: int) -> None:
    deal = ready_opportunity(durable, actor)
    with HttpTap().tapped() as tap:
        tap.deaf_after = lost
        durable.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal.id))

    assert len(tap.changed) >= 5
    assert backend.rows("acme", "SELECT state FROM sale_sale") == [("processing",)]


@pytest.mark.requirement("REL-001")
def test_a_server_that_is_started_anew_in_the_middle_is_waited_for(
    place: Place, actor: Actor, backend: TrytonBackend
) -> None:
    watch = Restarting(backend, KillPoint(Side.AFTER, "create quotation"))
    with place.open(watch) as crm:
        deal = ready_opportunity(crm, actor)
        closed = crm.closing.close_as_won(actor, CloseAsWon(opportunity_id=deal.id))
        watch.restarted.join()

    assert closed.outcome is Outcome.WON
    assert backend.rows("acme", "SELECT state FROM sale_sale") == [("processing",)]


class Restarting(FaultInjector):
    """At that moment the server is stopped; it comes back while others wait."""

    def __init__(self, backend: TrytonBackend, moment: KillPoint) -> None:
        super().__init__(Fault())
        self._moment = moment
        self._backend = backend
        self.restarted = threading.Thread(target=backend.server.start)

    def _pass(self, moment: KillPoint) -> None:
        super()._pass(moment)
        if moment == self._moment:
            self._backend.server.stop()
            self.restarted.start()


def _counted(backend: TrytonBackend) -> Mapping[str, int]:
    tables = ("party_party", "party_contact_mechanism", "party_address", "sale_opportunity", "sale_sale")
    return {table: backend.rows("acme", f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def _last(question: str) -> str:
    assert question.startswith("PUT ")
    return question.rsplit("/", maxsplit=1)[-1]
