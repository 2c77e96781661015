"""Where credits are stored, and what they add up to."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.credits.credit import Credit, CreditBasis, CreditCause, CreditRow
from crm_core.credits.sums import CreditQuery, CreditSum
from crm_core.personal import IMPERSONAL
from crm_core.stores import Filter, Listed
from crm_core.vocabulary import Day, ForeignId, Id, Key, UserId


class CreditFilter(Filter):
    """Everything named must hold."""

    opportunity_id: Id | None = Field(default=None, description="Only of this deal: number or id.")
    user_id: UserId | None = Field(default=None, description="Only of this person.")
    kind: Key | None = Field(default=None, description="Only of this kind, such as overlay.")
    basis: CreditBasis | None = Field(default=None, description="Only on this basis.")
    cause: CreditCause | None = Field(default=None, description="Only what was written for this.")
    event_id: Annotated[ForeignId, IMPERSONAL] | None = Field(
        default=None, description="Only of this event, such as a refund's id."
    )
    since: Day | None = Field(default=None, description="Only credited on this day or later: 2026-06-01.")
    until: Day | None = Field(default=None, description="Only credited on this day or before: 2026-06-30.")


class CreditStore(Protocol):
    """The credits of one tenant, within a unit of work; nothing is ever changed or removed."""

    def add(self, added: Sequence[Credit]) -> None:
        """Stores these. Raises CreditedAlready, at the latest on leaving the unit of work, for what is there."""
        ...

    def of(self, opportunity_id: str) -> Sequence[Credit]:
        """All of a deal, in the order in which they were written."""
        ...

    def find(self, query: CreditFilter) -> Listed[Credit]:
        """Those that match, at most ``limit``, in the order in which they were written."""
        ...

    def sums(self, query: CreditQuery) -> Sequence[CreditSum]:
        """By one statement, in no particular order; where there is no credit there is no sum."""
        ...

    def stream(self, query: CreditQuery) -> Iterator[CreditRow]:
        """Each credit that the query is about, in the order of person, moment and deal, without keeping them.

        Within it the unit of work may write, and must not leave.
        """
        ...
