"""Whatever Tryton does not do is told for what it is: refused in its own words, forbidden, or unavailable."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from partner_crm import open_tenant, ready_opportunity
from tryton_backend import TrytonBackend
from tryton_crm import Place

from crm_adapters.demo import tryton_company, tryton_server
from crm_adapters.doctor import examine
from crm_adapters.tryton import Tryton, TrytonCustomers
from crm_adapters.wiring import Crm, open_crm
from crm_core.actor import Actor
from crm_core.errors import Conflict, Forbidden, Invalid, Refused, Unavailable
from crm_core.testing import answers, at_once, refusals
from crm_operations.providers import CheckState, CustomerDraft, CustomerUpdate
from crm_operations.quote_to_order import QuoteOpportunity

ADA = CustomerDraft(name="Engines", email="ada@engines.example")


@contextmanager
def opened(backend: TrytonBackend, **changed: object) -> Iterator[Tryton]:
    tryton = backend.opened(**changed)
    yield tryton
    tryton.close()


def test_a_wrong_key_is_forbidden(backend: TrytonBackend) -> None:
    with opened(backend, key="wrong") as tryton, pytest.raises(Forbidden, match="application key"):
        TrytonCustomers(tryton).find_by_email("acme", "ada@engines.example")


def test_a_key_that_was_revoked_is_forbidden(backend: TrytonBackend) -> None:
    with tryton_server.administering(backend.server, "acme", backend.keys.administrator_password) as admin:
        (user,) = admin.call("model.res.user.search", [["login", "=", "crm"]], 0, 1, None, context={})
        (created,) = admin.call(
            "model.res.user.application.create", [{"user": user, "application": "rest"}], context={}
        )
        ((record),) = admin.call("model.res.user.application.read", [created], ["key"], context={})
        with opened(backend, key=record["key"]) as tryton:
            customers = TrytonCustomers(tryton)
            assert customers.find_by_email("acme", "ada@engines.example") is None
            admin.call("model.res.user.application.cancel", [created], context={})
            with pytest.raises(Forbidden, match="application key"):
                customers.find_by_email("acme", "ada@engines.example")


def test_a_wrong_password_is_tried_once(backend: TrytonBackend) -> None:
    with opened(backend, password="wrong") as tryton:
        customers = TrytonCustomers(tryton)
        created = customers.create_from_lead("acme", ADA, key="p/1")
        for _ in range(3):
            with pytest.raises(Forbidden, match="user and password"):
                customers.update("acme", created.id, CustomerUpdate(phone="1"))
    attempts = backend.rows("acme", "SELECT count(*) FROM res_user_login_attempt WHERE login = 'crm'")
    assert attempts == [(1,)]


def test_without_a_login_nothing_is_overwritten(backend: TrytonBackend) -> None:
    with opened(backend, user=None, password=None) as tryton:
        customers = TrytonCustomers(tryton)
        created = customers.create_from_lead("acme", ADA, key="p/1")
        with pytest.raises(Invalid, match="name a user and a password"):
            customers.update("acme", created.id, CustomerUpdate(phone="1"))


def test_rights_that_were_taken_away_are_a_refusal_in_trytons_words(
    crm: Crm, actor: Actor, backend: TrytonBackend
) -> None:
    deal = ready_opportunity(crm, actor)
    with backend.without_groups("acme"), pytest.raises(Refused, match=r"(?i)refuses: you are not allowed"):
        crm.quote_to_order.convert_to_quotation(actor, QuoteOpportunity(opportunity_id=deal.id))
    assert backend.rows("acme", "SELECT count(*) FROM sale_sale") == [(0,)]


def test_what_tryton_does_not_accept_is_told_in_its_words(backend: TrytonBackend, tryton: Tryton) -> None:
    with pytest.raises(Refused, match=r'refuses: .*"Conversion Probability"'):
        tryton.client("acme").create("sale.opportunity", {"conversion_probability": 7}, ["state"])


def test_a_server_that_is_down_is_unavailable(backend: TrytonBackend, tryton: Tryton) -> None:
    backend.server.stop()
    with pytest.raises(Unavailable, match="does not answer"):
        TrytonCustomers(tryton).create_from_lead("acme", ADA, key="p/1")


@pytest.mark.requirement("REL-001")
def test_of_workers_who_want_the_same_address_at_once_one_gets_it(backend: TrytonBackend) -> None:
    """Each has a connection of its own, as in a process of its own: only Tryton is between them."""
    workers = [TrytonCustomers(backend.opened()) for _ in range(6)]
    outcomes = at_once(
        [partial(worker.create_from_lead, "acme", ADA, key=f"p/{each}") for each, worker in enumerate(workers)]
    )

    assert (len(answers(outcomes)), {refusal.kind for refusal in refusals(outcomes)}) == (1, {Conflict.kind})
    assert backend.rows("acme", "SELECT count(*) FROM party_contact_mechanism WHERE type = 'email'") == [(1,)]


def test_an_address_that_moved_on_does_not_keep_its_next_owner_out(backend: TrytonBackend, tryton: Tryton) -> None:
    customers = TrytonCustomers(tryton)
    first = customers.create_from_lead("acme", ADA, key="p/1")
    customers.update("acme", first.id, CustomerUpdate(email="elsewhere@engines.example"))

    second = customers.create_from_lead("acme", ADA, key="p/2")
    assert second.id != first.id
    assert customers.create_from_lead("acme", ADA, key="p/2") == second
    with pytest.raises(Conflict):
        customers.create_from_lead("acme", ADA, key="p/3")


@pytest.mark.requirement("PLAN-029", "INT-001")
def test_two_companies_of_one_organisation_share_customers_and_nothing_else(
    place: Place, backend: TrytonBackend
) -> None:
    with tryton_server.administering(backend.server, "globex", backend.keys.administrator_password) as admin:
        second = tryton_company.open_company(admin, "Second", user="second", password="Pass-w0rd-Second")
    backend.keep_what_exists("globex")
    tenants = {
        "one": {"database": "globex", "company": backend.keys.company, "key": backend.keys.key},
        "two": {"database": "globex", "company": second.company, "key": second.key},
    }
    there = place._replace(tenants=tenants)
    with there.open_beside() as crm:
        ones, twos = open_tenant(crm, "one"), open_tenant(crm, "two")
        deal = ready_opportunity(crm, ones)
        quoted = crm.quote_to_order.convert_to_quotation(ones, QuoteOpportunity(opportunity_id=deal.id))

        assert crm.quotations.find_by_id("one", quoted.quotation_id) is not None
        assert crm.quotations.find_by_id("two", quoted.quotation_id) is None
        shared = crm.customers.find_by_email("two", "ada@example.com")
        assert shared == crm.customers.find_by_email("one", "ada@example.com")
        results = {result.found: result for result in examine(lambda: (crm, twos)).results}
        warned = [found for found, result in results.items() if result.state is CheckState.WARNING]
        assert any("customers are shared with one" in found for found in warned)


@pytest.mark.requirement("PLAN-029", "INT-001")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"database": "nowhere"}, "serves no database nowhere"),
        ({"company": 99}, "works for Lamplight, and the tenant is mapped to company 99"),
        ({"key": "wrong"}, "does not accept the application key"),
    ],
)
def test_the_doctor_refuses_a_wrong_mapping(
    place: Place, actor: Actor, backend: TrytonBackend, wrong: dict[str, object], message: str
) -> None:
    tenants = {"acme": {**backend.tenants()["acme"], **wrong}}
    with place._replace(tenants=tenants).open_beside() as crm:
        report = examine(lambda: (crm, actor))

    failed = [result for result in report.results if result.state is CheckState.FAILED]
    assert any(message in result.found for result in failed)
    ours = [result for result in failed if result.check == "tryton"]
    assert {result.remedy for result in ours} == {None}, "what is wrong says itself what to do"


def test_the_doctor_tells_which_groups_give_the_rights_that_lack(
    crm: Crm, actor: Actor, backend: TrytonBackend
) -> None:
    with backend.without_groups("acme"):
        report = examine(lambda: (crm, actor))

    failed = [result for result in report.results if result.check == "tryton" and result.remedy]
    assert [result.remedy for result in failed] == ["put the user of the key into the groups Sales and Opportunity"]


def test_the_doctor_finds_nothing_wrong_with_a_right_one(crm: Crm, actor: Actor) -> None:
    found = [result for result in examine(lambda: (crm, actor)).results if result.check == "tryton"]

    assert {result.state for result in found} == {CheckState.OK}
    assert any("acme is Lamplight, company 1 of database acme" in result.found for result in found)


@pytest.mark.requirement("PLAN-029", "INT-001")
def test_two_strangers_in_one_database_are_refused_at_once(place: Place, backend: TrytonBackend) -> None:
    tenants = {"one": backend.tenants()["acme"], "two": backend.tenants()["acme"]}
    with pytest.raises(Invalid, match="both mapped to database acme"):
        place._replace(tenants=tenants).open_beside()


def test_a_partner_nobody_knows_is_refused_with_those_there_are(place: Place) -> None:
    with pytest.raises(Invalid, match=r"no partner is called 'tritium'.*embedded, tryton"):
        open_crm(settings=place.settings("in_process").model_copy(update={"party": "tritium"}))  # type: ignore[arg-type]


def test_a_tenant_without_a_database_is_told_so(crm: Crm) -> None:
    with pytest.raises(Invalid, match=r"tenant initech is mapped to no database"):
        crm.customers.find_by_id("initech", "acme-1")
