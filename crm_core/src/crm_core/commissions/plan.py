"""Commission plans as data: what is paid for which credit, at which rates (COM-CRMOP-0128).

A revision never changes; the newest that holds for a credit period is what the period is paid by, so a revision that
reaches back pays the difference.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field

from crm_core.commissions.formula import Formula
from crm_core.commissions.plan_fields import PlanFields, Scheme
from crm_core.commissions.scale import Scale, Step
from crm_core.commissions.terms import check_bands, check_bonuses, check_rates, check_tiers
from crm_core.entities import Entity
from crm_core.errors import Conflict, Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.fiscal import PeriodLength
from crm_core.identity import EntityKind
from crm_core.money import BASIS_POINTS
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, as_utc
from crm_core.vocabulary import Count, Name

_LENGTHS = list(PeriodLength)


class AddCommissionPlan(PlanFields):
    """A plan as it is entered; no two of a tenant share a name."""


class EditCommissionPlan(Edit[AddCommissionPlan]):
    """Only the fields that are named change; lists replace all there was."""

    fixed = ("name", "currency", "pay_currency", "frequency")


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
        """Raises Invalid for a plan without what its scheme asks for, and for what can never be paid."""
        self._check_scheme()
        check_rates(self.rates)
        check_bonuses(self.bonuses)
        if self.quota_period is not None:
            if not self.asks_for_quotas:
                raise Invalid.field("quota_period", "nothing of the plan asks for a quota", "leave it out")
            if _LENGTHS.index(self.quota_period) < _LENGTHS.index(self.frequency):
                what = f"a {self.quota_period} is shorter than a {self.frequency}"
                raise Invalid.field("quota_period", what, "name one that holds whole periods of the plan")
        if self.cap_minor is not None and self.cap_minor < self.floor_minor:
            raise Invalid.field("cap_minor", "it is below the floor", "name one that is not")
        if self.clawback_is_sliding and self.clawback_days is None:
            raise Invalid.field("clawback_days", "a sliding window has an end", "name its days")

    def _check_scheme(self) -> None:
        is_tiered = self.scheme in {Scheme.MARGINAL, Scheme.WHOLE_AMOUNT}
        if is_tiered:
            if self.rate_basis_points is not None:
                raise Invalid.field("rate_basis_points", "the tiers say the rates", "leave it out, or make it flat")
            check_tiers(self.tiers)
        else:
            if self.rate_basis_points is None:
                raise Invalid.field("rate_basis_points", f"a {self.scheme} plan has one", "name it: 500 is 5 %")
            if self.tiers:
                raise Invalid.field("tiers", f"a {self.scheme} plan has none", "leave them out, or make it marginal")
        if self.scheme is Scheme.ATTAINMENT:
            check_bands(self.bands)
        elif self.bands:
            raise Invalid.field("bands", f"a {self.scheme} plan has none", "leave them out, or make it attainment")

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
    def pays_in(self) -> str:
        """The currency of its entries."""
        return self.pay_currency or self.currency

    @property
    def currency_code(self) -> str:
        """That of the amounts it names: bonuses, floor, cap, draw."""
        return self.pays_in

    @property
    def asks_for_quotas(self) -> bool:
        """Whether what it pays depends on attainment."""
        return self.scheme is Scheme.ATTAINMENT or any(
            bonus.from_attainment_basis_points is not None for bonus in self.bonuses
        )

    @property
    def asks_for_products(self) -> bool:
        """Whether what it pays depends on what was sold."""
        return bool(self.rates) or any(bonus.product or bonus.category for bonus in self.bonuses)

    @property
    def has_terms(self) -> bool:
        """Whether it pays or takes something of the period as a whole."""
        return bool(self.floor_minor or self.holdback_basis_points or self.cap_minor is not None) or any(
            bonus.from_attainment_basis_points is not None for bonus in self.bonuses
        )

    @property
    def quota_length(self) -> PeriodLength:
        return self.quota_period or self.frequency

    def formula(self, quota_minor: int | None = None) -> Formula | None:
        """How it pays; None for one by attainment where there is no quota, or 0 (``quota_minor``, its currency)."""
        if self.scheme is not Scheme.ATTAINMENT:
            return Formula(self.scale)
        if not quota_minor:
            return None
        steps = tuple(Step(quota_minor * band.from_basis_points, band.multiplier_basis_points) for band in self.bands)
        scale = Scale(
            steps, unit=BASIS_POINTS, denominator=BASIS_POINTS * BASIS_POINTS, is_marginal=self.bands_are_marginal
        )
        return Formula(scale, self.rate_basis_points)

    @property
    def scale(self) -> Scale:
        """What a total of credit has earned by its rate or its tiers."""
        if not self.tiers:
            return Scale((Step(0, self.rate_basis_points or 0),))
        steps = tuple(Step(tier.from_minor, tier.rate_basis_points) for tier in self.tiers)
        return Scale(steps, is_marginal=self.scheme is Scheme.MARGINAL)

    @property
    def override(self) -> Formula:
        """What a manager has earned of the credit of reports."""
        return Formula(Scale((Step(0, self.override_basis_points),)))

    def rate_of(self, product: str | None, category: str | None) -> int | None:
        """The rate of its own that a product has, in basis points, else its category; None where neither has."""
        if product is None and category is None:
            return None
        named = [rate for rate in self.rates if rate.is_about(product, category)]
        return min(named, key=lambda rate: rate.product is None).rate_basis_points if named else None

    def holds_for(self, first_day: date) -> bool:
        """Whether a period that begins on that day is paid by this revision, or by a newer one."""
        return self.effective_from is None or self.effective_from <= first_day


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
