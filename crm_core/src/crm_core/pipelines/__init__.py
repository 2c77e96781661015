"""Pipelines: the stages deals pass, and the figures read off them."""

from crm_core.pipelines.pipeline import Pipeline
from crm_core.pipelines.stage import (
    DEFAULT_STAGES,
    ForecastProbability,
    OpportunityStage,
    Outcome,
    PipelineStage,
    PipelineStageError,
    StageTemplate,
)
from crm_core.pipelines.store import PipelineNotFound, PipelineStore

__all__ = [
    "DEFAULT_STAGES",
    "ForecastProbability",
    "OpportunityStage",
    "Outcome",
    "Pipeline",
    "PipelineNotFound",
    "PipelineStage",
    "PipelineStageError",
    "PipelineStore",
    "StageTemplate",
]
