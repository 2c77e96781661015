"""Policies of service levels, as data: which records, what is promised of them, who is told (FR-L3-002).

A revision never changes; what began on one keeps it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from crm_core.conditions import Expression
from crm_core.entities import Entity
from crm_core.errors import Conflict, Invalid, NotFound, Refused
from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.service_levels.events import SlaPolicyChanged
from crm_core.service_levels.ladder import DEFAULT_LADDER, Rung, check_ladder
from crm_core.service_levels.targets import Promise, Target, WarningPercent, targets_of
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import Count, Name, StageName

BUILT_IN = "default"
"""What holds where no policy does; its version is 0."""
WARNING_PERCENT = 75
PROPOSAL_STAGE = "proposal"

SUBJECTS = (EntityKind.LEAD, EntityKind.OPPORTUNITY)


class PolicyFields(Value):
    name: Name = Field(description="What reports call it, such as Hot leads.")
    subject: EntityKind = Field(description="Of what: lead or opportunity.")
    position: Count = Field(default=100, description="Of two that match, the one with the lower position holds.")
    condition: Annotated[Expression, IMPERSONAL] | None = Field(
        default=None, description="Which of them, such as lead.score >= 70; all without one."
    )
    promises: tuple[Promise, ...] = Field(min_length=1, max_length=10, description="What is promised, by when.")
    warning_percent: WarningPercent = Field(default=WARNING_PERCENT, description="How much is over at the warning.")
    calendar: Name | None = Field(default=None, description="Whose working time counts; else all time.")
    pauses_for_activities: bool = Field(default=True, description="A planned activity pauses the follow-up.")
    pauses_for_approvals: bool = Field(default=True, description="A pending approval pauses its deal's clocks.")
    asks_for_answer: bool = Field(default=False, description="A first contact counts once it was answered.")
    customers_answer_counts: bool = Field(default=False, description="A customer's e-mail is a follow-up too.")
    proposal_stage: StageName = Field(
        default=PROPOSAL_STAGE, description="The stage that proposes, besides a quotation."
    )
    ladder: tuple[Rung, ...] = Field(default=DEFAULT_LADDER, max_length=20, description="Who is told, and when.")
    passes_quiet_hours: bool = Field(default=False, description="Escalations are sent in quiet hours too.")


class AddSlaPolicy(PolicyFields):
    """A policy as it is entered; no two of a tenant share a name."""


class EditSlaPolicy(Edit[AddSlaPolicy]):
    """Only the fields that are named change; lists replace all there was."""

    fixed = ("name", "subject")


class SlaPolicyNotFound(NotFound):
    @classmethod
    def because_none_is_called(cls, name: str, known: Iterable[str]) -> Self:
        names = ", ".join(sorted(known)) or "none; add one with `crm sla policy add`"
        return cls("there is no policy {name}; there are: {known}", {"name": name, "known": names})

    @classmethod
    def because_there_is_no_revision(cls, name: str, revision: int, newest: int) -> Self:
        return cls(
            "policy {name} has no revision {revision}; they go from 1 to {newest}",
            {"name": name, "revision": revision, "newest": newest},
        )


class SlaPolicyExists(Conflict):
    @classmethod
    def because_it_is_called_so(cls, name: str) -> Self:
        return cls("there is a policy {name}; edit it, or choose another name", {"name": name})


class SlaPolicyRetired(Refused):
    @classmethod
    def because_it_is_retired(cls, name: str) -> Self:
        return cls("policy {name} is retired; take it up again with `crm sla policy reinstate`", {"name": name})


class SlaPolicy(PolicyFields, Entity):
    """One revision; of each name the newest one holds for what starts, unless it is retired."""

    kind = EntityKind.SLA_POLICY
    unique = (("name", "revision"),)
    not_found = SlaPolicyNotFound

    revision: Annotated[Count, Field(ge=1)] = 1
    replaced_at: Utc | None = None
    """Since when there is a newer revision."""
    retired_at: Utc | None = None
    """Since when nothing starts on it."""

    def check_fields(self) -> None:
        """Raises Invalid for what is promised twice or of another kind, and for a ladder out of order."""
        if self.subject not in SUBJECTS:
            raise Invalid.field("subject", f"nothing is promised of a {self.subject}", "name lead or opportunity")
        named = [promise.target for promise in self.promises]
        if len(set(named)) < len(named):
            raise Invalid.field("promises", "a target stands there twice", "promise each of them once")
        if others := [target for target in named if target.kind is not self.subject]:
            known = ", ".join(targets_of(self.subject))
            raise Invalid.field("promises", f"{others[0]} is not promised of a {self.subject}", f"name {known}")
        check_ladder(self.ladder)

    @classmethod
    def add(
        cls, request: AddSlaPolicy, *, entity_id: str, tenant_id: str, at: datetime
    ) -> tuple[Self, SlaPolicyChanged]:
        """The first revision. Raises Invalid."""
        policy = cls.new(request, entity_id=entity_id, tenant_id=tenant_id, at=at)
        return policy, policy.announcement(at)

    def revised(self, request: EditSlaPolicy, *, entity_id: str, at: datetime) -> tuple[Self, SlaPolicyChanged]:
        """The next revision, with the fields that the request names. Raises Invalid, SlaPolicyRetired."""
        self.require_in_use()
        fields = {name: getattr(self, name) for name in PolicyFields.model_fields}
        named = {**fields, **request.changes, "revision": self.revision + 1}
        policy = self.new(None, entity_id=entity_id, tenant_id=self.tenant_id, at=at, **named)
        return policy, policy.announcement(at)

    def replace(self, *, at: datetime) -> Self:
        """What starts from now on runs on a newer revision."""
        return self.changed(at, replaced_at=as_utc(at))

    def retire(self, *, at: datetime) -> tuple[Self, SlaPolicyChanged]:
        """Nothing starts on it any more; what runs goes on. Raises SlaPolicyRetired."""
        self.require_in_use()
        return self.changed(at, retired_at=as_utc(at)), self.announcement(at)

    def reinstate(self, *, at: datetime) -> tuple[Self, SlaPolicyChanged]:
        """It holds again; without an effect on one that does."""
        return self.changed(at, retired_at=None), self.announcement(at)

    def announcement(self, at: datetime) -> SlaPolicyChanged:
        return self.event(SlaPolicyChanged, at=at, policy=self.name, revision=self.revision)

    def require_in_use(self) -> None:
        """Raises SlaPolicyRetired."""
        if self.retired_at is not None:
            raise SlaPolicyRetired.because_it_is_retired(self.name)

    @property
    def is_in_force(self) -> bool:
        """Whether clocks start on it."""
        return self.replaced_at is None and self.retired_at is None

    def seconds_for(self, target: Target) -> int | None:
        """None when it does not promise that."""
        return next((promise.seconds for promise in self.promises if promise.target is target), None)


class SlaPolicyFilter(Filter):
    subject: EntityKind | None = Field(default=None, description="Only those of leads, or of opportunities.")
    only_current: Annotated[bool, Empty("replaced_at")] = Field(
        default=False, description="Without revisions that a newer one replaced."
    )
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )


def in_order(policies: Iterable[SlaPolicy]) -> Sequence[SlaPolicy]:
    """Those in force, the first to be asked first."""
    return sorted((policy for policy in policies if policy.is_in_force), key=lambda each: (each.position, each.name))
