"""Why something is not credited."""

from typing import Self

from crm_core.errors import ChangedMeanwhile


class CreditedAlready(ChangedMeanwhile):
    """Somebody else entered the same at the same moment; to try again finds it."""

    @classmethod
    def because_it_is_there(cls, opportunity_id: str) -> Self:
        return cls(
            "what happened to opportunity {opportunity} is credited already; try again", {"opportunity": opportunity_id}
        )
