"""A coaching case: the evidence it was opened on, the steps agreed, and the pace some time later (SPM-CRMOP-0125)."""

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import NotFound
from crm_core.events import DomainEvent
from crm_core.fiscal import PeriodId
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, SignedMinorUnits
from crm_core.personal import PERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import LARGEST_COUNT, Count, FreeText, PersonId, ShortText, UserId, WholeNumber


def fit_pace(basis_points: int) -> int:
    """The nearest that a column holds: a small quota makes any pace there is."""
    return max(-LARGEST_COUNT, min(basis_points, LARGEST_COUNT))


class CoachingStatus(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    CLOSED = "closed"


class CoachingEvidence(Value):
    """The figures at the end of the day on which it was opened; amounts in minor units, the others in basis points."""

    quota_minor: SignedMinorUnits
    attained_minor: SignedMinorUnits
    currency_code: CurrencyCode
    pace_basis_points: WholeNumber
    win_rate_basis_points: WholeNumber | None = None
    closed_deals: Count = 0
    working_days: Count | None = None


Step = Annotated[ShortText, PERSONAL, Field(description="One thing that is agreed.")]


class AgreeSteps(Value):
    """What coach and person agree; said again it replaces what was agreed."""

    steps: tuple[Step, ...] = Field(min_length=1, max_length=50, description="What is agreed, a step each.")


class CoachingOpened(DomainEvent):
    """Announced when a person falls behind their quota, and a case is opened for them."""

    name: ClassVar = "coaching_case.opened"
    user_id: UserId
    period: PeriodId
    pace_basis_points: WholeNumber


class CoachingAgreed(DomainEvent):
    """Announced when steps are agreed, and when others are."""

    name: ClassVar = "coaching_case.agreed"
    user_id: UserId
    by: UserId


class CoachingClosed(DomainEvent):
    """Announced when a case is closed."""

    name: ClassVar = "coaching_case.closed"
    user_id: UserId
    by: UserId


class CoachingMeasured(DomainEvent):
    """Announced when the pace is looked at afterwards; None where there was no quota then."""

    name: ClassVar = "coaching_case.measured"
    user_id: UserId
    pace_basis_points: WholeNumber | None = None


class CoachingCaseNotFound(NotFound):
    """No coaching case of the tenant has this id; `crm coaching list` shows those there are."""


class CoachingCase(Entity):
    """``number`` counts a person's cases from 1, so that two who open one at the same moment open it once."""

    kind = EntityKind.COACHING_CASE
    unique = (("number", "user_id"),)
    not_found = CoachingCaseNotFound
    transitions = MappingProxyType(
        {
            CoachingStatus.OPEN: {CoachingStatus.AGREED, CoachingStatus.CLOSED},
            CoachingStatus.AGREED: {CoachingStatus.AGREED, CoachingStatus.CLOSED},
        }
    )

    user_id: PersonId
    number: Annotated[Count, Field(ge=1)] = 1
    coach_id: PersonId | None = None
    """The person's manager when it was opened."""
    period: PeriodId
    evidence: CoachingEvidence
    status: CoachingStatus = CoachingStatus.OPEN
    steps: tuple[Step, ...] = ()
    agreed_at: Utc | None = None
    measure_at: Utc
    """When the pace is looked at again."""
    measured_at: Utc | None = None
    outcome_pace_basis_points: WholeNumber | None = None
    """The pace then, in the period of the same length that it was in; None where there was no quota."""
    closed_at: Utc | None = None
    note: FreeText | None = None
    """What came of it, in words."""

    @classmethod
    def open(
        cls,
        evidence: CoachingEvidence,
        *,
        entity_id: str,
        tenant_id: str,
        at: datetime,
        user_id: str,
        number: int,
        coach_id: str | None,
        period: str,
        measure_at: datetime,
    ) -> tuple[Self, CoachingOpened]:
        """Opened on this evidence."""
        case = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            user_id=user_id,
            number=number,
            coach_id=coach_id,
            period=period,
            evidence=evidence,
            measure_at=measure_at,
        )
        pace = evidence.pace_basis_points
        return case, case.event(CoachingOpened, at=at, user_id=user_id, period=period, pace_basis_points=pace)

    def agree(self, request: AgreeSteps, *, by: str, at: datetime) -> tuple[Self, CoachingAgreed]:
        """Raises InvalidTransition for one that is closed."""
        agreed = self.entered(CoachingStatus.AGREED, at=at, steps=request.steps, agreed_at=as_utc(at))
        return agreed, self.event(CoachingAgreed, at=at, user_id=self.user_id, by=by)

    def close(self, note: str | None, *, by: str, at: datetime) -> tuple[Self, CoachingClosed]:
        """The pace is still looked at afterwards. Raises InvalidTransition for one that is closed."""
        closed = self.entered(CoachingStatus.CLOSED, at=at, note=note, closed_at=as_utc(at))
        return closed, self.event(CoachingClosed, at=at, user_id=self.user_id, by=by)

    def measure(self, pace_basis_points: int | None, *, at: datetime) -> tuple[Self, CoachingMeasured]:
        """What came of it, in figures."""
        pace_basis_points = None if pace_basis_points is None else fit_pace(pace_basis_points)
        measured = self.changed(at, measured_at=as_utc(at), outcome_pace_basis_points=pace_basis_points)
        event = self.event(CoachingMeasured, at=at, user_id=self.user_id, pace_basis_points=pace_basis_points)
        return measured, event


class CoachingCaseFilter(Filter):
    user_id: PersonId | None = Field(default=None, description="Only of this person.")
    status: CoachingStatus | None = Field(default=None, description="Only those that are.")
    only_unmeasured: Annotated[bool, Empty("measured_at")] = Field(
        default=False, description="Only those whose outcome is not known yet."
    )
