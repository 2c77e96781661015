"""History, numbers and partners: shown ill by rows changed past the application and systems that do not answer."""

from collections.abc import Sequence
from typing import Any

import pytest
from outside import Outside
from trouble import PARTNERS

from crm_core.errors import Unavailable
from crm_core.leads import CreateLead, Lead
from crm_operations.providers import CustomerDraft, Finding
from crm_operations.testing import FakeCustomers


class Particular(FakeCustomers):
    """Customers that say themselves what they think of a tenant."""

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__(lambda: "customer-1")
        self._trouble = trouble

    def check(self, tenant_id: str) -> Sequence[Finding]:
        if self._trouble is not None:
            raise self._trouble
        return [Finding.failed("company", f"{tenant_id} is no company of ours", "name another", companies=3)]


@pytest.fixture
def leads(patient: Any) -> list[Lead]:
    crm = patient.open()
    return [crm.leads.capture(patient.actor, CreateLead(name=name)).lead for name in ("Ada", "Grace", "Edsger")]


@pytest.mark.requirement("SR-005")
def test_a_history_somebody_rewrote_is_found(patient: Any, leads: list[Lead]) -> None:
    assert patient.finding("history")[0] == "ok"
    patient.execute("UPDATE crm_history SET user_id = 'eve' WHERE entity_id = :id", id=leads[1].id)

    for thorough in (False, True):
        state, found, remedy = patient.finding("history", thorough=thorough)

        assert state == "failed"
        assert f"1 flaw, first lead {leads[1].id}, entry 1: its content was changed" in found
        assert "crm history verify" in remedy


@pytest.mark.usefixtures("leads")
def test_a_sample_is_no_more_than_it_is_set_to_be(patient: Any) -> None:
    crm = patient.open({"doctor": {"history_sample": 2}})

    def entities(*, thorough: bool) -> object:
        found = patient.examined(crm, thorough=thorough).findings
        return next(finding.figures["entities"] for finding in found if finding.check == "history")

    assert entities(thorough=False) == 3  # two leads and the pipeline
    assert entities(thorough=True) == 4


def test_a_cut_chain_is_found_by_a_sample_too(patient: Any, leads: list[Lead]) -> None:
    patient.execute("DELETE FROM crm_history WHERE entity_id = :id", id=leads[0].id)

    state, found, _ = patient.finding("history")

    assert state == "failed"
    assert "its history ends at 0" in found


def test_a_number_that_nothing_bears_any_more_is_told(patient: Any, leads: list[Lead]) -> None:
    assert patient.finding("numbers")[:2] == ("ok", "3 numbers given, all in use")
    patient.execute("DELETE FROM crm_leads WHERE id = :id", id=leads[1].id)

    state, found, _ = patient.finding("numbers")

    assert state == "warning"
    assert "3 given, 2 in use" in found


@pytest.mark.usefixtures("leads")
def test_a_counter_that_was_set_back_is_told(patient: Any) -> None:
    patient.execute("UPDATE crm_numbers SET last = 1 WHERE tenant_id = :tenant", tenant=patient.actor.tenant_id)

    state, found, remedy = patient.finding("numbers")

    assert state == "failed"
    assert "1 given, 3 in use" in found
    assert "crm_numbers.last" in remedy


def test_partners_elsewhere_that_do_not_answer_are_told_and_the_others_go_on(patient: Any, outside: Outside) -> None:
    crm = patient.open(**{name: getattr(outside.partners, name) for name in PARTNERS})
    assert patient.finding("customers", crm)[0] == "ok"
    outside.kill()

    examination = patient.examined(crm)

    states = {finding.check: finding.state.value for finding in examination.findings}
    assert states["customers"] == "failed"
    assert {state for check, state in states.items() if check not in {"customers", "login"}} == {"ok"}
    assert not any("own check" in check for check in states), "what forwards everything offers nothing itself"


def test_a_customer_at_the_address_nobody_can_have_is_suspicious(patient: Any) -> None:
    crm = patient.open({"doctor": {"probe_email": "ada@example.com"}})
    crm.leads.capture(patient.actor, CreateLead(name="Ada", email="ada@example.com"))
    assert patient.finding("customers", crm)[0] == "ok"
    crm.customers.create_from_lead(
        patient.actor.tenant_id, CustomerDraft(name="Ada", email="ada@example.com"), key="ada"
    )

    assert patient.finding("customers", crm)[0] == "warning"


def test_what_a_partner_says_of_itself_is_told(patient: Any) -> None:
    crm = patient.open(customers=Particular())

    found = {finding.check: finding for finding in patient.examined(crm).findings}["company"]

    assert found.found == f"{patient.actor.tenant_id} is no company of ours"
    assert (found.state.value, found.remedy, found.figures) == ("failed", "name another", {"companies": 3})


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(Unavailable("the line is dead"), "the line is dead"), (ZeroDivisionError("by 0"), "ZeroDivisionError: by 0")],
)
def test_a_check_that_breaks_is_a_failed_one_and_takes_no_other_down(
    patient: Any, trouble: Exception, said: str
) -> None:
    examination = patient.examined(patient.open(customers=Particular(trouble)))

    failed = [(one.check, one.found) for one in examination.findings if one.state == "failed"]
    assert failed == [("customers' own check", said)]
    assert {"history", "outbox", "numbers"} <= {one.check for one in examination.findings}
