"""Why a deal is not shared so."""

from typing import Self

from crm_core.errors import Forbidden, Refused
from crm_core.opportunities import Opportunity
from crm_core.splits import Split


class NotYoursToShare(Forbidden):
    @classmethod
    def because_it_is_anothers(cls, deal: Opportunity, user: str) -> Self:
        return cls(
            "{user} may not say how opportunity {opportunity} is shared: it is {owner}'s; ask them, or who leads them",
            {"user": user, "opportunity": deal.opportunity_number, "owner": deal.assigned_to},
        )


class SplitWaits(Refused):
    @classmethod
    def because_it_is_submitted(cls, split: Split) -> Self:
        return cls(
            "a split of {opportunity} waits for approval; withdraw it first: crm split withdraw {opportunity}",
            {"opportunity": split.opportunity_number},
        )


class NoSuchSplit(Refused):
    @classmethod
    def because_there_is_none(cls, deal: Opportunity, what: str) -> Self:
        return cls(
            "opportunity {opportunity} has no split that is {what}; see crm split show {opportunity}",
            {"opportunity": deal.opportunity_number, "what": what},
        )


class NoSuchTemplate(Refused):
    @classmethod
    def because_unknown_name(cls, name: str) -> Self:
        return cls("there is no template {name} in use; see crm split template list", {"name": name})
