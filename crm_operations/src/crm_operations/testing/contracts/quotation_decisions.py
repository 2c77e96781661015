"""What a QuotationProvider promises of decisions: sent, accepted, rejected, expired, and reverted."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from crm_core.testing import START, answers, at_once, expect, expect_refusal
from crm_operations.providers import Quotation, QuotationDraft, QuotationProvider, QuotationRefused
from crm_operations.testing.contracts.quotations import (
    ACCEPTED,
    DRAFT,
    LATER,
    MUCH_LATER,
    REJECTED,
    SENT,
    QuotationDraftContract,
)


@pytest.mark.requirement("IFC-CRMOP-0035")
class QuotationProviderContract(QuotationDraftContract):
    """A subclass overrides ``quotations``, and ``customer_id`` where the sales system must know the customer."""

    def test_sending_is_done_once(self, quotations: QuotationProvider, tenant: str, created: Quotation) -> None:
        sent = quotations.mark_as_sent(tenant, created.id, LATER)
        expect(sent, created.model_copy(update={"status": SENT, "sent_at": LATER}), asked="mark_as_sent")

        again = quotations.mark_as_sent(tenant, created.id, LATER + timedelta(hours=1))
        expect(again, sent, asked="mark_as_sent again, an hour later")

    def test_accepting_a_draft_sends_it_on_the_way(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        accepted = quotations.mark_as_accepted(tenant, created.id, LATER)

        expected = created.model_copy(update={"status": ACCEPTED, "sent_at": LATER, "decided_at": LATER})
        expect(accepted, expected, asked="mark_as_accepted of a draft")
        expect(quotations.get_status(tenant, created.id), ACCEPTED, asked="get_status afterwards")

    def test_accepting_is_done_once(self, quotations: QuotationProvider, tenant: str, created: Quotation) -> None:
        quotations.mark_as_sent(tenant, created.id, START)
        accepted = quotations.mark_as_accepted(tenant, created.id, LATER)

        expect((accepted.sent_at, accepted.decided_at), (START, LATER), asked="when it was sent and decided")
        again = quotations.mark_as_accepted(tenant, created.id, MUCH_LATER)
        expect(again, accepted, asked="mark_as_accepted again, long after its last day")

    def test_rejecting_is_done_once_and_keeps_the_first_reason(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        quotations.mark_as_sent(tenant, created.id, START)
        rejected = quotations.mark_as_rejected(tenant, created.id, "too dear 💸", LATER)

        facts = (rejected.status, rejected.decided_at, rejected.rejection_reason)
        expect(facts, (REJECTED, LATER, "too dear 💸"), asked="mark_as_rejected")
        again = quotations.mark_as_rejected(tenant, created.id, "other", LATER)
        expect(again, rejected, asked="mark_as_rejected again, for another reason")

    def test_a_draft_can_be_rejected(self, quotations: QuotationProvider, tenant: str, created: Quotation) -> None:
        rejected = quotations.mark_as_rejected(tenant, created.id, "deal lost", LATER)

        expect((rejected.status, rejected.sent_at), (REJECTED, None), asked="mark_as_rejected of a draft")

    def test_what_is_decided_stays_decided(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        accepted = quotations.mark_as_accepted(tenant, created.id, LATER)
        other = quotations.create_from_opportunity(tenant, draft, key="p/2")
        rejected = quotations.mark_as_rejected(tenant, other.id, "too dear", LATER)

        wishes: dict[str, Callable[[], object]] = {
            "mark_as_sent of an accepted one": lambda: quotations.mark_as_sent(tenant, created.id, LATER),
            "mark_as_rejected of an accepted one": lambda: quotations.mark_as_rejected(tenant, created.id, "no", LATER),
            "mark_as_sent of a rejected one": lambda: quotations.mark_as_sent(tenant, other.id, LATER),
            "mark_as_accepted of a rejected one": lambda: quotations.mark_as_accepted(tenant, other.id, LATER),
        }
        for name, ask in wishes.items():
            with expect_refusal(QuotationRefused, asked=name):
                ask()
        expect(quotations.find_by_id(tenant, created.id), accepted, asked="the accepted one afterwards")
        expect(quotations.find_by_id(tenant, other.id), rejected, asked="the rejected one afterwards")

    def test_an_expired_quotation_cannot_be_accepted(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        sent = quotations.mark_as_sent(tenant, created.id, LATER)

        with expect_refusal(QuotationRefused, asked="mark_as_accepted long after its last day"):
            quotations.mark_as_accepted(tenant, created.id, MUCH_LATER)
        expect(quotations.find_by_id(tenant, created.id), sent, asked="find_by_id afterwards")
        rejected = quotations.mark_as_rejected(tenant, created.id, "too late", MUCH_LATER)
        expect(rejected.status, REJECTED, asked="mark_as_rejected long after its last day")

    def test_only_what_is_undecided_expires(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        accepted = quotations.create_from_opportunity(tenant, draft, key="p/2")
        quotations.mark_as_accepted(tenant, accepted.id, LATER)

        expect(quotations.is_expired(tenant, created.id, LATER), False, asked="is_expired before its last day")
        expect(quotations.is_expired(tenant, created.id, MUCH_LATER), True, asked="is_expired long after its last day")
        expect(quotations.is_expired(tenant, accepted.id, MUCH_LATER), False, asked="is_expired of an accepted one")

    def test_a_workflow_that_unwinds_finds_the_quotation_as_it_was(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        """A system that cannot revert a status refuses, and leaves the quotation as it is."""
        sent = quotations.create_from_opportunity(tenant, draft, key="p/2")
        sent = quotations.mark_as_sent(tenant, sent.id, START)
        for before in (created, sent):
            accepted = quotations.mark_as_accepted(tenant, before.id, LATER)
            self._expect_reverted_or_refused(quotations, tenant, before, accepted)
        other = quotations.create_from_opportunity(tenant, draft, key="p/3")
        rejected = quotations.mark_as_rejected(tenant, other.id, "too dear", LATER)
        self._expect_reverted_or_refused(quotations, tenant, other, rejected)

    def test_reverting_to_where_it_stands_changes_nothing(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        expect(quotations.revert(tenant, created.id, DRAFT), created, asked="revert of a draft to draft")
        sent = quotations.mark_as_sent(tenant, created.id, LATER)
        expect(quotations.revert(tenant, created.id, SENT), sent, asked="revert of a sent one to sent")

    def test_a_quotation_is_not_reverted_to_what_it_never_was(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        for status in (SENT, ACCEPTED, REJECTED):
            with expect_refusal(QuotationRefused, asked=f"revert of a draft to {status}"):
                quotations.revert(tenant, created.id, status)
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id afterwards")

    def test_of_accepting_and_rejecting_at_once_one_happens(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        quotations.mark_as_sent(tenant, created.id, START)

        accept = partial(quotations.mark_as_accepted, tenant, created.id, LATER)
        reject = partial(quotations.mark_as_rejected, tenant, created.id, "too dear", LATER)
        outcomes = at_once([accept, reject] * 5)

        decided = {quotation.status for quotation in answers(outcomes)}
        expect(len(decided), 1, asked="five times accept and reject at once: how it was decided")
        expect({quotations.get_status(tenant, created.id)}, decided, asked="get_status afterwards")

    def _expect_reverted_or_refused(
        self, quotations: QuotationProvider, tenant: str, before: Quotation, after: Quotation
    ) -> None:
        try:
            came = quotations.revert(tenant, before.id, before.status)
            expected = before
        except QuotationRefused:
            came = expected = after
        expect(came, expected, asked=f"revert from {after.status} to {before.status}")
        expect(quotations.find_by_id(tenant, before.id), expected, asked="find_by_id afterwards")
