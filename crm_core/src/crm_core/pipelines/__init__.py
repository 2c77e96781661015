"""Pipelines: the stages of deals, and the figures counted from them."""

from crm_core.pipelines.exchange import ConvertedTotal, CountedMoney, converted
from crm_core.pipelines.figures import (
    CurrencyFigures,
    FiguresFilter,
    OpportunitySums,
    PipelineSummary,
    Rate,
    StageFigures,
    ValueWinRate,
    WinRate,
)
from crm_core.pipelines.figures_store import PipelineFiguresStore
from crm_core.pipelines.forecast import (
    DEFAULT_CONFIDENCE,
    Confidence,
    ForecastMonth,
    ForecastRange,
    OpenOpportunities,
    PipelineForecast,
    WonOpportunities,
)
from crm_core.pipelines.months import Months, month_after, month_of
from crm_core.pipelines.movement import (
    ConversionRate,
    MonthTrend,
    SalesCycle,
    StageVelocity,
    TrendAmount,
    average,
)
from crm_core.pipelines.pipeline import Pipeline, PipelineNotFound, PipelineRetired, UpdatePipeline
from crm_core.pipelines.stage import (
    DEFAULT_STAGES,
    ForecastProbability,
    OpportunityStage,
    Outcome,
    PipelineStage,
    PipelineStageError,
    StageTemplate,
)
from crm_core.pipelines.store import PipelineStore

__all__ = [
    "DEFAULT_CONFIDENCE",
    "DEFAULT_STAGES",
    "Confidence",
    "ConversionRate",
    "ConvertedTotal",
    "CountedMoney",
    "CurrencyFigures",
    "FiguresFilter",
    "ForecastMonth",
    "ForecastProbability",
    "ForecastRange",
    "MonthTrend",
    "Months",
    "OpenOpportunities",
    "OpportunityStage",
    "OpportunitySums",
    "Outcome",
    "Pipeline",
    "PipelineFiguresStore",
    "PipelineForecast",
    "PipelineNotFound",
    "PipelineRetired",
    "PipelineStage",
    "PipelineStageError",
    "PipelineStore",
    "PipelineSummary",
    "Rate",
    "SalesCycle",
    "StageFigures",
    "StageTemplate",
    "StageVelocity",
    "TrendAmount",
    "UpdatePipeline",
    "ValueWinRate",
    "WinRate",
    "WonOpportunities",
    "average",
    "converted",
    "month_after",
    "month_of",
]
