"""Journeys: the touch points from first touch to close."""

from crm_core.journeys.events import JourneyAbandoned, JourneyCompleted, JourneyMilestoneReached
from crm_core.journeys.journey import CustomerJourney, JourneyNotFound, JourneyRefused
from crm_core.journeys.step import (
    STEP_BY_HAPPENING,
    STEP_BY_STAGE,
    JourneyStep,
    JourneyStepType,
    TouchPoint,
    journey_step_for,
)
from crm_core.journeys.store import CustomerJourneyStore

__all__ = [
    "STEP_BY_HAPPENING",
    "STEP_BY_STAGE",
    "CustomerJourney",
    "CustomerJourneyStore",
    "JourneyAbandoned",
    "JourneyCompleted",
    "JourneyMilestoneReached",
    "JourneyNotFound",
    "JourneyRefused",
    "JourneyStep",
    "JourneyStepType",
    "TouchPoint",
    "journey_step_for",
]
