"""Where the figures of pipelines are counted; every method takes the tenant and counts only that tenant's deals."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from crm_core.pipelines.figures import FiguresFilter, PipelineSummary, StageFigures
from crm_core.pipelines.forecast import DEFAULT_CONFIDENCE, PipelineForecast
from crm_core.pipelines.months import Months
from crm_core.pipelines.movement import ConversionRate, MonthTrend, SalesCycle, StageVelocity


class PipelineFiguresStore(Protocol):
    """Each answer is one consistent view; each method raises PipelineNotFound for a pipeline the tenant lacks."""

    def stage_figures(self, tenant_id: str, filters: FiguresFilter) -> Sequence[StageFigures]:
        """Every stage in order, by currency; those without deals too."""
        ...

    def summary(self, tenant_id: str, filters: FiguresFilter) -> PipelineSummary:
        """Counts over all currencies, money by currency, in minor units."""
        ...

    def conversion_rates(self, tenant_id: str, filters: FiguresFilter) -> Sequence[ConversionRate]:
        """One for every open stage, in order."""
        ...

    def velocity(self, tenant_id: str, filters: FiguresFilter) -> Sequence[StageVelocity]:
        """One for every open stage, in order."""
        ...

    def sales_cycle(self, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
        """Of the deals won in these months."""
        ...

    def trend(self, tenant_id: str, filters: FiguresFilter, months: Months) -> Sequence[MonthTrend]:
        """One for every month, oldest first."""
        ...

    def forecast(
        self, tenant_id: str, filters: FiguresFilter, as_of: date, confidence_percent: int = DEFAULT_CONFIDENCE
    ) -> PipelineForecast:
        """``as_of`` is today in the tenant's time zone; an open deal due before it counts as slipped.

        ``confidence_percent`` is how sure the range is, 50 to 99.
        """
        ...
