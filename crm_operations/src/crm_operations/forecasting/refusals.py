"""Why a forecast is not submitted, adjusted or compared."""

from typing import Self

from crm_core.errors import Forbidden, Refused
from crm_core.forecasts import ForecastSnapshot


class NotYoursToForecast(Forbidden):
    @classmethod
    def because_they_are_not_below(cls, user_id: str, whose: str) -> Self:
        return cls(
            "{user} is not above {whose} in the chain of managers; one who is, or a director, adjusts their forecast",
            {"user": user_id, "whose": whose},
        )

    @classmethod
    def because_it_is_anothers(cls, user_id: str, whose: str) -> Self:
        return cls(
            "{user} did not submit the forecast of {whose}; adjust it instead with `crm forecast adjust`",
            {"user": user_id, "whose": whose},
        )


class SnapshotsNotComparable(Refused):
    @classmethod
    def because_there_are_not_two(cls) -> Self:
        return cls("there are no two snapshots to compare; take one now and one later with `crm forecast snapshot`")

    @classmethod
    def because_they_are_in_the_other_order(cls, opening: ForecastSnapshot, closing: ForecastSnapshot) -> Self:
        return cls(
            "the opening of {opening} is not before the closing of {closing}; name them the other way round",
            {"opening": str(opening.taken_on), "closing": str(closing.taken_on)},
        )

    @classmethod
    def because_they_are_far_apart(cls, opening: ForecastSnapshot, closing: ForecastSnapshot) -> Self:
        return cls(
            "the snapshot of {closing} has only deals closed since {since}, and the opening is of {opening}; "
            "name a later opening, or raise forecasts.closed_days for the snapshots to come",
            {
                "closing": str(closing.taken_on),
                "since": str(closing.closed_since),
                "opening": str(opening.taken_on),
            },
        )
