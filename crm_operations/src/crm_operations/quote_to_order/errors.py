"""Why a deal cannot be quoted, ordered or closed."""

from collections.abc import Sequence
from typing import Self

from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.quotations import QuotationVersion
from crm_operations.providers import Quotation


class OpportunityNotClosable(Refused):
    @classmethod
    def because_value_is_unknown(cls, opportunity: Opportunity, remedy: str) -> Self:
        return cls(
            "opportunity {opportunity} has neither a quotation that counts nor an expected revenue; {remedy}",
            {"opportunity": opportunity.opportunity_number, "remedy": remedy},
        )

    @classmethod
    def because_quotation_says_otherwise(cls, opportunity: Opportunity, quotation: Quotation, value: Money) -> Self:
        return cls(
            "opportunity {opportunity}: quotation {quotation} is over {total} {currency} in minor units, not {value} "
            "{value_currency}; revise the quotation, or leave the value out",
            {
                "opportunity": opportunity.opportunity_number,
                "quotation": quotation.number,
                "total": quotation.total.minor,
                "currency": quotation.total.currency,
                "value": value.minor,
                "value_currency": value.currency,
            },
        )

    @classmethod
    def because_several_are_accepted(cls, opportunity: Opportunity, accepted: Sequence[Quotation]) -> Self:
        return cls(
            "opportunity {opportunity} has several accepted quotations ({quotations}); name the one it is won with by "
            "its id, such as --quotation {quotation}",
            {
                "opportunity": opportunity.opportunity_number,
                "quotations": ", ".join(f"{each.number}: {each.total.in_words}" for each in accepted),
                "quotation": accepted[0].id,
            },
        )

    @classmethod
    def because_it_is_expected_otherwise(cls, opportunity: Opportunity, expected: Money, value: Money) -> Self:
        return cls(
            "opportunity {opportunity} is expected to bring {expected}, and would be won at {value}; quote it anew, or "
            "say what is expected of it: crm deal edit {opportunity} --expected-revenue",
            {
                "opportunity": opportunity.opportunity_number,
                "expected": expected.in_words,
                "value": value.in_words,
            },
        )

    @classmethod
    def because_quotation_is_anothers(cls, opportunity: Opportunity, quotation_id: str) -> Self:
        return cls(
            "opportunity {opportunity} has no quotation {quotation} to accept",
            {"opportunity": opportunity.opportunity_number, "quotation": quotation_id},
        )

    @classmethod
    def because_it_is_not_won(cls, opportunity: Opportunity) -> Self:
        return cls(
            "opportunity {opportunity} is {outcome}; only a won one is ordered",
            {"opportunity": opportunity.opportunity_number, "outcome": str(opportunity.outcome)},
        )

    @classmethod
    def because_it_is_won_with_another(cls, opportunity: Opportunity, version: QuotationVersion) -> Self:
        return cls(
            "opportunity {opportunity} is {outcome}, and not with quotation {quotation}; nothing is ordered",
            {
                "opportunity": opportunity.opportunity_number,
                "outcome": str(opportunity.outcome),
                "quotation": version.quotation_number,
            },
        )

    @classmethod
    def because_closed_otherwise(cls, opportunity: Opportunity) -> Self:
        return cls(
            "opportunity {opportunity} is already closed as {outcome}; reopen it first",
            {"opportunity": opportunity.opportunity_number, "outcome": str(opportunity.outcome)},
        )


class QuotationDiffers(Refused):
    """The sales system would offer something else than what was asked for."""

    @classmethod
    def because_it_adds_up_otherwise(cls, quotation: Quotation, total: Money) -> Self:
        return cls(
            "quotation {quotation} adds up to {theirs} in the sales system, not to {ours}; check its rounding there",
            {"quotation": quotation.number, "theirs": quotation.total.in_words, "ours": total.in_words},
        )


class QuotationUnknownHere(Refused):
    @classmethod
    def because_the_sales_system_created_it(cls, quotation: Quotation) -> Self:
        return cls(
            "quotation {quotation} was made in the sales system; take it over first: crm quote track DEAL",
            {"quotation": quotation.number, "quotation_id": quotation.id},
        )


class QuotationHolds(Refused):
    """It has not expired, or cannot."""

    @classmethod
    def because_of_its_last_day(cls, version: QuotationVersion) -> Self:
        return cls(
            "quotation {number} is {status} and holds up to {valid_until}; only one that nobody decided expires, after "
            "its last day",
            {
                "number": version.quotation_number,
                "status": str(version.status),
                "valid_until": str(version.valid_until),
            },
        )
