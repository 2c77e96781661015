"""Why a vote is refused."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from crm_core.clock import moment_in_words
from crm_core.errors import Forbidden, Refused


class AlreadyDecided(Refused):
    """Somebody was faster; the facts say what was decided."""

    @classmethod
    def because_it_is_over(cls, about: str, state: str, by: str | None, at: datetime | None) -> Self:
        """``about`` is the request or the task in words: ``the request about OPP-2026-0001``."""
        when = moment_in_words(at) if at else "an unknown time"
        return cls(
            "{about} was decided already: {state} by {by} at {at}",
            {"about": about, "state": state, "by": by or "nobody", "at": when},
        )


class MayNotVote(Forbidden):
    @classmethod
    def because_not_asked(cls, about: str, user: str, electorate: Iterable[str]) -> Self:
        return cls(
            "{user} is not asked about {about}, nor stands in for somebody who is; asked are: {electorate}",
            {"user": user, "about": about, "electorate": ", ".join(electorate) or "nobody"},
        )

    @classmethod
    def because_voted_before(cls, about: str, seat: str, by: str) -> Self:
        return cls(
            "the vote of {seat} about {about} was given already, by {by}; the first one counts",
            {"seat": seat, "about": about, "by": by},
        )

    @classmethod
    def because_conflicted(cls, about: str, user: str, why: str) -> Self:
        return cls(
            "{user} may not decide about {about}: {why}; somebody without a part in it must",
            {"user": user, "about": about, "why": why},
        )
