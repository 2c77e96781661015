"""What people say a period will come to, and what their managers make of that.

Nothing here changes a deal: a submission or an adjustment lies over the figures that are computed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.fiscal import PeriodId
from crm_core.identity import EntityKind
from crm_core.money import Amount, CurrencyCode, MinorUnits, Money
from crm_core.stores import Compared, Empty, Filter
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Count, FreeText, UserId


class SubmittedCategory(StrEnum):
    """What is submitted, each with all that is surer: a commit includes what is closed, a best case the commit."""

    COMMIT = "commit"
    BEST_CASE = "best_case"


class ForecastOrigin(StrEnum):
    """Where the figure of a person comes from; the first that is there counts."""

    ADJUSTMENT = "adjustment"
    """Somebody above put it in place of what was submitted or computed."""
    SUBMISSION = "submission"
    """The person submitted it."""
    COMPUTED = "computed"
    """Nobody said anything: from credits and open deals, and from the forecasts of those below."""


class SubmitForecast(Value):
    """What a person is expected to bring in a period; all that is closed already is a part of it."""

    amount: Amount = Field(description="How much the period comes to, with what is closed already.")
    category: SubmittedCategory = Field(
        default=SubmittedCategory.COMMIT, description="What it is: commit, or best_case."
    )
    period: PeriodId | None = Field(default=None, description="Which period, such as 2026-Q3; else the present one.")
    note: FreeText | None = Field(default=None, description="What it rests on.")


class ForecastSubmitted(DomainEvent):
    """Announced when somebody submits a forecast, or adjusts another one's."""

    name: ClassVar = "forecast_submission.submitted"
    user_id: UserId
    period: PeriodId
    category: SubmittedCategory
    origin: ForecastOrigin
    amount: Amount


class ForecastWithdrawn(DomainEvent):
    """Announced when a submission or an adjustment is taken back."""

    name: ClassVar = "forecast_submission.withdrawn"
    user_id: UserId
    period: PeriodId
    category: SubmittedCategory


class ForecastSubmissionNotFound(NotFound):
    """No submission of the tenant has this id."""


class ForecastSubmissionOver(Refused):
    @classmethod
    def because_it_counts_no_more(cls, submission: "ForecastSubmission") -> Self:
        return cls(
            "revision {revision} was replaced or withdrawn; see those that count with `crm forecast list --current`",
            {"revision": submission.revision},
        )


Revision = Annotated[Count, Field(ge=1)]


class ForecastSubmission(Entity):
    """One figure of one person, for a period, a currency and a category; another one is a revision of its own.

    ``revision`` counts what was said of the person and the period, from 1.
    It stays whatever becomes of deals and settings, until it is replaced or withdrawn.
    """

    kind = EntityKind.FORECAST_SUBMISSION
    unique = (("user_id", "period", "revision"),)
    not_found = ForecastSubmissionNotFound

    user_id: UserId
    period: PeriodId
    currency_code: CurrencyCode
    category: SubmittedCategory
    origin: ForecastOrigin
    amount_minor: MinorUnits
    note: FreeText | None = None
    entered_by: UserId
    revision: Revision = 1
    replaced_at: Utc | None = None
    withdrawn_at: Utc | None = None

    @classmethod
    def make(
        cls, request: SubmitForecast, *, entity_id: str, tenant_id: str, at: datetime, **facts: Any
    ) -> tuple[Self, ForecastSubmitted]:
        """``facts`` are person, period, origin, maker and revision."""
        submission = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            category=request.category,
            currency_code=request.amount.currency,
            amount_minor=request.amount.minor,
            note=request.note,
            **facts,
        )
        event = submission.event(
            ForecastSubmitted, at=at, **submission.subject_facts, origin=submission.origin, amount=request.amount
        )
        return submission, event

    @property
    def amount(self) -> Money:
        """What the period is said to come to."""
        return Money.unchecked(self.amount_minor, self.currency_code)

    @property
    def counts(self) -> bool:
        """Whether it is the one in force."""
        return self.replaced_at is None and self.withdrawn_at is None

    def replace(self, *, at: datetime) -> Self:
        """A newer one is in its place."""
        return self.changed(at, replaced_at=as_utc(at))

    def withdraw(self, *, at: datetime) -> tuple[Self, ForecastWithdrawn]:
        """The figure beneath it counts again. Raises ForecastSubmissionOver."""
        if not self.counts:
            raise ForecastSubmissionOver.because_it_counts_no_more(self)
        return self.changed(at, withdrawn_at=as_utc(at)), self.event(ForecastWithdrawn, at=at, **self.subject_facts)

    @property
    def subject_facts(self) -> dict[str, Any]:
        """What its events say of it."""
        return {"user_id": self.user_id, "period": self.period, "category": self.category}


class ForecastSubmissionFilter(Filter):
    """Everything named must hold."""

    user_id: UserId | None = Field(default=None, description="Only of this person.")
    period: PeriodId | None = Field(default=None, description="Only of this period, such as 2026-Q3.")
    category: SubmittedCategory | None = Field(default=None, description="Only commit, or only best_case.")
    origin: ForecastOrigin | None = Field(default=None, description="Only submissions, or only adjustments.")
    currency: Annotated[CurrencyCode | None, Compared("currency_code")] = Field(
        default=None, description="Only in this currency."
    )
    current: Annotated[bool, Empty("replaced_at"), Empty("withdrawn_at")] = Field(
        default=False, description="Only those that count: neither replaced nor withdrawn."
    )
