"""Commission plans as data: what is paid for which credit, at which rates (COM-CRMOP-0128).

A revision never changes; the newest that holds for a credit period is what the period is paid by, so a revision that
reaches back pays the difference.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import Field

from crm_core.commissions.scale import Scale, Step
from crm_core.credits import OVERLAY, REVENUE, CreditBasis
from crm_core.entities import Entity
from crm_core.errors import Conflict, Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.fiscal import PeriodLength
from crm_core.identity import EntityKind
from crm_core.money import BasisPoints, CurrencyCode, MinorUnits
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import Count, Day, Key, Name

MOST_STEPS = 50


class Scheme(StrEnum):
    FLAT = "flat"
    """One rate."""
    MARGINAL = "marginal"
    """Each part of the period's credit at the rate of its tier."""
    WHOLE_AMOUNT = "whole_amount"
    """All of the period's credit at the rate of the tier that it reaches."""


class Tier(Value):
    """From this much credit of a period on, up to the next tier; the amount itself belongs to it."""

    from_minor: MinorUnits
    to_minor: MinorUnits | None = None
    """Where it ends: where the next one begins, which need not be said."""
    rate_basis_points: BasisPoints


class PlanFields(Value):
    name: Name = Field(description="What statements call it, such as Field sales.")
    scheme: Scheme = Field(description="How credit is paid; a file calls it kind.")
    basis: CreditBasis = Field(default=CreditBasis.WON, description="What is credited: won, order or payment.")
    frequency: PeriodLength = Field(default=PeriodLength.QUARTER, description="How long a period is.")
    currency: CurrencyCode = Field(description="Of what is paid, and of the tiers.")
    rate_basis_points: BasisPoints | None = Field(default=None, description="The rate of a flat plan.")
    tiers: tuple[Tier, ...] = Field(default=(), max_length=MOST_STEPS, description="The tiers of the others.")
    credited: tuple[Key, ...] = Field(
        default=(REVENUE, OVERLAY), min_length=1, max_length=20, description="Which kinds of credit it pays for."
    )
    draw_minor: MinorUnits = Field(default=0, description="What is paid of a period at least, as a draw; 0 is none.")
    draw_is_recoverable: bool = Field(default=True, description="Whether a draw is owed, and taken from later periods.")
    effective_from: Day | None = Field(
        default=None, description="For periods that begin on this day or later; else for all, those before too."
    )


class AddCommissionPlan(PlanFields):
    """A plan as it is entered; no two of a tenant share a name."""


class EditCommissionPlan(Edit[AddCommissionPlan]):
    """Only the fields that are named change; lists replace all there was."""

    fixed = ("name", "currency", "frequency")


class CommissionPlanChanged(DomainEvent):
    """Announced when a plan is added, revised, retired or reinstated."""

    name: ClassVar = "commission_plan.changed"
    plan: Name
    revision: Count


class CommissionPlanNotFound(NotFound):
    @classmethod
    def because_none_is_called(cls, name: str, known: Iterable[str]) -> Self:
        names = ", ".join(sorted(known)) or "none; add one with `crm commission plan add`"
        return cls("there is no plan {name}; there are: {known}", {"name": name, "known": names})

    @classmethod
    def because_none_holds(cls, name: str, period: str) -> Self:
        return cls(
            "no revision of plan {name} holds for {period}; see their first days with `crm commission plan list`",
            {"name": name, "period": period},
        )


class CommissionPlanExists(Conflict):
    @classmethod
    def because_it_is_called_so(cls, name: str) -> Self:
        return cls("there is a plan {name}; edit it, or choose another name", {"name": name})


class CommissionPlanRetired(Refused):
    @classmethod
    def because_it_is_retired(cls, name: str) -> Self:
        return cls("plan {name} is retired; take it up again with `crm commission plan reinstate`", {"name": name})


