"""A customer journey: the touch points from first contact to close, in order (PLAN-005, PLAN-030)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, model_validator

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind
from crm_core.journeys.events import JourneyAbandoned, JourneyCompleted, JourneyMilestoneReached
from crm_core.journeys.step import JourneyStep, TouchPoint
from crm_core.values import Utc, as_utc
from crm_core.vocabulary import Count, ForeignId, FreeText, Id, Name

J = TypeVar("J", bound=DomainEvent)


class JourneyRefused(Refused):
    @classmethod
    def because_it_is_over(cls, journey: "CustomerJourney") -> Self:
        return cls(
            "journey {journey!r}, run {run}, is over since {at}; begin the next run instead",
            {
                "journey": journey.journey_name,
                "run": journey.run,
                "at": str(journey.completed_at or journey.abandoned_at),
            },
        )

    @classmethod
    def because_another_party_travels(cls, journey: "CustomerJourney", party_id: str) -> Self:
        return cls(
            "journey {journey!r}, run {run}, belongs to party {owner} and cannot be attached to {party}",
            {
                "journey": journey.journey_name,
                "run": journey.run,
                "owner": journey.party_id,
                "party": party_id,
            },
        )


class JourneyNotFound(NotFound):
    """No journey of the tenant has this id."""


class CustomerJourney(Entity):
    """Unique by tenant, party, name and run: a party that returns under the same name begins the next run.

    Before there is a customer the journey is its lead's. Steps stand in order of time; a touch that is
    reported late is placed among the earlier ones, and the current step stays.
    """

    kind = EntityKind.JOURNEY
    unique = (("journey_key", "journey_name", "run"),)
    not_found = JourneyNotFound

    journey_name: Name
    party_id: ForeignId | None = None
    lead_id: Id | None = None
    run: Annotated[Count, Field(ge=1)] = 1
    steps: Annotated[tuple[JourneyStep, ...], Field(min_length=1)]
    started_at: Utc
    completed_at: Utc | None = None
    abandoned_at: Utc | None = None
    abandonment_reason: FreeText | None = None

    @model_validator(mode="after")
    def _somebody_travels(self) -> Self:
        if self.party_id is None and self.lead_id is None:
            raise Invalid.field("party_id", "a journey without a party or a lead is nobody's", "name one of them")
        return self

    @classmethod
    def begin(
        cls,
        journey_name: str,
        first: TouchPoint,
        *,
        journey_id: str,
        tenant_id: str,
        at: datetime,
        party_id: str | None = None,
        lead_id: str | None = None,
        run: int = 1,
    ) -> tuple["CustomerJourney", JourneyMilestoneReached]:
        """Enters the first step, which is a milestone whatever it is. Raises Invalid when nobody is named."""
        step = _entered(first.as_first(), at)
        journey = cls.new(
            None,
            entity_id=journey_id,
            tenant_id=tenant_id,
            at=at,
            journey_name=journey_name,
            party_id=party_id,
            lead_id=lead_id,
            run=run,
            steps=(step,),
            started_at=at,
        )
        return journey, _reached(journey, step)

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.abandoned_at is None

    @property
    def last_step(self) -> JourneyStep:
        return self.steps[-1]

    @property
    def journey_key(self) -> str:
        """Party or lead as one text: a unique key over ``party_id`` alone would let a lead begin a run twice."""
        return f"lead:{self.lead_id}" if self.party_id is None else f"party:{self.party_id}"

    @property
    def current_step(self) -> JourneyStep | None:
        """The step the customer is in; None once the journey is over."""
        return self.last_step if self.is_open else None

    def advance(
        self, touch_point: TouchPoint, *, at: datetime
    ) -> tuple["CustomerJourney", JourneyMilestoneReached | None]:
        """Leaves the current step and enters this one; the event is a milestone this run had not reached, or None.

        What is already recorded changes nothing. Raises JourneyRefused when the journey is over.
        """
        self._require_open()
        step = _entered(touch_point, at)
        if any(known.records(touch_point, step.entered_at) for known in self.steps):
            return self, None
        is_news = touch_point.step_type.is_milestone and touch_point.step_type not in {
            known.step_type for known in self.steps
        }
        advanced = self.changed(
            max(step.entered_at, self.updated_at),
            steps=_in_order_of_time((*self.steps, step)),
            started_at=min(step.entered_at, self.started_at),
        )
        return advanced, _reached(self, step) if is_news else None

    def complete(self, *, at: datetime) -> tuple["CustomerJourney", JourneyCompleted]:
        """Ends the last step. Raises JourneyRefused when the journey is over."""
        self._require_open()
        event = _event(self, JourneyCompleted, at=at)
        return self._ended(at, completed_at=event.at), event

    def abandon(self, reason: str, *, at: datetime) -> tuple["CustomerJourney", JourneyAbandoned]:
        """Ends the journey for this reason. Raises JourneyRefused when the journey is over."""
        self._require_open()
        event = _event(self, JourneyAbandoned, at=at, reason=reason, last_step=self.last_step.step_type)
        return self._ended(at, abandoned_at=event.at, abandonment_reason=event.reason), event

    def attach_party(self, party_id: str, *, at: datetime, run: int | None = None) -> "CustomerJourney":
        """The lead became this customer; ``run`` is the next number when the customer has earlier runs.

        Raises JourneyRefused when the journey is another party's.
        """
        if self.party_id == party_id:
            return self
        if self.party_id is not None:
            raise JourneyRefused.because_another_party_travels(self, party_id)
        return self.changed(at, party_id=party_id, run=run or self.run)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; ``current_step`` is the current step's order, None once the journey is over."""
        current = self.current_step
        return {**super().to_dict(), "current_step": None if current is None else current.step_order}

    def _require_open(self) -> None:
        if not self.is_open:
            raise JourneyRefused.because_it_is_over(self)

    def _ended(self, at: datetime, **changes: object) -> "CustomerJourney":
        last = self.last_step.placed(len(self.steps), max(as_utc(at), self.last_step.entered_at))
        return self.changed(at, steps=(*self.steps[:-1], last), **changes)


def _event(journey: CustomerJourney, kind: type[J], *, at: datetime, **facts: Any) -> J:
    return journey.event(kind, at=at, journey_name=journey.journey_name, run=journey.run, **facts)


def _reached(journey: CustomerJourney, step: JourneyStep) -> JourneyMilestoneReached:
    return _event(
        journey,
        JourneyMilestoneReached,
        at=step.entered_at,
        step_type=step.step_type,
        step_name=step.step_name,
        party_id=journey.party_id,
        lead_id=journey.lead_id,
    )


def _entered(touch_point: TouchPoint, at: datetime) -> JourneyStep:
    return JourneyStep(**touch_point.model_dump(), step_order=1, entered_at=at)


def _in_order_of_time(steps: Iterable[JourneyStep]) -> tuple[JourneyStep, ...]:
    """Of two steps of the same moment the one reported later comes later."""
    ordered = sorted(steps, key=lambda step: step.entered_at)
    moments = (step.entered_at for step in ordered[1:])
    return tuple(
        step.placed(order, exited_at) for order, (step, exited_at) in enumerate(zip_longest(ordered, moments), start=1)
    )
