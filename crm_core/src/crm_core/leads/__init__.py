"""Leads: somebody who may become a customer, with status and score."""

from crm_core.leads.backtesting import (
    MINIMUM_SAMPLE,
    Backtest,
    ClosedLead,
    Decile,
    ModelPerformance,
    SampleTooSmall,
    backtest,
)
from crm_core.leads.events import (
    LeadAssigned,
    LeadContacted,
    LeadConvertedToOpportunity,
    LeadCreated,
    LeadDisqualified,
    LeadQualified,
    LeadReopened,
    LeadScored,
)
from crm_core.leads.lead import InvalidLeadStatusTransition, Lead, LeadNotFound
from crm_core.leads.requests import CreateLead, UpdateLead
from crm_core.leads.score import SALES_READY, Grade, LeadScore, ScoreCategory
from crm_core.leads.scoring import (
    CategoryScore,
    LeadScoreResult,
    LeadScoring,
    LineKind,
    ScoreLine,
    SkippedRule,
)
from crm_core.leads.scoring_facts import ActivityFacts, Engagement, LeadFacts, LeadScoringFacts
from crm_core.leads.scoring_model import (
    WHOLE_CATEGORY,
    CategoryCaps,
    ScoringError,
    ScoringModel,
    ScoringRule,
    ScoringWeight,
)
from crm_core.leads.scoring_store import ModelVersion, ScoringModelConflict, ScoringModelNotFound, ScoringModelStore
from crm_core.leads.scoring_template import default_scoring_model
from crm_core.leads.selection_facts import SelectableLead, SelectionFacts, selection_condition, sources_named
from crm_core.leads.status import ACTIVE_STATUSES, DEFAULT_TRANSITIONS, LeadPolicy, LeadStatus
from crm_core.leads.store import LeadFilter, LeadPersist, LeadQuery, LeadStore

__all__ = [
    "ACTIVE_STATUSES",
    "DEFAULT_TRANSITIONS",
    "MINIMUM_SAMPLE",
    "SALES_READY",
    "WHOLE_CATEGORY",
    "ActivityFacts",
    "Backtest",
    "CategoryCaps",
    "CategoryScore",
    "ClosedLead",
    "CreateLead",
    "Decile",
    "Engagement",
    "Grade",
    "InvalidLeadStatusTransition",
    "Lead",
    "LeadAssigned",
    "LeadContacted",
    "LeadConvertedToOpportunity",
    "LeadCreated",
    "LeadDisqualified",
    "LeadFacts",
    "LeadFilter",
    "LeadNotFound",
    "LeadPersist",
    "LeadPolicy",
    "LeadQualified",
    "LeadQuery",
    "LeadReopened",
    "LeadScore",
    "LeadScoreResult",
    "LeadScored",
    "LeadScoring",
    "LeadScoringFacts",
    "LeadStatus",
    "LeadStore",
    "LineKind",
    "ModelPerformance",
    "ModelVersion",
    "SampleTooSmall",
    "ScoreCategory",
    "ScoreLine",
    "ScoringError",
    "ScoringModel",
    "ScoringModelConflict",
    "ScoringModelNotFound",
    "ScoringModelStore",
    "ScoringRule",
    "ScoringWeight",
    "SelectableLead",
    "SelectionFacts",
    "SkippedRule",
    "UpdateLead",
    "backtest",
    "default_scoring_model",
    "selection_condition",
    "sources_named",
]