class CommissionPlan(PlanFields, Entity):
    """One revision of a plan; a retired plan pays for nothing new, and its periods are still run and corrected."""

    kind = EntityKind.COMMISSION_PLAN
    unique = (("name", "revision"),)
    not_found = CommissionPlanNotFound

    revision: Annotated[Count, Field(ge=1)] = 1
    replaced_at: Utc | None = None
    """Since when there is a newer revision."""
    retired_at: Utc | None = None
    """Since when no period is opened for it."""

    def check_fields(self) -> None:
        """Raises Invalid for a plan without its rate or tiers, and for tiers with a gap or an overlap."""
        if self.scheme is Scheme.FLAT:
            if self.rate_basis_points is None:
                raise Invalid.field("rate_basis_points", "a flat plan has one", "name it: 500 is 5 %")
            if self.tiers:
                raise Invalid.field("tiers", "a flat plan has none", "leave them out, or make it marginal")
            return
        if self.rate_basis_points is not None:
            raise Invalid.field("rate_basis_points", "the tiers say the rates", "leave it out, or make it flat")
        check_tiers(self.tiers)

    @classmethod
    def add(
        cls, request: AddCommissionPlan, *, entity_id: str, tenant_id: str, at: datetime
    ) -> tuple[Self, CommissionPlanChanged]:
        """The first revision. Raises Invalid."""
        plan = cls.new(request, entity_id=entity_id, tenant_id=tenant_id, at=at)
        return plan, plan.announcement(at)

    def revised(
        self, request: EditCommissionPlan, *, entity_id: str, at: datetime
    ) -> tuple[Self, CommissionPlanChanged]:
        """The next revision, with the fields that the request names. Raises Invalid, CommissionPlanRetired."""
        self.require_in_use()
        fields = {name: getattr(self, name) for name in PlanFields.model_fields}
        named = {**fields, **request.changes, "revision": self.revision + 1}
        plan = self.new(None, entity_id=entity_id, tenant_id=self.tenant_id, at=at, **named)
        return plan, plan.announcement(at)

    def replace(self, *, at: datetime) -> Self:
        """There is a newer revision from now on."""
        return self.changed(at, replaced_at=as_utc(at))

    def retire(self, *, at: datetime) -> tuple[Self, CommissionPlanChanged]:
        """No period is opened for it any more. Raises CommissionPlanRetired."""
        self.require_in_use()
        return self.changed(at, retired_at=as_utc(at)), self.announcement(at)

    def reinstate(self, *, at: datetime) -> tuple[Self, CommissionPlanChanged]:
        """It pays again; without an effect on one that does."""
        return self.changed(at, retired_at=None), self.announcement(at)

    def announcement(self, at: datetime) -> CommissionPlanChanged:
        return self.event(CommissionPlanChanged, at=at, plan=self.name, revision=self.revision)

    def require_in_use(self) -> None:
        """Raises CommissionPlanRetired."""
        if self.retired_at is not None:
            raise CommissionPlanRetired.because_it_is_retired(self.name)

    @property
    def scale(self) -> Scale:
        """What a total of credit has earned by it."""
        if self.scheme is Scheme.FLAT:
            return Scale((Step(0, self.rate_basis_points or 0),))
        steps = tuple(Step(tier.from_minor, tier.rate_basis_points) for tier in self.tiers)
        return Scale(steps, is_marginal=self.scheme is Scheme.MARGINAL)

    def holds_for(self, first_day: date) -> bool:
        """Whether a period that begins on that day is paid by this revision, or by a newer one."""
        return self.effective_from is None or self.effective_from <= first_day


def check_tiers(tiers: tuple[Tier, ...]) -> None:
    """Raises Invalid unless they begin at 0 and each begins where the one before ends."""
    if not tiers:
        raise Invalid.field("tiers", "there are none", "name at least one, from 0")
    if tiers[0].from_minor:
        raise Invalid.field("tiers", f"nothing is said below {tiers[0].from_minor}", "let the first begin at 0")
    for lower, upper in pairwise(tiers):
        if upper.from_minor <= lower.from_minor:
            what = f"the tier from {upper.from_minor} does not lie above that from {lower.from_minor}"
            raise Invalid.field("tiers", what, "put them in order, each once")
        if lower.to_minor is not None and lower.to_minor != upper.from_minor:
            what = "leave a gap" if lower.to_minor < upper.from_minor else "overlap"
            between = f"those up to {lower.to_minor} and from {upper.from_minor} {what}"
            raise Invalid.field("tiers", between, "let each begin where the one before ends")
    if tiers[-1].to_minor is not None:
        raise Invalid.field("tiers", f"nothing is said from {tiers[-1].to_minor} on", "leave the last one open")


class CommissionPlanFilter(Filter):
    name: Name | None = Field(default=None, description="Only revisions of this plan.")
    only_current: Annotated[bool, Empty("replaced_at")] = Field(
        default=False, description="Without revisions that a newer one replaced."
    )
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )


def revision_for(revisions: Iterable[CommissionPlan], first_day: date) -> CommissionPlan | None:
    """The newest of a plan's revisions that holds for a period beginning on that day."""
    return max((each for each in revisions if each.holds_for(first_day)), key=lambda each: each.revision, default=None)
