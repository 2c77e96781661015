"""Forecasting: periods are forecast and adjusted by people, and compared with how deals stood before."""

from crm_operations.forecasting.answers import (
    ComparedSnapshot,
    Forecast,
    ForecastQuery,
    ForecastTotal,
    PersonForecast,
    Waterfall,
    WaterfallQuery,
)
from crm_operations.forecasting.coordinator import ForecastCoordinator
from crm_operations.forecasting.refusals import NotYoursToForecast, SnapshotsNotComparable
from crm_operations.forecasting.snapshots import SNAPSHOT_TIMER, ForecastSnapshotCoordinator
from crm_operations.forecasting.timer import SnapshotTimer

__all__ = [
    "SNAPSHOT_TIMER",
    "ComparedSnapshot",
    "Forecast",
    "ForecastCoordinator",
    "ForecastQuery",
    "ForecastSnapshotCoordinator",
    "ForecastTotal",
    "NotYoursToForecast",
    "PersonForecast",
    "SnapshotTimer",
    "SnapshotsNotComparable",
    "Waterfall",
    "WaterfallQuery",
]
