"""The ladder of a policy: who is told when a promise is about to be missed, and the longer it is missed, who else."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from crm_core.errors import Invalid
from crm_core.personal import IMPERSONAL
from crm_core.service_levels.targets import HOUR, LONGEST
from crm_core.values import Value


class Audience(StrEnum):
    """Who is told, seen from whoever has the lead or deal."""

    OWNER = "owner"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    STAND_IN = "stand_in"


Delay = Annotated[int, Field(ge=0, le=LONGEST), IMPERSONAL]
"""Whole seconds; none at all is at once."""


class Rung(Value):
    """One step; rungs are counted from 0, in the order of their moments."""

    after_seconds: Delay | None = Field(
        default=None, description="Since it was due, in the policy's kind of time; none at the warning."
    )
    tells: tuple[Audience, ...] = Field(min_length=1, max_length=5, description="Who is told.")
    reassigns: bool = Field(default=False, description="Also routes it anew.")
    raises_priority: bool = Field(default=False, description="Also makes it of high priority.")

    @property
    def is_warning(self) -> bool:
        """Whether it comes before it is due."""
        return self.after_seconds is None


DEFAULT_LADDER = (
    Rung(tells=(Audience.OWNER,)),
    Rung(after_seconds=0, tells=(Audience.OWNER, Audience.TEAM_LEAD)),
    Rung(after_seconds=8 * HOUR, tells=(Audience.MANAGER,)),
    Rung(after_seconds=24 * HOUR, tells=(Audience.DIRECTOR,)),
    Rung(after_seconds=48 * HOUR, tells=(Audience.STAND_IN,)),
)


def check_ladder(rungs: Sequence[Rung]) -> None:
    """Raises Invalid unless each rung is later than the one before it."""
    moments = [-1 if rung.after_seconds is None else rung.after_seconds for rung in rungs]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise Invalid.field("ladder", "its rungs are not in order", "let each come later than the one before it")
