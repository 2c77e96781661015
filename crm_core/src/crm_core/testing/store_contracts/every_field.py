"""Entities with something in every field, drawn by Hypothesis: a store that forgets or bends one of them is found."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crm_core.activities import Activity, ActivityOutcome, ActivityType
from crm_core.entities import Entity
from crm_core.identity import EntityKind
from crm_core.journeys import CustomerJourney, JourneyStep, JourneyStepType
from crm_core.leads import Lead, LeadScore, LeadStatus
from crm_core.money import BASIS_POINTS, LARGEST_AMOUNT
from crm_core.opportunities import Opportunity
from crm_core.pipelines import ForecastProbability, Outcome, Pipeline, PipelineStage
from crm_core.sources import Source
from crm_core.vocabulary import LARGEST_COUNT, LeadSource, OpportunityType, Priority

E = TypeVar("E", bound=Entity)

_ZONES = (UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-9, minutes=-30)))
_SPEAKING = (
    "Zoë 🦊 Ångström",
    "株式会社",
    "e\u0301 is not é",
    "שלום",
    "O'Brien; DROP TABLE",
    "100 % _like_",
    "دانش\u200cآموز \u200fא",
)
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

ids = st.uuids().map(str)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31), timezones=st.sampled_from(_ZONES))  # noqa: DTZ001
days = st.dates(date(1971, 1, 1), date(2199, 12, 31))
amounts = st.integers(min_value=0, max_value=LARGEST_AMOUNT)
counts = st.integers(min_value=0, max_value=LARGEST_COUNT)
keys = st.sampled_from([*LeadSource, "trade-fair.2026"]).map(str)
points = st.integers(min_value=0, max_value=100)
addresses = st.sampled_from(["ada@example.com", "jörg+crm@bücher.example", "o'neil@sub.example.org"])
currencies = st.sampled_from(["USD", "JPY", "KWD"])
priorities = st.sampled_from(Priority)


def texts(longest: int = 60) -> SearchStrategy[str]:
    """Whatever people type in one line, in any script."""
    return _written(longest, st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=_OVERRIDES))


def lines(longest: int) -> SearchStrategy[str]:
    """The same in any number of lines."""
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_OVERRIDES)
    return st.just("a\r\nb\tc") | _written(longest, letters | st.sampled_from("\n\r\t"))


def _written(longest: int, letters: SearchStrategy[str]) -> SearchStrategy[str]:
    written = st.text(letters, min_size=1, max_size=longest).filter(str.strip)
    return st.sampled_from([text for text in _SPEAKING if len(text) <= longest]) | written


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | strategy


def every_field(entity: type[E], **fields: SearchStrategy[Any]) -> SearchStrategy[E]:
    """Refuses to draw anything once the entity has a field that nobody named here."""
    if missing := set(entity.model_fields) - set(fields):
        raise TypeError(f"name a strategy for each field of {entity.__name__}; missing: {', '.join(sorted(missing))}")
    return st.builds(entity, **fields)


_entity: dict[str, SearchStrategy[Any]] = {
    "id": ids,
    "tenant_id": ids,
    "version": st.just(0),
    "created_at": moments,
    "updated_at": moments,
}
_scores = st.builds(
    LeadScore, total=points, demographic=points, behavioral=points, engagement=points, firmographic=points
)
_attributes = st.dictionaries(
    texts(20), texts() | st.integers(-(2**53), 2**53) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
)
_probabilities = st.builds(
    ForecastProbability, basis_points=st.integers(min_value=0, max_value=BASIS_POINTS), adjusted_at=maybe(moments)
)


def leads() -> SearchStrategy[Lead]:
    return every_field(
        Lead,
        **_entity,
        lead_number=texts(50),
        external_id=maybe(texts()),
        status=st.sampled_from(LeadStatus),
        status_entered_at=moments,
        source=keys,
        priority=priorities,
        score=_scores,
        name=texts(255),
        company=maybe(texts()),
        email=maybe(addresses),
        phone=maybe(texts()),
        industry=maybe(texts()),
        territory=maybe(texts()),
        estimated_value_minor=maybe(amounts),
        currency_code=maybe(currencies),
        attributes=_attributes,
        party_id=maybe(ids),
        contact_id=maybe(ids),
        campaign_id=maybe(ids),
        assigned_to=maybe(ids),
        assigned_at=maybe(moments),
        converted_to_opportunity_id=maybe(ids),
        qualified_at=maybe(moments),
        converted_at=maybe(moments),
        disqualified_at=maybe(moments),
        disqualification_reason=maybe(lines(1_000)),
        reopened_count=counts,
        notes=maybe(lines(5_000)),
    )


def opportunities() -> SearchStrategy[Opportunity]:
    return every_field(
        Opportunity,
        **_entity,
        opportunity_number=texts(50),
        lead_id=maybe(ids),
        converted_lead_id=maybe(ids),
        source=keys,
        party_id=ids,
        contact_id=maybe(ids),
        name=texts(255),
        description=maybe(lines(1_000)),
        pipeline_id=ids,
        stage=texts(50),
        outcome=st.sampled_from(Outcome),
        stage_entered_at=moments,
        type=st.sampled_from(OpportunityType),
        priority=priorities,
        probability=_probabilities,
        expected_revenue_minor=maybe(amounts),
        actual_value_minor=maybe(amounts),
        currency_code=currencies,
        expected_close_date=maybe(days),
        actual_close_date=maybe(days),
        closed_at=maybe(moments),
        assigned_to=ids,
        converted_to_quote_id=maybe(ids),
        converted_to_order_id=maybe(ids),
        superseded_quotation_ids=st.lists(texts(), max_size=3).map(tuple),
        lost_reason=maybe(lines(1_000)),
        reopened_count=counts,
        notes=maybe(lines(5_000)),
    )


@st.composite
def _stages(draw: st.DrawFn) -> tuple[PipelineStage, ...]:
    """The first one open, as it must be; the order of the tuple is the display order."""
    names = draw(st.lists(texts(50).map(str.strip), min_size=3, max_size=6, unique=True))
    outcomes = [Outcome.OPEN, Outcome.WON, Outcome.LOST, *[Outcome.OPEN] * 3]
    return tuple(
        PipelineStage(
            id=draw(ids),
            name=name,
            display_name=draw(texts(100)),
            display_order=order,
            probability=ForecastProbability(basis_points=draw(st.integers(0, BASIS_POINTS))),
            outcome=outcome,
            next_stages=tuple(draw(st.lists(st.sampled_from(names), unique=True))),
        )
        for order, (name, outcome) in enumerate(zip(names, outcomes, strict=False), start=1)
    )


def pipelines() -> SearchStrategy[Pipeline]:
    return every_field(
        Pipeline,
        **_entity,
        name=texts(100),
        description=maybe(lines(1_000)),
        is_default=st.booleans(),
        stages=_stages().filter(lambda stages: len({stage.id for stage in stages}) == len(stages)),
    )


def activities() -> SearchStrategy[Activity]:
    return every_field(
        Activity,
        **_entity,
        related_entity_type=st.sampled_from(EntityKind),
        related_entity_id=ids,
        activity_type=st.sampled_from(ActivityType),
        subject=texts(255),
        description=maybe(lines(5_000)),
        outcome=maybe(st.sampled_from(ActivityOutcome)),
        due_date=maybe(moments),
        completed_at=maybe(moments),
        completed_by=maybe(ids),
        assigned_to=maybe(ids),
        created_by=ids,
    )


@st.composite
def _steps(draw: st.DrawFn) -> tuple[JourneyStep, ...]:
    return tuple(
        JourneyStep(
            step_type=draw(st.sampled_from(JourneyStepType)),
            step_name=draw(texts(100)),
            entity_type=draw(maybe(st.sampled_from(EntityKind))),
            entity_id=draw(maybe(ids)),
            step_order=order,
            entered_at=draw(moments),
            exited_at=draw(maybe(moments)),
        )
        for order in range(1, draw(st.integers(min_value=1, max_value=4)) + 1)
    )


def journeys() -> SearchStrategy[CustomerJourney]:
    return every_field(
        CustomerJourney,
        **_entity,
        journey_name=texts(100),
        party_id=maybe(ids),
        lead_id=ids,
        run=st.integers(min_value=1, max_value=2**31 - 1),
        steps=_steps(),
        started_at=moments,
        completed_at=maybe(moments),
        abandoned_at=maybe(moments),
        abandonment_reason=maybe(lines(1_000)),
    )


def sources() -> SearchStrategy[Source]:
    return every_field(Source, **_entity, key=keys, name=texts(255), retired_at=maybe(moments))
