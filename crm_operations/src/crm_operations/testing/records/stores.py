"""The stores of a unit of work in memory: the queries of each beyond those of all stores."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from crm_core.activities import Activity, ActivityFilter, ActivitySummary, Happening
from crm_core.approvals import (
    ApprovalCounts,
    ApprovalFiguresQuery,
    ApprovalFilter,
    ApprovalRequest,
    Delegation,
    DelegationFilter,
    counts_of,
)
from crm_core.currency_rates import CurrencyRate, CurrencyRateFilter
from crm_core.custom_fields import CustomField, CustomFieldFilter, FieldOwner
from crm_core.email_addresses import email_key
from crm_core.errors import ChangedMeanwhile
from crm_core.identity import EntityRef, NumberKind, business_number
from crm_core.journeys import CustomerJourney
from crm_core.leads import (
    Engagement,
    Lead,
    LeadFilter,
    ModelVersion,
    ScoringModel,
    ScoringModelConflict,
    ScoringModelNotFound,
    default_scoring_model,
)
from crm_core.opportunities import Opportunity, OpportunityFilter, OpportunityStageChanged, StagePassed
from crm_core.pipelines import Pipeline, PipelineNotFound
from crm_core.sources import Source
from crm_core.stores import Filter, Listed
from crm_operations.testing.records.entity_store import FakeEntityStore
from crm_operations.testing.records.state import FakeSession


class FakeLeads(FakeEntityStore[Lead, LeadFilter]):
    def find_by_number(self, lead_number: str) -> Lead | None:
        return self._one(lead_number=lead_number)

    def find_by_external_id(self, external_id: str) -> Lead | None:
        return self._one(external_id=external_id)

    def where_email(self, lead: Lead, email: str) -> bool:
        key = email_key(email)
        return key is not None and email_key(lead.email) == key


class FakeOpportunities(FakeEntityStore[Opportunity, OpportunityFilter]):
    def find_by_number(self, opportunity_number: str) -> Opportunity | None:
        return self._one(opportunity_number=opportunity_number)

    def record_move(self, move: OpportunityStageChanged) -> None:
        self._state.moves.append(move)

    def record_passed(self, passed: Sequence[StagePassed]) -> None:
        self._state.passed.extend(passed)

    def remove_moves(self, opportunity_ids: Sequence[str]) -> None:
        state = self._state
        state.moves = [move for move in state.moves if move.subject.id not in opportunity_ids]
        state.passed = [step for step in state.passed if step.opportunity_id not in opportunity_ids]

    def where_rotting_at(self, opportunity: Opportunity, at: datetime) -> bool:
        pipelines = FakePipelines(self._session).all()
        stages = (each for pipeline in pipelines if pipeline.id == opportunity.pipeline_id for each in pipeline.stages)
        stage = next((stage for stage in stages if stage.name == opportunity.stage), None)
        last_at = FakeActivities(self._session).summary(opportunity.ref, at).last_at
        if stage is None or not opportunity.is_open:
            return False
        rots_from = stage.rots_from(opportunity.stage_entered_at, last_at)
        return rots_from is not None and rots_from <= at


class FakePipelines(FakeEntityStore[Pipeline, Filter]):
    def default(self) -> Pipeline:
        if (pipeline := self._one(is_default=True)) is None:
            raise PipelineNotFound.because_no_default()
        return pipeline

    def find_by_name(self, name: str) -> Pipeline | None:
        return self._one(name=name)

    def hold_stage(self, pipeline_id: str, stage: str, *, begins: bool = False) -> None:
        found = (each for each in self.all() if each.id == pipeline_id and not (begins and each.retired_at))
        if not any(each.name == stage for pipeline in found for each in pipeline.stages):
            raise ChangedMeanwhile.because_it_is_no_longer_so(Pipeline.kind, pipeline_id)


class FakeActivities(FakeEntityStore[Activity, ActivityFilter]):
    def where_waiting_for(self, activity: Activity, user_id: str) -> bool:
        return user_id in activity.open_seats

    def summary(self, related: EntityRef, at: Any) -> ActivitySummary:
        return ActivitySummary.of(self.happened(related), at)

    def happened(self, related: EntityRef) -> list[tuple[Happening, datetime]]:
        return [(each.happening, each.created_at) for each in self.all() if each.related == related]


class FakeJourneys(FakeEntityStore[CustomerJourney, Filter]):
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
            for journey in self.all()
            if journey.journey_name == journey_name
            and (journey.party_id == party_id if party_id is not None else journey.lead_id == lead_id)
        ]


class FakeApprovals(FakeEntityStore[ApprovalRequest, ApprovalFilter]):
    def newest(self, subject_id: str) -> ApprovalRequest | None:
        return max(
            (each for each in self.all() if each.subject_id == subject_id), key=lambda each: each.id, default=None
        )

    def where_waiting_for(self, request: ApprovalRequest, user_id: str) -> bool:
        return user_id in request.open_seats


class FakeApprovalFigures:
    def __init__(self, session: FakeSession) -> None:
        self._approvals = FakeApprovals(session)

    def counted(self, query: ApprovalFiguresQuery) -> Sequence[ApprovalCounts]:
        return counts_of(self._approvals.all(), query)


class FakeCurrencyRates(FakeEntityStore[CurrencyRate, CurrencyRateFilter]):
    def find_by_day(self, from_currency: str, to_currency: str, day: date) -> CurrencyRate | None:
        return self._one(from_currency=from_currency, to_currency=to_currency, day=day)

    def newest(self, currencies: Collection[str], into: str, day: date) -> Sequence[CurrencyRate]:
        newest: dict[tuple[str, str], CurrencyRate] = {}
        for rate in sorted(self.all(), key=lambda each: each.day):
            pair = (rate.from_currency, rate.to_currency)
            is_asked = into in pair and {*pair} - {into} <= {*currencies}
            if is_asked and rate.retired_at is None and rate.day <= day:
                newest[pair] = rate
        return list(newest.values())


class FakeCustomFields(FakeEntityStore[CustomField, CustomFieldFilter]):
    def of(self, owner: FieldOwner) -> Sequence[CustomField]:
        return [field for field in self.all() if field.owner is owner]


class FakeSources(FakeEntityStore[Source, Filter]):
    def find_by_key(self, key: str) -> Source | None:
        return self._one(key=key)

    def all(self) -> Listed[Source]:
        return Listed.of(sorted(super().all(), key=lambda source: source.key))


class FakeDelegations(FakeEntityStore[Delegation, DelegationFilter]):
    def standing(self, at: datetime) -> Sequence[Delegation]:
        return [each for each in self.all() if each.revoked_at is None and each.ends_at > at]

    def place_among(self, at: datetime) -> tuple[int, Sequence[Delegation]]:
        return max((each.place for each in self.all()), default=0) + 1, self.standing(at)


class FakeScoringModels:
    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._state = session.state

    def active(self) -> ScoringModel:
        return self._state.scoring_models[-1] if self._state.scoring_models else default_scoring_model()

    def get(self, version: int) -> ScoringModel:
        for model in (default_scoring_model(), *self._state.scoring_models):
            if model.version == version:
                return model
        raise ScoringModelNotFound.because_unknown_version(version)

    def versions(self) -> Sequence[ModelVersion]:
        models = (default_scoring_model(), *self._state.scoring_models)
        return [ModelVersion(version=model.version, name=model.name) for model in models]

    def ended_leads(self, limit: int) -> Sequence[tuple[Lead, Engagement]]:
        activities = FakeActivities(self._session)
        ended = [(lead.ended_at, lead) for lead in FakeLeads(self._session).all() if lead.ended_at is not None]
        latest = sorted(ended, key=lambda each: (each[0], each[1].id), reverse=True)[:limit]
        return [
            (lead, Engagement(**dict(ActivitySummary.of(activities.happened(lead.ref), ended_at))))
            for ended_at, lead in latest
        ]

    def add(self, model: ScoringModel) -> ScoringModel:
        following = self.active().version + 1
        if model.version != following:
            raise ScoringModelConflict.because_not_the_next(model.version, following)
        self._state.scoring_models.append(model)
        return model


class FakeNumbers:
    def __init__(self, session: FakeSession) -> None:
        self._state = session.state

    def next(self, kind: NumberKind, year: int) -> str:
        count = self._state.numbers.get((kind, year), 0) + 1
        self._state.numbers[kind, year] = count
        return business_number(kind, year, count)

    def next_many(self, kind: NumberKind, year: int, count: int) -> Sequence[str]:
        return [self.next(kind, year) for _ in range(count)]
