"""History, numbers and partners: shown ill by rows changed past the application and systems that do not answer."""

from collections.abc import Sequence
from typing import Any

import pytest
from faults import PARTNERS
from partner_process import PartnerServer

from crm_core.errors import Unavailable
from crm_core.leads import CreateLead, Lead
from crm_operations.providers import CheckResult, CustomerDraft
from crm_operations.testing import FakeCustomers


class Particular(FakeCustomers):
    """Customers that say themselves what they think of a tenant."""

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__(lambda: "customer-1")
        self._failure = failure

    def check(self, tenant_id: str) -> Sequence[CheckResult]:
        if self._failure is not None:
            raise self._failure
        return [CheckResult.failed("company", f"{tenant_id} is no company of ours", "name another", companies=3)]


@pytest.fixture
def leads(patient: Any) -> list[Lead]:
    crm = patient.open()
    return [crm.leads.capture(patient.actor, CreateLead(name=name)).lead for name in ("Ada", "Grace", "Edsger")]


@pytest.mark.requirement("SR-005")
def test_a_history_somebody_rewrote_is_found(patient: Any, leads: list[Lead]) -> None:
    assert patient.result("history")[0] == "ok"
    patient.execute("UPDATE crm_history SET user_id = 'eve' WHERE entity_id = :id", id=leads[1].id)

    for thorough in (False, True):
        state, found, remedy = patient.result("history", thorough=thorough)

        assert state == "failed"
        assert f"1 flaw, first lead {leads[1].id}, entry 1: its content was changed" in found
        assert "crm history verify" in remedy


@pytest.mark.usefixtures("leads")
def test_a_sample_is_no_more_than_it_is_set_to_be(patient: Any) -> None:
    crm = patient.open({"doctor": {"history_sample": 2}})

    def entities(*, thorough: bool) -> object:
        found = patient.examined(crm, thorough=thorough).results
        return next(result.figures["entities"] for result in found if result.check == "history")

    assert entities(thorough=False) == 5  # two leads, two of their clocks, and the pipeline
    assert entities(thorough=True) == 10  # three leads with two clocks each, and the pipeline


def test_a_cut_chain_is_found_by_a_sample_too(patient: Any, leads: list[Lead]) -> None:
    patient.execute("DELETE FROM crm_history WHERE entity_id = :id", id=leads[0].id)

    state, found, _ = patient.result("history")

    assert state == "failed"
    assert "its history ends at 0" in found


def test_a_number_that_nothing_bears_any_more_is_told(patient: Any, leads: list[Lead]) -> None:
    assert patient.result("numbers")[:2] == ("ok", "3 numbers given, all in use")
    patient.execute("DELETE FROM crm_leads WHERE id = :id", id=leads[1].id)

    state, found, _ = patient.result("numbers")

    assert state == "warning"
    assert "3 given, 2 in use" in found


@pytest.mark.usefixtures("leads")
def test_a_counter_that_was_set_back_is_told(patient: Any) -> None:
    patient.execute("UPDATE crm_numbers SET last = 1 WHERE tenant_id = :tenant", tenant=patient.actor.tenant_id)

    state, found, remedy = patient.result("numbers")

    assert state == "failed"
    assert "1 given, 3 in use" in found
    assert "crm_numbers.last" in remedy


def test_partners_elsewhere_that_do_not_answer_are_told_and_the_others_go_on(
    patient: Any, partner_server: PartnerServer
) -> None:
    crm = patient.open(**{name: getattr(partner_server.partners, name) for name in PARTNERS})
    assert patient.result("customers", crm)[0] == "ok"
    partner_server.kill()

    report = patient.examined(crm)

    states = {result.check: result.state.value for result in report.results}
    assert states["customers"] == "failed"
    assert {state for check, state in states.items() if check not in {"customers", "login"}} == {"ok"}
    assert not any("own check" in check for check in states), "what forwards everything offers nothing itself"


def test_a_customer_at_the_address_nobody_can_have_is_suspicious(patient: Any) -> None:
    crm = patient.open({"doctor": {"probe_email": "ada@example.com"}})
    crm.leads.capture(patient.actor, CreateLead(name="Ada", email="ada@example.com"))
    assert patient.result("customers", crm)[0] == "ok"
    crm.customers.create_from_lead(
        patient.actor.tenant_id, CustomerDraft(name="Ada", email="ada@example.com"), key="ada"
    )

    assert patient.result("customers", crm)[0] == "warning"


def test_what_a_partner_says_of_itself_is_told(patient: Any) -> None:
    crm = patient.open(customers=Particular())

    found = {result.check: result for result in patient.examined(crm).results}["company"]

    assert found.found == f"{patient.actor.tenant_id} is no company of ours"
    assert (found.state.value, found.remedy, found.figures) == ("failed", "name another", {"companies": 3})


@pytest.mark.parametrize(
    ("failure", "message"),
    [(Unavailable("the line is dead"), "the line is dead"), (ZeroDivisionError("by 0"), "ZeroDivisionError: by 0")],
)
def test_a_check_that_breaks_is_a_failed_one_and_takes_no_other_down(
    patient: Any, failure: Exception, message: str
) -> None:
    report = patient.examined(patient.open(customers=Particular(failure)))

    failed = [(one.check, one.found) for one in report.results if one.state == "failed"]
    assert failed == [("customers' own check", message)]
    assert {"history", "outbox", "numbers"} <= {one.check for one in report.results}
