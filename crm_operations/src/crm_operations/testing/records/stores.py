"""The stores of a unit of work in memory."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar

from crm_core.activities import Activity, ActivityFilter, ActivityNotFound, ActivitySummary, ActivityType
from crm_core.actor import Actor
from crm_core.email_addresses import email_key
from crm_core.errors import ChangedMeanwhile, Forbidden, KeyTaken, NotFound
from crm_core.identity import EntityKind, EntityRef, NumberKind, business_number
from crm_core.journeys import CustomerJourney, JourneyNotFound
from crm_core.leads import (
    DEFAULT_SCORING_MODEL,
    Lead,
    LeadFilter,
    LeadNotFound,
    ScoringModel,
    ScoringModelConflict,
    ScoringModelNotFound,
)
from crm_core.opportunities import Opportunity, OpportunityFilter, OpportunityNotFound, OpportunityStageChanged
from crm_core.pipelines import Pipeline, PipelineNotFound
from crm_core.sources import Source, SourceNotFound
from crm_core.values import Entity, Listed
from crm_operations.records import GENESIS, entry_of
from crm_operations.testing.records.salts import salt
from crm_operations.testing.records.state import TenantState

E = TypeVar("E", bound=Entity)

RECENT = timedelta(days=30)


class FakeStore(Generic[E]):
    """Loads, adds and saves with a version check, and writes the history of it."""

    kind: ClassVar[EntityKind]

    def __init__(self, state: TenantState, actor: Actor) -> None:
        self._state = state
        self._actor = actor

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        entity: Any = self._state.entities.get((self.kind, entity_id))
        if entity is None:
            raise self._not_found(entity_id)
        found: E = entity
        return found

    def add(self, entity: E) -> E:
        self._must_be_ours(entity)
        if (self.kind, entity.id) in self._state.entities:
            raise KeyTaken.because_taken(self.kind, entity.id, "id", entity.id)
        self._must_be_free(entity)
        return self._keep(None, entity.model_copy(update={"version": 1}))

    def save(self, entity: E) -> E:
        self._must_be_ours(entity)
        before = self.get(entity.id)
        if before.version != entity.version:
            raise ChangedMeanwhile.because_version_moved_on(self.kind, entity.id, entity.version)
        self._must_be_free(entity)
        return self._keep(before, entity.model_copy(update={"version": entity.version + 1}))

    @abstractmethod
    def _not_found(self, entity_id: str) -> NotFound: ...

    @abstractmethod
    def _keys(self, entity: E) -> Mapping[str, tuple[object, ...]]:
        """What no two entities of a tenant share, by its fields; a key with None in it is shared by none."""

    def _ours(self) -> list[E]:
        """Oldest first."""
        entities: dict[tuple[EntityKind, str], Any] = self._state.entities
        return sorted((entity for (kind, _), entity in entities.items() if kind is self.kind), key=lambda each: each.id)

    def _page(self, found: Iterable[E], after_id: str | None, limit: int) -> Listed[E]:
        return Listed.of([entity for entity in found if after_id is None or entity.id > after_id][:limit])

    def _must_be_ours(self, entity: E) -> None:
        if entity.tenant_id != self._actor.tenant_id:
            raise Forbidden.because_of_another_tenant(self.kind, entity.id)

    def _must_be_free(self, entity: E) -> None:
        others = [self._keys(other) for other in self._ours() if other.id != entity.id]
        for fields, values in self._keys(entity).items():
            if None not in values and any(values == keys.get(fields) for keys in others):
                raise KeyTaken.because_taken(self.kind, entity.id, fields, ", ".join(map(str, values)))

    def _keep(self, before: E | None, after: E) -> E:
        key = (self.kind, after.id)
        ref = EntityRef.kept(self.kind, after.id)
        chain = self._state.history_of(ref)
        previous = chain[-1].hash if chain else GENESIS
        entry = entry_of(previous, self.kind.value, before, after, self._actor.user_id, salt)
        self._state.history[key] = (*chain, entry)
        self._state.entities[key] = after
        return after


class FakeLeads(FakeStore[Lead]):
    kind = EntityKind.LEAD

    def find_by_number(self, lead_number: str) -> Lead | None:
        return next((lead for lead in self._ours() if lead.lead_number == lead_number), None)

    def find_by_external_id(self, external_id: str) -> Lead | None:
        return next((lead for lead in self._ours() if lead.external_id == external_id), None)

    def find(self, wanted: LeadFilter) -> Listed[Lead]:
        named = wanted.model_dump(include={"status", "assigned_to"}, exclude_none=True)
        address = email_key(wanted.email)
        found = [
            lead
            for lead in _with(self._ours(), named)
            if (lead.status.is_active or not wanted.only_open)
            and (wanted.email is None or (address is not None and email_key(lead.email) == address))
        ]
        return self._page(found, wanted.after_id, wanted.limit)

    def _not_found(self, entity_id: str) -> LeadNotFound:
        return LeadNotFound.because_unknown_lead(entity_id)

    def _keys(self, lead: Lead) -> Mapping[str, tuple[object, ...]]:
        return {"lead_number": (lead.lead_number,), "external_id": (lead.external_id,)}


class FakeOpportunities(FakeStore[Opportunity]):
    kind = EntityKind.OPPORTUNITY

    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        return next((deal for deal in self._ours() if deal.opportunity_number == opportunity_number), None)

    def find(self, wanted: OpportunityFilter) -> Listed[Opportunity]:
        named = wanted.model_dump(exclude={"after_id", "limit"}, exclude_none=True)
        return self._page(_with(self._ours(), named), wanted.after_id, wanted.limit)

    def record_move(self, move: OpportunityStageChanged) -> None:
        self._state.moves.append(move)

    def _not_found(self, entity_id: str) -> OpportunityNotFound:
        return OpportunityNotFound.because_unknown_opportunity(entity_id)

    def _keys(self, deal: Opportunity) -> Mapping[str, tuple[object, ...]]:
        return {
            "opportunity_number": (deal.opportunity_number,),
            "converted_lead_id": (deal.converted_lead_id,),
        }


class FakePipelines(FakeStore[Pipeline]):
    kind = EntityKind.PIPELINE

    def default(self) -> Pipeline:
        for pipeline in self._ours():
            if pipeline.is_default:
                return pipeline
        raise PipelineNotFound.because_no_default()

    def find_by_name(self, name: str) -> Pipeline | None:
        return next((pipeline for pipeline in self._ours() if pipeline.name == name), None)

    def all(self) -> Listed[Pipeline]:
        return Listed.of(self._ours())

    def _not_found(self, entity_id: str) -> PipelineNotFound:
        return PipelineNotFound.because_unknown_pipeline(entity_id)

    def _keys(self, pipeline: Pipeline) -> Mapping[str, tuple[object, ...]]:
        return {"name": (pipeline.name,)}


class FakeActivities(FakeStore[Activity]):
    kind = EntityKind.ACTIVITY

    def find(self, wanted: ActivityFilter) -> Listed[Activity]:
        found = [
            activity
            for activity in self._ours()
            if wanted.related in {None, activity.related}
            and wanted.assigned_to in {None, activity.assigned_to}
            and (wanted.overdue_at is None or activity.is_overdue(wanted.overdue_at))
        ]
        return self._page(found, wanted.after_id, wanted.limit)

    def summary(self, related: EntityRef, at: Any) -> ActivitySummary:
        happened = [
            (activity.completed_at or activity.created_at, activity.activity_type)
            for activity in self._ours()
            if activity.related == related and (activity.completed_at or activity.created_at) <= at
        ]
        return ActivitySummary(
            total=len(happened),
            interactions=sum(kind.is_interaction for _, kind in happened),
            recent=sum(moment > at - RECENT for moment, _ in happened),
            meetings=sum(kind in {ActivityType.MEETING, ActivityType.DEMO} for _, kind in happened),
            last_at=max((moment for moment, _ in happened), default=None),
        )

    def _not_found(self, entity_id: str) -> ActivityNotFound:
        return ActivityNotFound.because_unknown_activity(entity_id)

    def _keys(self, activity: Activity) -> Mapping[str, tuple[object, ...]]:
        return {}


class FakeJourneys(FakeStore[CustomerJourney]):
    kind = EntityKind.JOURNEY

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        runs = sorted(self._of(party_id, journey_name, lead_id), key=lambda journey: -journey.run)
        return next((journey for journey in runs if journey.is_open), None)

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        return max((journey.run for journey in self._of(party_id, journey_name, lead_id)), default=0)

    def _of(self, party_id: str | None, journey_name: str, lead_id: str | None) -> list[CustomerJourney]:
        return [
            journey
            for journey in self._ours()
            if journey.journey_name == journey_name
            and (journey.party_id == party_id if party_id is not None else journey.lead_id == lead_id)
        ]

    def _not_found(self, entity_id: str) -> JourneyNotFound:
        return JourneyNotFound.because_unknown_journey(entity_id)

    def _keys(self, journey: CustomerJourney) -> Mapping[str, tuple[object, ...]]:
        is_customers = journey.party_id is not None
        traveller = f"party:{journey.party_id}" if is_customers else f"lead:{journey.lead_id}"
        return {"traveller, journey_name, run": (traveller, journey.journey_name, journey.run)}


class FakeSources(FakeStore[Source]):
    kind = EntityKind.SOURCE

    def find_by_key(self, key: str) -> Source | None:
        return next((source for source in self._ours() if source.key == key), None)

    def all(self) -> Listed[Source]:
        return Listed.of(sorted(self._ours(), key=lambda source: source.key))

    def _not_found(self, entity_id: str) -> SourceNotFound:
        return SourceNotFound.because_unknown_source(entity_id)

    def _keys(self, source: Source) -> Mapping[str, tuple[object, ...]]:
        return {"key": (source.key,)}


class FakeScoringModels:
    def __init__(self, state: TenantState) -> None:
        self._state = state

    def active(self) -> ScoringModel:
        return self._state.scoring_models[-1] if self._state.scoring_models else DEFAULT_SCORING_MODEL

    def get(self, version: int) -> ScoringModel:
        for model in (DEFAULT_SCORING_MODEL, *self._state.scoring_models):
            if model.version == version:
                return model
        raise ScoringModelNotFound.because_unknown_version(version)

    def add(self, model: ScoringModel) -> ScoringModel:
        following = self.active().version + 1
        if model.version != following:
            raise ScoringModelConflict.because_not_the_next(model.version, following)
        self._state.scoring_models.append(model)
        return model


class FakeNumbers:
    def __init__(self, state: TenantState) -> None:
        self._state = state

    def next(self, kind: NumberKind, year: int) -> str:
        count = self._state.numbers.get((kind, year), 0) + 1
        self._state.numbers[kind, year] = count
        return business_number(kind, year, count)


def _with(entities: Iterable[E], named: dict[str, object]) -> list[E]:
    return [entity for entity in entities if all(getattr(entity, name) == value for name, value in named.items())]
