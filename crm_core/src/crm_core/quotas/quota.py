"""A quota: what somebody is to bring in a fiscal period; a change is a revision, and the former one stays.

What is assigned is whole; what of it holds for a person who joined, left or ramps in the period is ``effective_minor``.
"""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import Field

from crm_core.credits import REVENUE, CreditBasis, Place, ProductCode
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.fiscal import PeriodId
from crm_core.identity import EntityKind
from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.personal import IMPERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Count, Key, PersonId

MOST_RAMP_MONTHS = 60

SubjectKey = Annotated[str, Field(min_length=1, max_length=64), IMPERSONAL]
"""The digest of whose quota it is and for what, by which its revisions are found."""


class QuotaHolder(StrEnum):
    """Whose a quota is."""

    PERSON = "person"
    TEAM = "team"
    TERRITORY = "territory"
    EVERYBODY = "everybody"
    """All who sell a product."""


class Proration(StrEnum):
    """By which days a person's quota is counted who is there for a part of the period."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"


class QuotaSubject(NamedTuple):
    """Whose quota it is, ``holder`` by id or name, and the product it is for; None is all products."""

    kind: QuotaHolder
    holder: str
    product: str | None = None

    @property
    def key(self) -> str:
        """A digest of all three; no holder and no product holds a line break."""
        parts = (self.kind.value, self.holder, self.product or "")
        return sha256("\n".join(parts).encode()).hexdigest()


class QuotaFields(Value):
    period: PeriodId = Field(description="For which period, such as 2017-Q4.")
    user_id: PersonId | None = Field(default=None, description="Whose quota it is.")
    team: Place | None = Field(default=None, description="Or which team's.")
    territory: Place | None = Field(default=None, description="Or which territory's.")
    product: ProductCode | None = Field(default=None, description="Only what is sold of this product.")
    amount_minor: MinorUnits = Field(description="How much is to be brought, for whoever is there all the time.")
    currency_code: CurrencyCode = Field(description="Of the amount.")
    basis: CreditBasis = Field(default=CreditBasis.WON, description="What counts: won, order or payment.")
    credited: tuple[Key, ...] = Field(
        default=(REVENUE,), min_length=1, max_length=20, description="Which kinds of credit count."
    )
    prorated_by: Proration = Field(
        default=Proration.CALENDAR_DAYS, description="Which days count for who joins or leaves within the period."
    )
    ramp: tuple[BasisPoints, ...] = Field(
        default=(),
        max_length=MOST_RAMP_MONTHS,
        description="Its share in the first, second, third month since joining: 2500 is a quarter; after them all.",
    )

    @property
    def subject(self) -> QuotaSubject:
        """Raises Invalid unless it is one's: a person's, a team's, a territory's, or everybody's of a product."""
        holders = {
            QuotaHolder.PERSON: self.user_id,
            QuotaHolder.TEAM: self.team,
            QuotaHolder.TERRITORY: self.territory,
        }
        named = [(kind, holder) for kind, holder in holders.items() if holder is not None]
        if len(named) > 1:
            raise Invalid.field("user_id", "a quota is one's", "name a person, a team or a territory, one of them")
        if not named and self.product is None:
            raise Invalid.field("user_id", "it is nobody's", "name a person, a team, a territory or a product")
        kind, holder = named[0] if named else (QuotaHolder.EVERYBODY, "")
        return QuotaSubject(kind, holder, self.product)


class AssignQuota(QuotaFields):
    """A quota as it is assigned; in place of the one that the same subject has for the period."""


class QuotaAssigned(DomainEvent):
    """Announced when a quota is assigned or revised."""

    name: ClassVar = "quota.assigned"
    period: PeriodId
    amount_minor: MinorUnits
    currency_code: CurrencyCode
    revision: Count


class QuotaWithdrawn(DomainEvent):
    """Announced when a quota is withdrawn."""

    name: ClassVar = "quota.withdrawn"
    period: PeriodId


class QuotaNotFound(NotFound):
    """No quota of the tenant has this id; `crm quota list` shows those there are."""


class QuotaReplaced(Refused):
    @classmethod
    def because_it_holds_no_longer(cls, quota: "Quota") -> Self:
        return cls(
            "this quota for {period} holds no longer; see `crm quota list --only-current` for the one that does",
            {"period": quota.period, "revision": quota.revision},
        )


class Quota(QuotaFields, Entity):
    """One revision; the newest that is not withdrawn holds."""

    kind = EntityKind.QUOTA
    unique = (("subject_key", "period", "revision"),)
    not_found = QuotaNotFound

    subject_key: SubjectKey
    revision: Annotated[Count, Field(ge=1)] = 1
    replaced_at: Utc | None = None
    """Since when there is a newer revision."""
    withdrawn_at: Utc | None = None
    """Since when it is nobody's quota any more."""

    def check_fields(self) -> None:
        """Raises Invalid unless it is one's, and for a ramp of what nobody joins."""
        if self.subject.kind is not QuotaHolder.PERSON and self.ramp:
            raise Invalid.field("ramp", f"a {self.subject.kind.value} joins nobody", "leave it out")

    @classmethod
    def assign(
        cls, request: AssignQuota, *, entity_id: str, tenant_id: str, at: datetime, revision: int = 1
    ) -> tuple[Self, QuotaAssigned]:
        """The next revision, or the first. Raises Invalid."""
        quota = cls.new(
            request,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            subject_key=request.subject.key,
            revision=revision,
        )
        event = quota.event(
            QuotaAssigned,
            at=at,
            period=quota.period,
            amount_minor=quota.amount_minor,
            currency_code=quota.currency_code,
            revision=revision,
        )
        return quota, event

    def is_as(self, request: AssignQuota) -> bool:
        """Whether assigning this would change nothing."""
        return self.withdrawn_at is None and all(getattr(self, name) == value for name, value in dict(request).items())

    def replace(self, *, at: datetime) -> Self:
        """There is a newer revision from now on."""
        return self.changed(at, replaced_at=as_utc(at))

    def withdraw(self, *, at: datetime) -> tuple[Self, QuotaWithdrawn]:
        """It is nobody's quota any more. Raises QuotaReplaced where it is already, and for a former revision."""
        if not self.holds:
            raise QuotaReplaced.because_it_holds_no_longer(self)
        return self.changed(at, withdrawn_at=as_utc(at)), self.event(QuotaWithdrawn, at=at, period=self.period)

    @property
    def holds(self) -> bool:
        """Whether it is neither replaced nor withdrawn."""
        return self.replaced_at is None and self.withdrawn_at is None


class QuotaFilter(Filter):
    period: PeriodId | None = Field(default=None, description="Only for this period.")
    user_id: PersonId | None = Field(default=None, description="Only this person's.")
    team: Place | None = Field(default=None, description="Only this team's.")
    territory: Place | None = Field(default=None, description="Only this territory's.")
    product: ProductCode | None = Field(default=None, description="Only for this product.")
    only_current: Annotated[bool, Empty("replaced_at")] = Field(
        default=False, description="Without revisions that a newer one replaced."
    )
    only_active: Annotated[bool, Empty("withdrawn_at")] = Field(
        default=False, description="Without those that are withdrawn."
    )
