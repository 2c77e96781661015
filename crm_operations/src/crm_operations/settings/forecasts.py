"""Settings of forecasts: what people submit for, and when snapshots are taken."""

from typing import Annotated

from pydantic import StringConstraints

from crm_core.fiscal import PeriodLength
from crm_core.values import Value
from crm_core.vocabulary import OneLine, written
from crm_operations.settings.types import Days

TimeOfDay = Annotated[
    str,
    StringConstraints(max_length=5),
    OneLine,
    written(r"([01]\d|2[0-3]):[0-5]\d", "{text} is no time of day", "write it like 23:00"),
]


class ForecastSettings(Value):
    """What a forecast is of, and how deals are remembered."""

    period: PeriodLength = PeriodLength.QUARTER
    """Where no period is named: the month, quarter or year of today."""
    daily_snapshots: bool = True
    """Whether a day after a snapshot another one follows by itself."""
    snapshot_at: TimeOfDay = "23:00"
    """When, where the tenant lives."""
    closed_days: Days = 400
    """Closed deals are in a snapshot for so long: two that are further apart have no waterfall."""
