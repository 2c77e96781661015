"""Who is paid by a plan: a person, or everybody with a role, from a day on until another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, NamedTuple, Self

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.events import DomainEvent
from crm_core.fiscal import FiscalPeriod
from crm_core.identity import EntityKind
from crm_core.roles import Role
from crm_core.stores import Filter
from crm_core.values import Value
from crm_core.vocabulary import FIRST_DAY, LAST_DAY, Day, Name, PersonId


class AssignmentFields(Value):
    plan: Name = Field(description="Which plan.")
    user_id: PersonId | None = Field(default=None, description="Who is paid by it.")
    for_role: Role | None = Field(default=None, description="Or everybody with this role.")
    first_day: Day | None = Field(default=None, description="From which day on; else from the beginning.")
    last_day: Day | None = Field(default=None, description="Until which day; else for good.")


class AssignCommissionPlan(AssignmentFields):
    """Gives a plan to a person, or to a role."""


class CommissionPlanAssigned(DomainEvent):
    """Announced when somebody is given a plan, and when that ends."""

    name: ClassVar = "commission_assignment.changed"
    plan: Name
    last_day: Day | None = None


class CommissionAssignmentNotFound(NotFound):
    """No assignment of the tenant has this id."""


class CommissionAssignment(AssignmentFields, Entity):
    """It never moves to somebody else; it may end."""

    kind = EntityKind.COMMISSION_ASSIGNMENT
    not_found = CommissionAssignmentNotFound

    def check_fields(self) -> None:
        """Raises Invalid unless it is for one person or one role, and does not end before it begins."""
        if (self.user_id is None) == (self.for_role is None):
            raise Invalid.field("user_id", "a plan is given to one person or to one role", "name one of the two")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise Invalid.field("last_day", "it is before the first", "name a later day")

    @classmethod
    def assign(
        cls, request: AssignCommissionPlan, *, entity_id: str, tenant_id: str, at: datetime
    ) -> tuple[Self, CommissionPlanAssigned]:
        """Raises Invalid."""
        assignment = cls.new(request, entity_id=entity_id, tenant_id=tenant_id, at=at)
        return assignment, assignment.event(CommissionPlanAssigned, at=at, plan=request.plan, last_day=request.last_day)

    def end(self, last_day: date, *, at: datetime) -> tuple[Self, CommissionPlanAssigned]:
        """What is credited after that day is not paid by it. Raises Invalid."""
        ended = self.changed(at, last_day=last_day)
        ended.check_fields()
        return ended, self.event(CommissionPlanAssigned, at=at, plan=self.plan, last_day=last_day)


class CommissionAssignmentFilter(Filter):
    plan: Name | None = Field(default=None, description="Only of this plan.")
    user_id: PersonId | None = Field(default=None, description="Only of this person.")


class Span(NamedTuple):
    """Days from the first to the last, both of it."""

    first: date
    last: date


Payees = Mapping[str, Sequence[Span]]
"""By user id: the days whose credit a plan pays for."""


def payees_of(
    assignments: Iterable[CommissionAssignment], roles: Mapping[str, Iterable[Role]], period: FiscalPeriod
) -> Payees:
    """Who is paid for credit of the period, and for which days of it; ``roles`` are those of everybody there is."""
    payees: dict[str, list[Span]] = {}
    for each in assignments:
        span = Span(max(each.first_day or FIRST_DAY, period.start), min(each.last_day or LAST_DAY, period.end))
        if span.first > span.last:
            continue
        if each.for_role is not None:
            users = [user for user, has in roles.items() if each.for_role in has]
        else:
            users = [each.user_id] if each.user_id else []
        for user in users:
            payees.setdefault(user, []).append(span)
    return {user: payees[user] for user in sorted(payees)}
