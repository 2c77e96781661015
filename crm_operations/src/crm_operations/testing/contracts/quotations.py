"""What a QuotationProvider promises."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from crm_core.money import Money
from crm_core.testing import START, answers, at_once, expect, expect_refusal, refusals
from crm_operations.providers import (
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationProvider,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)
from crm_operations.testing.contracts.suite import PartnerContract

UNKNOWN = "00000000-0000-7000-8000-00000000dead"
DEAL = "00000000-0000-7000-8000-00000000dea1"
OTHER_DEAL = "00000000-0000-7000-8000-00000000dea2"
LAST_DAY = date(2026, 2, 15)
LATER = START + timedelta(hours=1)
MUCH_LATER = START + timedelta(days=60)
"""Past the last day wherever the tenant lives."""

LINES = (
    QuotationLine(description="Difference engine 🦊", quantity=3, unit_price_minor=125_000),
    QuotationLine(description="Installation", unit_price_minor=99),
)
TOTAL = Money(minor=375_099, currency="USD")
DRAFT, SENT = QuotationStatus.DRAFT, QuotationStatus.SENT
ACCEPTED, REJECTED = QuotationStatus.ACCEPTED, QuotationStatus.REJECTED


@pytest.mark.requirement("IFC-CRMOP-0035")
class QuotationProviderContract(PartnerContract):
    """A subclass overrides ``quotations``, and ``customer_id`` where the desk must know the customer."""

    @pytest.fixture
    def quotations(self) -> QuotationProvider:
        """The quotation desk under test."""
        raise NotImplementedError("override the fixture `quotations` and return your QuotationProvider")

    @pytest.fixture
    def customer_id(self) -> str:
        return "00000000-0000-7000-8000-0000000000cc"

    @pytest.fixture
    def draft(self, customer_id: str) -> QuotationDraft:
        return QuotationDraft(
            opportunity_id=DEAL, customer_id=customer_id, currency_code="USD", lines=LINES, valid_until=LAST_DAY
        )

    @pytest.fixture
    def made(self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft) -> Quotation:
        """A fresh draft."""
        return quotations.create_from_opportunity(tenant, draft, key="p/1")

    def test_a_new_quotation_is_a_draft_as_asked_for(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        expect((made.status, made.total, made.lines), (DRAFT, TOTAL, LINES), asked="create_from_opportunity")
        asked = draft.model_dump(include={"opportunity_id", "customer_id", "valid_until"})
        expect(made.model_dump(include=set(asked)), asked, asked="whom and what it is for")
        expect((made.sent_at, made.decided_at), (None, None), asked="when it was sent and decided")
        expect(bool(made.number), True, asked="whether it has a number")
        expect(quotations.find_by_id(tenant, made.id), made, asked="find_by_id afterwards")

    def test_its_figures_can_be_asked_one_by_one(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        expect(quotations.get_status(tenant, made.id), DRAFT, asked="get_status")
        expect(quotations.get_total_value(tenant, made.id), TOTAL, asked="get_total_value")
        expect(quotations.get_currency(tenant, made.id), "USD", asked="get_currency")
        expect(quotations.get_expiry_date(tenant, made.id), LAST_DAY, asked="get_expiry_date")

    def test_an_unknown_quotation_is_not_found(self, quotations: QuotationProvider, tenant: str) -> None:
        expect(quotations.find_by_id(tenant, UNKNOWN), None, asked="find_by_id of an unknown id")
        self._expect_not_found(quotations, tenant, UNKNOWN, "of an unknown id")

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_quotation_is_answered_like_an_unknown_one(
        self, quotations: QuotationProvider, tenant: str, other_tenant: str, made: Quotation
    ) -> None:
        expect(quotations.find_by_id(other_tenant, made.id), None, asked="find_by_id by another tenant")
        found = list(quotations.find_by_opportunity_id(other_tenant, DEAL))
        expect(found, [], asked="find_by_opportunity_id by another tenant")
        self._expect_not_found(quotations, other_tenant, made.id, "by another tenant")
        quotations.withdraw(other_tenant, made.id, key="p/1")
        expect(quotations.find_by_id(tenant, made.id), made, asked="find_by_id by its own tenant afterwards")

    def test_the_quotations_of_a_deal_come_newest_first(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        made = [quotations.create_from_opportunity(tenant, draft, key=f"p/{each}") for each in range(3)]
        other = draft.model_copy(update={"opportunity_id": OTHER_DEAL})
        quotations.create_from_opportunity(tenant, other, key="p/other")

        found = [quotation.id for quotation in quotations.find_by_opportunity_id(tenant, DEAL)]
        expect(found, [quotation.id for quotation in reversed(made)], asked="find_by_opportunity_id")
        expect(list(quotations.find_by_opportunity_id(tenant, UNKNOWN)), [], asked="that of a deal without any")

    def test_the_same_key_answers_the_quotation_it_made_the_first_time(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        again = quotations.create_from_opportunity(tenant, draft, key="p/1")

        expect(again.id, made.id, asked="create_from_opportunity with the same key again")
        expect(len(quotations.find_by_opportunity_id(tenant, DEAL)), 1, asked="how many there are")

    def test_the_same_key_ten_times_at_once_makes_one_quotation(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        outcomes = at_once([lambda: quotations.create_from_opportunity(tenant, draft, key="p/1")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls with one key")
        expect(len({quotation.id for quotation in answers(outcomes)}), 1, asked="ids of ten calls with one key")
        expect(len(quotations.find_by_opportunity_id(tenant, DEAL)), 1, asked="how many there are")

    def test_ten_at_once_have_numbers_of_their_own(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        create = quotations.create_from_opportunity
        outcomes = at_once([partial(create, tenant, draft, key=f"p/{each}") for each in range(10)])

        expect(refusals(outcomes), [], asked="refusals of ten calls with different keys")
        expect(len({quotation.number for quotation in answers(outcomes)}), 10, asked="how many numbers they got")

    def test_a_draft_can_be_changed(self, quotations: QuotationProvider, tenant: str, made: Quotation) -> None:
        lines = (QuotationLine(description="Only this", quantity=2, unit_price_minor=50),)
        changed = quotations.update(tenant, made.id, QuotationUpdate(lines=lines))
        wanted = made.model_copy(update={"lines": lines, "total": Money(minor=100, currency="USD")})
        expect(changed, wanted, asked="update of the lines")

        longer = quotations.update(tenant, made.id, QuotationUpdate(valid_until=LAST_DAY + timedelta(days=1)))
        wanted = wanted.model_copy(update={"valid_until": LAST_DAY + timedelta(days=1)})
        expect(longer, wanted, asked="update of the last day")
        expect(quotations.find_by_id(tenant, made.id), wanted, asked="find_by_id afterwards")

    def test_what_is_no_draft_any_more_cannot_be_changed(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        sent = quotations.mark_as_sent(tenant, made.id, LATER)

        with expect_refusal(QuotationRefused, asked="update of a quotation that was sent"):
            quotations.update(tenant, made.id, QuotationUpdate(valid_until=LAST_DAY + timedelta(days=1)))
        expect(quotations.find_by_id(tenant, made.id), sent, asked="find_by_id afterwards")

    def test_a_quotation_is_withdrawn_with_the_key_that_made_it(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        quotations.withdraw(tenant, made.id, key="p/1")
        expect(list(quotations.find_by_opportunity_id(tenant, DEAL)), [], asked="those of the deal, after withdraw")
        quotations.withdraw(tenant, made.id, key="p/1")

        again = quotations.create_from_opportunity(tenant, draft, key="p/1")
        expect(again.status, DRAFT, asked="create_from_opportunity with the same key after withdraw")
        expect(quotations.find_by_id(tenant, again.id), again, asked="find_by_id of that one")

    def test_withdrawing_with_another_key_leaves_the_quotation_alone(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        other = quotations.create_from_opportunity(tenant, draft, key="p/2")

        quotations.withdraw(tenant, made.id, key="p/2")
        quotations.withdraw(tenant, made.id, key="p/3")
        quotations.withdraw(tenant, UNKNOWN, key="p/1")
        expect(quotations.find_by_id(tenant, made.id), made, asked="find_by_id after withdrawals that do not fit")
        expect(quotations.find_by_id(tenant, other.id), other, asked="find_by_id of the one whose key was given")

    def test_sending_is_done_once(self, quotations: QuotationProvider, tenant: str, made: Quotation) -> None:
        sent = quotations.mark_as_sent(tenant, made.id, LATER)
        expect(sent, made.model_copy(update={"status": SENT, "sent_at": LATER}), asked="mark_as_sent")

        again = quotations.mark_as_sent(tenant, made.id, LATER + timedelta(hours=1))
        expect(again, sent, asked="mark_as_sent again, an hour later")

    def test_accepting_a_draft_sends_it_on_the_way(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        accepted = quotations.mark_as_accepted(tenant, made.id, LATER)

        wanted = made.model_copy(update={"status": ACCEPTED, "sent_at": LATER, "decided_at": LATER})
        expect(accepted, wanted, asked="mark_as_accepted of a draft")
        expect(quotations.get_status(tenant, made.id), ACCEPTED, asked="get_status afterwards")

    def test_accepting_is_done_once(self, quotations: QuotationProvider, tenant: str, made: Quotation) -> None:
        quotations.mark_as_sent(tenant, made.id, START)
        accepted = quotations.mark_as_accepted(tenant, made.id, LATER)

        expect((accepted.sent_at, accepted.decided_at), (START, LATER), asked="when it was sent and decided")
        again = quotations.mark_as_accepted(tenant, made.id, MUCH_LATER)
        expect(again, accepted, asked="mark_as_accepted again, long after its last day")

    def test_rejecting_is_done_once_and_keeps_the_first_reason(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        quotations.mark_as_sent(tenant, made.id, START)
        rejected = quotations.mark_as_rejected(tenant, made.id, "too dear 💸", LATER)

        facts = (rejected.status, rejected.decided_at, rejected.rejection_reason)
        expect(facts, (REJECTED, LATER, "too dear 💸"), asked="mark_as_rejected")
        again = quotations.mark_as_rejected(tenant, made.id, "other", LATER)
        expect(again, rejected, asked="mark_as_rejected again, for another reason")

    def test_a_draft_can_be_rejected(self, quotations: QuotationProvider, tenant: str, made: Quotation) -> None:
        rejected = quotations.mark_as_rejected(tenant, made.id, "deal lost", LATER)

        expect((rejected.status, rejected.sent_at), (REJECTED, None), asked="mark_as_rejected of a draft")

    def test_what_is_decided_stays_decided(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        accepted = quotations.mark_as_accepted(tenant, made.id, LATER)
        other = quotations.create_from_opportunity(tenant, draft, key="p/2")
        rejected = quotations.mark_as_rejected(tenant, other.id, "too dear", LATER)

        wishes: dict[str, Callable[[], object]] = {
            "mark_as_sent of an accepted one": lambda: quotations.mark_as_sent(tenant, made.id, LATER),
            "mark_as_rejected of an accepted one": lambda: quotations.mark_as_rejected(tenant, made.id, "no", LATER),
            "mark_as_sent of a rejected one": lambda: quotations.mark_as_sent(tenant, other.id, LATER),
            "mark_as_accepted of a rejected one": lambda: quotations.mark_as_accepted(tenant, other.id, LATER),
        }
        for name, ask in wishes.items():
            with expect_refusal(QuotationRefused, asked=name):
                ask()
        expect(quotations.find_by_id(tenant, made.id), accepted, asked="the accepted one afterwards")
        expect(quotations.find_by_id(tenant, other.id), rejected, asked="the rejected one afterwards")

    def test_an_expired_quotation_cannot_be_accepted(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        sent = quotations.mark_as_sent(tenant, made.id, LATER)

        with expect_refusal(QuotationRefused, asked="mark_as_accepted long after its last day"):
            quotations.mark_as_accepted(tenant, made.id, MUCH_LATER)
        expect(quotations.find_by_id(tenant, made.id), sent, asked="find_by_id afterwards")
        rejected = quotations.mark_as_rejected(tenant, made.id, "too late", MUCH_LATER)
        expect(rejected.status, REJECTED, asked="mark_as_rejected long after its last day")

    def test_only_what_is_undecided_expires(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        accepted = quotations.create_from_opportunity(tenant, draft, key="p/2")
        quotations.mark_as_accepted(tenant, accepted.id, LATER)

        expect(quotations.is_expired(tenant, made.id, LATER), False, asked="is_expired before its last day")
        expect(quotations.is_expired(tenant, made.id, MUCH_LATER), True, asked="is_expired long after its last day")
        expect(quotations.is_expired(tenant, accepted.id, MUCH_LATER), False, asked="is_expired of an accepted one")

    def test_a_recipe_that_unwinds_finds_the_quotation_as_it_was(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, made: Quotation
    ) -> None:
        """Where the system cannot take a status back it refuses, and leaves the quotation as it is."""
        sent = quotations.create_from_opportunity(tenant, draft, key="p/2")
        sent = quotations.mark_as_sent(tenant, sent.id, START)
        for before in (made, sent):
            accepted = quotations.mark_as_accepted(tenant, before.id, LATER)
            self._expect_reverted_or_refused(quotations, tenant, before, accepted)
        other = quotations.create_from_opportunity(tenant, draft, key="p/3")
        rejected = quotations.mark_as_rejected(tenant, other.id, "too dear", LATER)
        self._expect_reverted_or_refused(quotations, tenant, other, rejected)

    def test_reverting_to_where_it_stands_changes_nothing(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        expect(quotations.revert(tenant, made.id, DRAFT), made, asked="revert of a draft to draft")
        sent = quotations.mark_as_sent(tenant, made.id, LATER)
        expect(quotations.revert(tenant, made.id, SENT), sent, asked="revert of a sent one to sent")

    def test_a_quotation_is_not_reverted_to_what_it_never_was(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        for status in (SENT, ACCEPTED, REJECTED):
            with expect_refusal(QuotationRefused, asked=f"revert of a draft to {status}"):
                quotations.revert(tenant, made.id, status)
        expect(quotations.find_by_id(tenant, made.id), made, asked="find_by_id afterwards")

    def test_of_accepting_and_rejecting_at_once_one_happens(
        self, quotations: QuotationProvider, tenant: str, made: Quotation
    ) -> None:
        quotations.mark_as_sent(tenant, made.id, START)

        accept = partial(quotations.mark_as_accepted, tenant, made.id, LATER)
        reject = partial(quotations.mark_as_rejected, tenant, made.id, "too dear", LATER)
        outcomes = at_once([accept, reject] * 5)

        decided = {quotation.status for quotation in answers(outcomes)}
        expect(len(decided), 1, asked="five times accept and reject at once: how it was decided")
        expect({quotations.get_status(tenant, made.id)}, decided, asked="get_status afterwards")

    def _expect_not_found(self, quotations: QuotationProvider, tenant: str, quotation_id: str, whose: str) -> None:
        update = QuotationUpdate(valid_until=LAST_DAY)
        questions: dict[str, Callable[[], object]] = {
            "update": lambda: quotations.update(tenant, quotation_id, update),
            "get_status": lambda: quotations.get_status(tenant, quotation_id),
            "mark_as_sent": lambda: quotations.mark_as_sent(tenant, quotation_id, LATER),
            "mark_as_accepted": lambda: quotations.mark_as_accepted(tenant, quotation_id, LATER),
            "mark_as_rejected": lambda: quotations.mark_as_rejected(tenant, quotation_id, "no", LATER),
            "revert": lambda: quotations.revert(tenant, quotation_id, DRAFT),
            "get_total_value": lambda: quotations.get_total_value(tenant, quotation_id),
            "get_currency": lambda: quotations.get_currency(tenant, quotation_id),
            "is_expired": lambda: quotations.is_expired(tenant, quotation_id, LATER),
            "get_expiry_date": lambda: quotations.get_expiry_date(tenant, quotation_id),
        }
        for name, ask in questions.items():
            with expect_refusal(QuotationNotFound, asked=f"{name} {whose}"):
                ask()

    def _expect_reverted_or_refused(
        self, quotations: QuotationProvider, tenant: str, before: Quotation, after: Quotation
    ) -> None:
        try:
            came = quotations.revert(tenant, before.id, before.status)
            wanted = before
        except QuotationRefused:
            came = wanted = after
        expect(came, wanted, asked=f"revert from {after.status} to {before.status}")
        expect(quotations.find_by_id(tenant, before.id), wanted, asked="find_by_id afterwards")
