"""Why a refund or a payment is not entered."""

from typing import Self

from crm_core.errors import Conflict, NotFound, Refused
from crm_core.opportunities import Opportunity


class SettledOtherwise(Conflict):
    @classmethod
    def because_it_was_entered(cls, deal: Opportunity, entry_id: str, what: str, minor: int) -> Self:
        return cls(
            "opportunity {opportunity} has the {what} {id} already, over {amount} {currency} in minor units; "
            "name another id",
            {
                "opportunity": deal.opportunity_number,
                "what": what,
                "id": entry_id,
                "amount": minor,
                "currency": deal.currency_code,
            },
        )

    @classmethod
    def because_it_was_reversed(cls, deal: Opportunity, entry_id: str) -> Self:
        return cls(
            "{id} of opportunity {opportunity} was entered and reversed; name another id",
            {"id": entry_id, "opportunity": deal.opportunity_number},
        )


class EntryNotFound(NotFound):
    @classmethod
    def because_nothing_was_entered(cls, deal: Opportunity, entry_id: str) -> Self:
        return cls(
            "opportunity {opportunity} has no refund and no payment {id}; see `crm credit list`",
            {"what": "entry", "opportunity": deal.opportunity_number, "id": entry_id},
        )


class EntryOver(Refused):
    @classmethod
    def because_it_was_reopened(cls, deal: Opportunity, entry_id: str) -> Self:
        return cls(
            "opportunity {opportunity} was reopened since, which took back all of its credits; {id} needs no reversal",
            {"opportunity": deal.opportunity_number, "id": entry_id},
        )

    @classmethod
    def because_it_is_refunded(cls, deal: Opportunity, entry_id: str) -> Self:
        return cls(
            "some of payment {id} of opportunity {opportunity} was refunded since; reverse the refund first",
            {"opportunity": deal.opportunity_number, "id": entry_id},
        )
