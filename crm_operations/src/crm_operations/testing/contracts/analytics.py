"""What an AnalyticsProvider promises about tracking; its figures are a matter of its own tests."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_core.errors import NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.money import Money
from crm_core.pipelines import FiguresFilter, Months
from crm_core.testing import START, at_once, expect, expect_refusal, refusals
from crm_core.vocabulary import LeadSource
from crm_operations.providers import AnalyticsProvider, EventCount, TrackedConversion, TrackedEvent
from crm_operations.testing.contracts.suite import PartnerContract

EVERYTHING = FiguresFilter()
UNKNOWN = FiguresFilter(pipeline_id="00000000-0000-7000-8000-00000000dead")
TODAY = START.date()
THIS_MONTH = Months.until(TODAY, 1)
LEAD = EntityRef(kind=EntityKind.LEAD, id="00000000-0000-7000-8000-00000000001e")
EVENT = TrackedEvent(
    name="demo.watched", at=START, subject=LEAD, properties={"minutes": 12, "share": 0.5, "full": True, "page": "🦊"}
)
CONVERSION = TrackedConversion(
    lead_id=LEAD.id,
    opportunity_id="00000000-0000-7000-8000-00000000dea1",
    source=LeadSource.REFERRAL,
    at=START,
    value=Money(minor=500_000, currency="USD"),
)


@pytest.mark.requirement("IFC-CRMOP-0037")
class AnalyticsProviderContract(PartnerContract):
    """A subclass overrides ``analytics``."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"analytics": AnalyticsProvider}

    @pytest.fixture
    def analytics(self) -> AnalyticsProvider:
        """The analytics under test."""
        raise NotImplementedError("override the fixture `analytics` and return your AnalyticsProvider")

    def events(self, analytics: AnalyticsProvider, tenant: str, months: Months = THIS_MONTH) -> dict[str, int]:
        report = analytics.generate_report(tenant, EVERYTHING, months, TODAY)
        return {event.name: event.count for event in report.events if event != EventCount(name=event.name, count=0)}

    def test_what_happened_is_counted_by_name(self, analytics: AnalyticsProvider, tenant: str) -> None:
        analytics.track(tenant, EVENT, delivery_id="d/1")
        analytics.track(tenant, EVENT, delivery_id="d/2")
        analytics.track(tenant, TrackedEvent(name="Demo.watched", at=START), delivery_id="d/3")

        expect(self.events(analytics, tenant), {"demo.watched": 2, "Demo.watched": 1}, asked="the report's events")

    def test_a_conversion_is_an_event_too(self, analytics: AnalyticsProvider, tenant: str) -> None:
        analytics.track_conversion(tenant, CONVERSION, delivery_id="d/1")

        expect(self.events(analytics, tenant), {"lead.converted": 1}, asked="the report's events")

    @pytest.mark.requirement("REL-002")
    def test_what_is_told_twice_counts_once(self, analytics: AnalyticsProvider, tenant: str) -> None:
        for _ in range(2):
            analytics.track(tenant, EVENT, delivery_id="d/1")
            analytics.track_conversion(tenant, CONVERSION, delivery_id="d/2")

        expected = {"demo.watched": 1, "lead.converted": 1}
        expect(self.events(analytics, tenant), expected, asked="the report's events, each told twice")

    def test_ten_times_at_once_counts_once(self, analytics: AnalyticsProvider, tenant: str) -> None:
        outcomes = at_once([lambda: analytics.track(tenant, EVENT, delivery_id="d/1")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls with one delivery_id")
        expect(self.events(analytics, tenant), {"demo.watched": 1}, asked="the report's events")

    def test_an_event_belongs_to_the_month_it_happened_in(self, analytics: AnalyticsProvider, tenant: str) -> None:
        analytics.track(tenant, EVENT, delivery_id="d/1")
        before = Months.until(TODAY - timedelta(days=31), 1)

        expect(self.events(analytics, tenant, before), {}, asked="the report's events of the month before")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_events_and_delivery_ids_of_its_own(
        self, analytics: AnalyticsProvider, tenant: str, other_tenant: str
    ) -> None:
        analytics.track(tenant, EVENT, delivery_id="d/1")

        expect(self.events(analytics, other_tenant), {}, asked="the events of another tenant")
        analytics.track(other_tenant, EVENT, delivery_id="d/1")
        expect(self.events(analytics, other_tenant), {"demo.watched": 1}, asked="those after it told one, same id")

    def test_a_company_in_which_nothing_happened_gets_empty_figures(
        self, analytics: AnalyticsProvider, tenant: str
    ) -> None:
        metrics = analytics.get_pipeline_metrics(tenant, EVERYTHING)
        rates = analytics.get_conversion_rates(tenant, EVERYTHING)

        expect((metrics.summary.count, metrics.leads.total), (0, 0), asked="get_pipeline_metrics")
        expect(metrics.leads.conversion.value, None, asked="the rate of nothing")
        expect(rates.leads.value, None, asked="get_conversion_rates")
        expect(list(analytics.get_lead_source_performance(tenant, EVERYTHING, THIS_MONTH)), [], asked="sources")
        expect(list(analytics.get_sales_performance(tenant, EVERYTHING, THIS_MONTH)), [], asked="people")
        expect(list(analytics.get_forecast_accuracy(tenant, EVERYTHING, THIS_MONTH)), [], asked="accuracy")
        expect(list(analytics.export_data(tenant, EVERYTHING)), [], asked="export_data")

    def test_an_unknown_pipeline_is_not_found(self, analytics: AnalyticsProvider, tenant: str) -> None:
        questions: dict[str, Callable[[], object]] = {
            "get_pipeline_metrics": lambda: analytics.get_pipeline_metrics(tenant, UNKNOWN),
            "get_conversion_rates": lambda: analytics.get_conversion_rates(tenant, UNKNOWN),
            "get_sales_performance": lambda: analytics.get_sales_performance(tenant, UNKNOWN, THIS_MONTH),
            "get_forecast_accuracy": lambda: analytics.get_forecast_accuracy(tenant, UNKNOWN, THIS_MONTH),
            "generate_report": lambda: analytics.generate_report(tenant, UNKNOWN, THIS_MONTH, TODAY),
            "export_data": lambda: analytics.export_data(tenant, UNKNOWN),
        }
        for name, ask in questions.items():
            with expect_refusal(NotFound, asked=f"{name} of an unknown pipeline"):
                ask()
