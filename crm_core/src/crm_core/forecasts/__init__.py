"""Forecasts: what people submit and managers adjust, what is computed, snapshots of deals, and the waterfall."""

from crm_core.forecasts.figures import ForecastFigures, OpenAmount, OwnFigures, own_figures
from crm_core.forecasts.rollup import CategoryForecast, RolledUp, everybody_below, is_above, roll_up
from crm_core.forecasts.snapshot import (
    ForecastSnapshot,
    ForecastSnapshotFilter,
    ForecastSnapshotNotFound,
    ForecastSnapshotStore,
    ForecastSnapshotTaken,
    SnapshotDeal,
)
from crm_core.forecasts.submission import (
    ForecastOrigin,
    ForecastSubmission,
    ForecastSubmissionFilter,
    ForecastSubmissionNotFound,
    ForecastSubmissionOver,
    ForecastSubmitted,
    ForecastWithdrawn,
    SubmitForecast,
    SubmittedCategory,
)
from crm_core.forecasts.waterfall import (
    Movement,
    MovementSum,
    WaterfallColumn,
    WaterfallScope,
    WaterfallStep,
    movement_sums,
    waterfall_of,
)

__all__ = [
    "CategoryForecast",
    "ForecastFigures",
    "ForecastOrigin",
    "ForecastSnapshot",
    "ForecastSnapshotFilter",
    "ForecastSnapshotNotFound",
    "ForecastSnapshotStore",
    "ForecastSnapshotTaken",
    "ForecastSubmission",
    "ForecastSubmissionFilter",
    "ForecastSubmissionNotFound",
    "ForecastSubmissionOver",
    "ForecastSubmitted",
    "ForecastWithdrawn",
    "Movement",
    "MovementSum",
    "OpenAmount",
    "OwnFigures",
    "RolledUp",
    "SnapshotDeal",
    "SubmitForecast",
    "SubmittedCategory",
    "WaterfallColumn",
    "WaterfallScope",
    "WaterfallStep",
    "everybody_below",
    "is_above",
    "movement_sums",
    "own_figures",
    "roll_up",
    "waterfall_of",
]
