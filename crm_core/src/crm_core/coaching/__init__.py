"""Coaching: who falls behind their quota with a sufficient sample, and what was agreed with them."""

from crm_core.coaching.coaching_case import (
    AgreeSteps,
    CoachingAgreed,
    CoachingCase,
    CoachingCaseFilter,
    CoachingCaseNotFound,
    CoachingClosed,
    CoachingEvidence,
    CoachingMeasured,
    CoachingOpened,
    CoachingStatus,
    fit_pace,
)
from crm_core.coaching.underperformance import (
    PaceFacts,
    UnderperformancePolicy,
    UnderperformanceVerdict,
    judge_pace,
)

__all__ = [
    "AgreeSteps",
    "CoachingAgreed",
    "CoachingCase",
    "CoachingCaseFilter",
    "CoachingCaseNotFound",
    "CoachingClosed",
    "CoachingEvidence",
    "CoachingMeasured",
    "CoachingOpened",
    "CoachingStatus",
    "PaceFacts",
    "UnderperformancePolicy",
    "UnderperformanceVerdict",
    "fit_pace",
    "judge_pace",
]
