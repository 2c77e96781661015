"""The suites are worth something: whoever breaks a promise fails the test that is named after it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from direct_writes import ChangesInMemory

from crm_core.actor import Actor, Role
from crm_core.errors import Conflict, CrmError, NotFound
from crm_core.testing import Ids, PromiseBroken, VirtualClock, expect, expect_refusal
from crm_core.testing.store_contracts import LeadStoreContract, NumberSequenceContract
from crm_operations.process import Claim
from crm_operations.providers import Customer, CustomerDraft, Message, Quotation, QuotationDraft, QuotationStatus
from crm_operations.testing import (
    FakeCustomers,
    FakeNotifications,
    FakeQuotations,
    FakeRecords,
    FakeRunLog,
    FakeUnitOfWork,
)
from crm_operations.testing.contracts import (
    CustomerProviderContract,
    NotificationProviderContract,
    QuotationProviderContract,
    RecordsContract,
    RunLogContract,
)

TENANT, OTHER = "acme", "globex"
DRAFT = QuotationDraft(
    opportunity_id="00000000-0000-7000-8000-00000000dea1",
    customer_id="party",
    currency_code="USD",
    lines=(),
    valid_until=date(2026, 2, 15),
)


class ForgetsKeys(FakeCustomers):
    def create_from_lead(self, tenant_id: str, draft: CustomerDraft, *, key: str) -> Customer:
        return super().create_from_lead(tenant_id, draft.model_copy(update={"email": None}), key=self._new_id())


class ComparesLetters(FakeCustomers):
    def find_by_email(self, tenant_id: str, email: str) -> Customer | None:
        found = super().find_by_email(tenant_id, email)
        return found if found is not None and found.email == email else None


class KnowsNoTenants(FakeCustomers):
    def find_by_id(self, tenant_id: str, customer_id: str) -> Customer | None:
        return super().find_by_id(TENANT, customer_id)


class DiscardsWhatItFound(FakeCustomers):
    def discard(self, tenant_id: str, customer_id: str, *, key: str) -> None:
        self._customers.pop((tenant_id, customer_id), None)


class TellsWhateverStandsThere(FakeCustomers):
    def changed_there(self, tenant_id: str, customer_id: str, field: str, value: object) -> None:
        found = self._customers[tenant_id, customer_id]
        self._customers[tenant_id, customer_id] = found.model_copy(update={field: value})


class AcceptsWhatExpired(FakeQuotations):
    def _has_expired(self, quotation: Quotation, at: datetime) -> bool:
        return False


class RevertsByName(FakeQuotations):
    def revert(self, tenant_id: str, quotation_id: str, status: QuotationStatus) -> Quotation:
        return self._goes_on(tenant_id, self._require(tenant_id, quotation_id), status=status)


class GrantsToAll(FakeRunLog):
    def claim(self, actor: Actor, process_id: str, request_hash: str, **more: Any) -> Claim:
        super().claim(actor, process_id, request_hash, **more)
        return Claim(granted=True, request_hash=request_hash)


class ReleasesWhatIsFinished(FakeRunLog):
    def release(self, actor: Actor, process_id: str, *, until: datetime) -> None:
        self.runs.pop((actor.tenant_id, process_id), None)


class NotifiesTwice(FakeNotifications):
    def notify(self, tenant_id: str, user_id: str, message: Message, *, delivery_id: str) -> None:
        super().notify(tenant_id, user_id, message, delivery_id=f"{delivery_id} {len(self.sent)}")


class CommitsWhatFailed(FakeRecords):
    @contextmanager
    def writing(self, actor: Actor, *, batch: str | None = None) -> Iterator[FakeUnitOfWork]:
        failure: list[BaseException] = []
        with super().writing(actor, batch=batch) as work:
            try:
                yield work
            except BaseException as cause:  # noqa: BLE001  that is what is broken about it
                failure.append(cause)
        if failure:
            raise failure[0]


class MixesTenants(FakeRecords):
    @contextmanager
    def reading(self, actor: Actor) -> Iterator[FakeUnitOfWork]:
        with super().reading(actor.model_copy(update={"tenant_id": TENANT})) as work:
            yield work


def customers_with(fake: type[FakeCustomers]) -> Mapping[str, Callable[[], Any]]:
    return {"customers": lambda: fake(Ids())}


def quotations_with(fake: type[FakeQuotations]) -> Mapping[str, Callable[[], Any]]:
    return {"quotations": lambda: fake(VirtualClock(), Ids()), "draft": lambda: DRAFT}


def records_with(fake: type[FakeRecords]) -> Mapping[str, Callable[[], Any]]:
    return {
        "records": lambda: fake(VirtualClock(), Ids()),
        "actor": lambda: Actor(tenant_id=TENANT, user_id="ada", roles=frozenset(Role)),
        "stranger": lambda: Actor(tenant_id=OTHER, user_id="eve", roles=frozenset(Role)),
    }


def runs_with(fake: type[FakeRunLog]) -> Mapping[str, Callable[[], Any]]:
    return {"runs": fake, "actor": lambda: Actor(tenant_id=TENANT, user_id="ada")}


BROKEN: dict[str, tuple[type[Any], Mapping[str, Callable[[], Any]], str]] = {
    "forgets keys": (
        CustomerProviderContract,
        customers_with(ForgetsKeys),
        "test_the_same_key_answers_the_customer_it_made_the_first_time",
    ),
    "compares letters": (
        CustomerProviderContract,
        customers_with(ComparesLetters),
        "test_an_address_is_found_whatever_its_case_and_blanks",
    ),
    "knows no tenants": (
        CustomerProviderContract,
        customers_with(KnowsNoTenants),
        "test_another_tenants_customer_is_answered_like_an_unknown_one",
    ),
    "discards what it found": (
        CustomerProviderContract,
        customers_with(DiscardsWhatItFound),
        "test_discarding_with_another_key_leaves_the_customer_alone",
    ),
    "tells whatever stands there": (
        CustomerProviderContract,
        {**customers_with(TellsWhateverStandsThere), "text": lambda: "a\0b"},
        "test_what_somebody_wrote_over_there_is_cleaned_and_cut",
    ),
    "accepts what expired": (
        QuotationProviderContract,
        quotations_with(AcceptsWhatExpired),
        "test_an_expired_quotation_cannot_be_accepted",
    ),
    "reverts by name": (
        QuotationProviderContract,
        quotations_with(RevertsByName),
        "test_a_workflow_that_unwinds_finds_the_quotation_as_it_was",
    ),
    "grants to all": (RunLogContract, runs_with(GrantsToAll), "test_of_ten_at_once_one_may_run"),
    "releases what is finished": (
        RunLogContract,
        runs_with(ReleasesWhatIsFinished),
        "test_releasing_a_finished_run_changes_nothing",
    ),
    "tells twice": (
        NotificationProviderContract,
        {"notifications": NotifiesTwice},
        "test_ten_times_at_once_is_delivered_once",
    ),
    "commits what failed": (
        RecordsContract,
        {**records_with(CommitsWhatFailed), "cause": lambda: CrmError("a refusal")},
        "test_an_exception_leaves_nothing",
    ),
    "keeps numbers of what failed": (
        NumberSequenceContract,
        records_with(CommitsWhatFailed),
        "test_a_number_of_a_rolled_back_unit_of_work_is_given_again",
    ),
    "mixes tenants": (
        LeadStoreContract,
        records_with(MixesTenants),
        "test_a_lead_is_found_by_its_exact_number_and_external_id",
    ),
}


@pytest.mark.parametrize(("suite", "parts", "promise"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_promise_is_noticed(suite: type[Any], parts: Mapping[str, Callable[[], Any]], promise: str) -> None:
    with pytest.raises(PromiseBroken) as report:
        store(suite, parts, promise)

    message = str(report.value)
    assert message.startswith(promise.removeprefix("test_").replace("_", " "))
    assert all(part in message for part in ("asked: ", "came: ", "wanted: "))


def test_a_report_tells_which_promise_what_was_asked_and_what_came() -> None:
    with pytest.raises(PromiseBroken) as report:
        expect(1, 2, asked="one and one")

    assert str(report.value).splitlines() == [
        "a report tells which promise what was asked and what came",
        "    asked:  one and one",
        "    came:   1",
        "    wanted: 2",
    ]


def test_a_report_tells_of_two_values_where_they_differ() -> None:
    ada = Customer(id="1", name="Ada", email="ada@example.com")

    with pytest.raises(PromiseBroken) as report:
        expect(ada, ada.model_copy(update={"email": None}), asked="find_by_id")

    assert "came:   Customer with email='ada@example.com'\n    wanted: Customer with email=None" in str(report.value)


def test_a_report_tells_which_error_came_instead() -> None:
    other = r"came:   Conflict: taken\n    wanted: NotFound \(not_found\)"
    with pytest.raises(PromiseBroken, match=other), expect_refusal(NotFound, asked="get"):
        raise Conflict("taken")
    with pytest.raises(PromiseBroken, match="came:   no error at all"), expect_refusal(NotFound, asked="get"):
        pass


def store(suite: type[Any], parts: Mapping[str, Callable[[], Any]], promise: str) -> None:
    """Runs one test of a suite as pytest would, with the parts in place of fixtures."""
    test = getattr(suite, promise)
    arguments: dict[str, Any] = {"tenant": TENANT, "other_tenant": OTHER}
    arguments |= {name: make() for name, make in parts.items()}
    if "quotations" in arguments:
        arguments["created"] = arguments["quotations"].create_from_opportunity(TENANT, DRAFT, key="p/1")
    instance = type("Kept", (ChangesInMemory, suite), {"outbox_of": _nothing, "assign_role": _nothing})()
    test(instance, **{name: arguments[name] for name in inspect.signature(test).parameters if name != "self"})


def _nothing(*_: object) -> list[object]:
    return []
