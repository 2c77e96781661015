"""Where policies and clocks are stored, and what is asked of them."""

from collections.abc import Sequence
from operator import gt, le
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.identity import EntityKind, EntityRef
from crm_core.service_levels.clock import ClockStatus, SlaClock
from crm_core.service_levels.policy import SlaPolicy, SlaPolicyFilter
from crm_core.service_levels.targets import Target
from crm_core.stores import Compared, EntityStore, Filter
from crm_core.values import Utc
from crm_core.vocabulary import Name, UserId


class SlaClockFilter(Filter):
    """Everything named must hold; a state is a status, and moments before or after which it changes."""

    subject: EntityRef | None = None
    owner: UserId | None = Field(default=None, description="Only those of this person.")
    target: Target | None = Field(default=None, description="Only those of this target.")
    policy: Name | None = Field(default=None, description="Only those of this policy, in any revision.")
    status: ClockStatus | None = None
    warned_by: Annotated[Utc | None, Compared("warn_at", le)] = None
    warned_after: Annotated[Utc | None, Compared("warn_at", gt)] = None
    due_by: Annotated[Utc | None, Compared("due_at", le)] = None
    due_after: Annotated[Utc | None, Compared("due_at", gt)] = None
    paused_after: Annotated[Utc | None, Compared("paused_until", gt)] = None
    unpaused_by: Annotated[Utc | None, Compared("paused_until", le)] = None


class SlaPolicyStore(EntityStore[SlaPolicy, SlaPolicyFilter], Protocol):
    """Stores revisions of policies."""

    def current(self, name: str) -> SlaPolicy | None:
        """The newest revision, retired or not; None for a name that no policy has."""
        ...

    def revision(self, name: str, revision: int) -> SlaPolicy | None:
        """That revision; None where there is none."""
        ...

    def in_force(self) -> Sequence[SlaPolicy]:
        """Those that clocks start on, the first to be asked first."""
        ...


class SlaClockStore(EntityStore[SlaClock, SlaClockFilter], Protocol):
    """Stores clocks; those of a lead or deal are read once in a unit of work."""

    def start(self, clock: SlaClock) -> SlaClock:
        """As ``add``, with the other writes of the unit of work: a taken id ends it."""
        ...

    def running(self, subjects: Sequence[EntityRef]) -> Sequence[SlaClock]:
        """Those that run for any of these, in the order of ids; what this unit of work wrote included."""
        ...

    def none_yet(self, subject: EntityRef) -> None:
        """Nothing runs for what was created in this unit of work, so ``running`` need not look."""
        ...

    def warned(self, kind: EntityKind, at: Utc, limit: int) -> Sequence[SlaClock]:
        """Those that run for leads, or for deals, whose warning has come by that moment, the longest ago first."""
        ...

    def last(self, subject: EntityRef, target: Target, at: Utc) -> SlaClock | None:
        """The one that started last by that moment, running or stopped."""
        ...
