"""What a QuotationProvider promises of drafts: created once, found, changed and withdrawn."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import pytest

from crm_core.errors import Invalid
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
from crm_operations.testing.contracts.strange_answers import (
    HOOK,
    STRANGE_DAYS,
    STRANGE_NUMBERS,
    STRANGE_TEXTS,
    expect_fit,
)
from crm_operations.testing.contracts.suite import PartnerContract

UNKNOWN = "00000000-0000-7000-8000-00000000dead"
OPPORTUNITY = "00000000-0000-7000-8000-00000000dea1"
OTHER_OPPORTUNITY = "00000000-0000-7000-8000-00000000dea2"
LAST_DAY = date(2026, 2, 15)
LATER = START + timedelta(hours=1)
MUCH_LATER = START + timedelta(days=60)
"""Past the last day wherever the tenant lives."""

LINES = (
    QuotationLine(description="Difference engine 🦊", quantity=Decimal(3), unit_price_minor=125_000),
    QuotationLine(description="Installation", unit_price_minor=99),
)
TOTAL = Money(minor=375_099, currency="USD")
DISCOUNTED = (
    QuotationLine(
        description="Cards", code="CARD-1", quantity=Decimal("2.5"), unit_price_minor=990, tax_basis_points=2_000
    ),
    QuotationLine(description="Oil", quantity=Decimal("0.3333"), unit_price_minor=999, tax_basis_points=2_000),
    QuotationLine(description="Setup", unit_price_minor=10_000, discount_basis_points=1_250),
    QuotationLine(description="A present", quantity=Decimal(7), unit_price_minor=100, discount_basis_points=10_000),
)
"""Worth 24.75, 3.33, 87.50 and nothing; the first two taxed at 20 %."""
OFF = 100
"""What is taken off all of them: 0.21, 0.03 and 0.76 of the lines."""
DRAFT, SENT = QuotationStatus.DRAFT, QuotationStatus.SENT
ACCEPTED, REJECTED = QuotationStatus.ACCEPTED, QuotationStatus.REJECTED


class QuotationDraftContract(PartnerContract):
    """One half of QuotationProviderContract."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"quotations": QuotationProvider}
    keeps_discounts: ClassVar[bool] = True
    """Whether the partner has codes, discounts and rates of tax of its own, or just what comes of them."""

    @pytest.fixture
    def quotations(self) -> QuotationProvider:
        """The provider of quotations under test."""
        raise NotImplementedError("override the fixture `quotations` and return your QuotationProvider")

    def change_there(
        self, quotations: QuotationProvider, tenant: str, quotation_id: str, field: str, value: object
    ) -> bool:
        """Writes it in the partner, past the adapter; False where the partner cannot store the value, or computes it.

        A field of Quotation, ``total_minor``, or a field of QuotedLine, for the first line.
        """
        raise NotImplementedError(HOOK)

    @pytest.fixture
    def customer_id(self) -> str:
        return "00000000-0000-7000-8000-0000000000cc"

    @pytest.fixture
    def draft(self, customer_id: str) -> QuotationDraft:
        return QuotationDraft(
            opportunity_id=OPPORTUNITY, customer_id=customer_id, currency_code="USD", lines=LINES, valid_until=LAST_DAY
        )

    @pytest.fixture
    def created(self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft) -> Quotation:
        """A fresh draft."""
        return quotations.create_from_opportunity(tenant, draft, key="p/1")

    def test_a_new_quotation_is_a_draft_as_asked_for(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        expect((created.status, created.total), (DRAFT, TOTAL), asked="create_from_opportunity")
        expect(_facts(created), _facts(draft), asked="the lines of create_from_opportunity")
        asked = draft.model_dump(include={"opportunity_id", "customer_id", "valid_until"})
        expect(created.model_dump(include=set(asked)), asked, asked="whom and what it is for")
        expect((created.sent_at, created.decided_at), (None, None), asked="when it was sent and decided")
        expect(bool(created.number), True, asked="whether it has a number")
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id afterwards")

    def test_its_figures_can_be_asked_one_by_one(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        expect(quotations.get_status(tenant, created.id), DRAFT, asked="get_status")
        expect(quotations.get_total_value(tenant, created.id), TOTAL, asked="get_total_value")
        expect(quotations.get_currency(tenant, created.id), "USD", asked="get_currency")
        expect(quotations.get_expiry_date(tenant, created.id), LAST_DAY, asked="get_expiry_date")

    def test_an_unknown_quotation_is_not_found(self, quotations: QuotationProvider, tenant: str) -> None:
        expect(quotations.find_by_id(tenant, UNKNOWN), None, asked="find_by_id of an unknown id")
        self._expect_not_found(quotations, tenant, UNKNOWN, "of an unknown id")

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_quotation_is_answered_like_an_unknown_one(
        self, quotations: QuotationProvider, tenant: str, other_tenant: str, created: Quotation
    ) -> None:
        expect(quotations.find_by_id(other_tenant, created.id), None, asked="find_by_id by another tenant")
        found = list(quotations.find_by_opportunity_id(other_tenant, OPPORTUNITY))
        expect(found, [], asked="find_by_opportunity_id by another tenant")
        self._expect_not_found(quotations, other_tenant, created.id, "by another tenant")
        quotations.withdraw(other_tenant, created.id, key="p/1")
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id by its own tenant afterwards")

    def test_the_quotations_of_a_deal_come_newest_first(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        created = [quotations.create_from_opportunity(tenant, draft, key=f"p/{each}") for each in range(3)]
        other = draft.model_copy(update={"opportunity_id": OTHER_OPPORTUNITY})
        quotations.create_from_opportunity(tenant, other, key="p/other")

        found = [quotation.id for quotation in quotations.find_by_opportunity_id(tenant, OPPORTUNITY)]
        expect(found, [quotation.id for quotation in reversed(created)], asked="find_by_opportunity_id")
        expect(list(quotations.find_by_opportunity_id(tenant, UNKNOWN)), [], asked="that of a deal without any")

    def test_the_same_key_answers_the_quotation_it_made_the_first_time(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        again = quotations.create_from_opportunity(tenant, draft, key="p/1")

        expect(again.id, created.id, asked="create_from_opportunity with the same key again")
        expect(len(quotations.find_by_opportunity_id(tenant, OPPORTUNITY)), 1, asked="how many there are")

    def test_the_same_key_ten_times_at_once_makes_one_quotation(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        outcomes = at_once([lambda: quotations.create_from_opportunity(tenant, draft, key="p/1")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls with one key")
        expect(len({quotation.id for quotation in answers(outcomes)}), 1, asked="ids of ten calls with one key")
        expect(len(quotations.find_by_opportunity_id(tenant, OPPORTUNITY)), 1, asked="how many there are")

    def test_ten_at_once_have_numbers_of_their_own(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        create = quotations.create_from_opportunity
        outcomes = at_once([partial(create, tenant, draft, key=f"p/{each}") for each in range(10)])

        expect(refusals(outcomes), [], asked="refusals of ten calls with different keys")
        expect(len({quotation.number for quotation in answers(outcomes)}), 10, asked="how many numbers they got")

    def test_a_draft_can_be_changed(self, quotations: QuotationProvider, tenant: str, created: Quotation) -> None:
        lines = (QuotationLine(description="Only this", quantity=Decimal(2), unit_price_minor=50),)
        changed = quotations.update(tenant, created.id, QuotationUpdate(lines=lines))
        expected = created.model_copy(update={"lines": lines, "total": Money(minor=100, currency="USD")})
        expect(changed.to_dict(), expected.to_dict(), asked="update of the lines")

        longer = quotations.update(tenant, created.id, QuotationUpdate(valid_until=LAST_DAY + timedelta(days=1)))
        expected = changed.model_copy(update={"valid_until": LAST_DAY + timedelta(days=1)})
        expect(longer, expected, asked="update of the last day")
        expect(quotations.find_by_id(tenant, created.id), expected, asked="find_by_id afterwards")

    def test_discounts_fractions_and_taxes_add_up_to_the_last_unit(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft
    ) -> None:
        """Each line is rounded once, and tax once a rate, on what is left after the discount on all lines."""
        asked = draft.model_copy(update={"lines": DISCOUNTED, "discount_minor": OFF})
        created = quotations.create_from_opportunity(tenant, asked, key="p/lines")

        expect(created.total.minor, 11_458, asked="the total of lines with discounts")
        expect(created.discount_minor, OFF, asked="what is off all lines")
        expect(created.tax_minor, 557, asked="20 % of 27.84")
        expect([line.net_minor for line in created.lines], [2_475, 333, 8_750, 0], asked="each line before tax")
        if self.keeps_discounts:
            expect(_facts(created), _facts(asked), asked="the lines of create_from_opportunity")
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id afterwards")
        expect(quotations.get_total_value(tenant, created.id), created.total, asked="get_total_value")

    def test_the_discount_on_all_lines_and_the_lines_change_apart(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        discounted = quotations.update(tenant, created.id, QuotationUpdate(discount_minor=99))
        expected = (TOTAL.minor - 99, 99, [375_000, 99])
        nets = [line.net_minor for line in discounted.lines]
        expect((discounted.total.minor, discounted.discount_minor, nets), expected, asked="update of the discount")

        lines = quotations.update(tenant, created.id, QuotationUpdate(lines=LINES[:1]))
        expect((lines.total.minor, lines.discount_minor), (374_901, 99), asked="update of the lines")
        whole = quotations.update(tenant, created.id, QuotationUpdate(lines=LINES, discount_minor=0))
        expect((whole.total, whole.discount_minor), (TOTAL, 0), asked="update of both")

    def test_no_more_is_taken_off_than_the_lines_are_worth(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        beyond = draft.model_copy(update={"discount_minor": TOTAL.minor + 1})
        with expect_refusal(Invalid, asked="create_from_opportunity with a discount beyond the lines"):
            quotations.create_from_opportunity(tenant, beyond, key="p/beyond")
        with expect_refusal(Invalid, asked="update with a discount beyond the lines"):
            quotations.update(tenant, created.id, QuotationUpdate(discount_minor=TOTAL.minor + 1))
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id afterwards")

    def test_what_is_no_draft_any_more_cannot_be_changed(
        self, quotations: QuotationProvider, tenant: str, created: Quotation
    ) -> None:
        sent = quotations.mark_as_sent(tenant, created.id, LATER)

        with expect_refusal(QuotationRefused, asked="update of a quotation that was sent"):
            quotations.update(tenant, created.id, QuotationUpdate(valid_until=LAST_DAY + timedelta(days=1)))
        expect(quotations.find_by_id(tenant, created.id), sent, asked="find_by_id afterwards")

    def test_a_quotation_is_withdrawn_with_the_key_that_made_it(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        quotations.withdraw(tenant, created.id, key="p/1")
        expect(
            list(quotations.find_by_opportunity_id(tenant, OPPORTUNITY)), [], asked="those of the deal, after withdraw"
        )
        quotations.withdraw(tenant, created.id, key="p/1")

        again = quotations.create_from_opportunity(tenant, draft, key="p/1")
        expect(again.status, DRAFT, asked="create_from_opportunity with the same key after withdraw")
        expect(quotations.find_by_id(tenant, again.id), again, asked="find_by_id of that one")

    def test_withdrawing_with_another_key_leaves_the_quotation_alone(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, created: Quotation
    ) -> None:
        other = quotations.create_from_opportunity(tenant, draft, key="p/2")

        quotations.withdraw(tenant, created.id, key="p/2")
        quotations.withdraw(tenant, created.id, key="p/3")
        quotations.withdraw(tenant, UNKNOWN, key="p/1")
        expect(quotations.find_by_id(tenant, created.id), created, asked="find_by_id after withdrawals that do not fit")
        expect(quotations.find_by_id(tenant, other.id), other, asked="find_by_id of the one whose key was given")

    @pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
    def test_a_text_somebody_wrote_over_there_is_cleaned_and_cut(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, text: str
    ) -> None:
        """It is never a reason to refuse the quotation, nor the others of its deal."""
        for field in ("number", "rejection_reason", "description"):
            created = quotations.create_from_opportunity(tenant, draft, key=f"p/{field}")
            quotations.mark_as_rejected(tenant, created.id, "too dear", LATER)
            if self.change_there(quotations, tenant, created.id, field, text):
                asked = f"find_by_id after somebody wrote {text[:20]!a} as {field}"
                found = self._expect_reported(quotations, tenant, created.id, asked)
                expect_fit(found.number, asked=f"number by {asked}")
                expect_fit(found.rejection_reason, asked=f"rejection_reason by {asked}", lines=True)
                for line in found.lines:
                    expect_fit(line.description, asked=f"description by {asked}")

    @pytest.mark.parametrize("number", STRANGE_NUMBERS.values(), ids=STRANGE_NUMBERS)
    def test_a_number_nobody_here_would_write_is_told_or_left_out(
        self, quotations: QuotationProvider, tenant: str, draft: QuotationDraft, number: int
    ) -> None:
        for field in ("quantity", "unit_price_minor", "total_minor"):
            created = quotations.create_from_opportunity(tenant, draft, key=f"p/{field}")
            if self.change_there(quotations, tenant, created.id, field, number):
                asked = f"find_by_id after somebody wrote {number} as {field}"
                found = self._expect_reported(quotations, tenant, created.id, asked)
                if field == "total_minor":
                    expect(found.total, Money(minor=number, currency="USD"), asked=f"the total by {asked}")

    @pytest.mark.parametrize("day", STRANGE_DAYS.values(), ids=STRANGE_DAYS)
    def test_a_day_nobody_here_would_write_is_told(
        self, quotations: QuotationProvider, tenant: str, created: Quotation, day: date
    ) -> None:
        if self.change_there(quotations, tenant, created.id, "valid_until", day):
            found = self._expect_reported(quotations, tenant, created.id, f"find_by_id after somebody wrote {day}")
            expect(found.valid_until, day, asked="the last day of the quotation")
            expect(quotations.get_expiry_date(tenant, created.id), day, asked="get_expiry_date")

    def _expect_reported(self, quotations: QuotationProvider, tenant: str, quotation_id: str, asked: str) -> Quotation:
        of_the_deal = {each.id: each for each in quotations.find_by_opportunity_id(tenant, OPPORTUNITY)}
        found = of_the_deal[quotation_id]
        expect(quotations.find_by_id(tenant, quotation_id), found, asked=asked)
        expect(quotations.get_status(tenant, quotation_id), found.status, asked="get_status beside it")
        expect(quotations.get_total_value(tenant, quotation_id), found.total, asked="get_total_value beside it")
        return found

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


def _facts(of: Quotation | QuotationDraft) -> list[dict[str, object]]:
    return [line.to_dict() for line in of.lines]
