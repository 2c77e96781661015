"""A person submits a figure; what a period comes to shows it, and every deal stays as it is."""

import pytest

from crm_core.errors import Invalid
from crm_core.forecasts import ForecastSubmissionFilter, SubmitForecast
from crm_core.money import Money
from crm_core.testing import TENANT, a_pipeline, an_opportunity
from crm_operations.forecasting import ForecastCoordinator, ForecastQuery
from crm_operations.testing import FakeWorld


@pytest.fixture
def forecasts(crm_world: FakeWorld) -> ForecastCoordinator:
    world = crm_world
    world.preload(a_pipeline(), an_opportunity(assigned_to=world.actor.user_id))
    world.people.known(TENANT, world.actor.user_id)
    return ForecastCoordinator(world.records, world.people, world.settings_for, world.clock, world.new_id)


def test_what_is_submitted_is_shown_and_no_deal_changes(crm_world: FakeWorld, forecasts: ForecastCoordinator) -> None:
    actor = crm_world.actor
    deals = list(crm_world.records.entities(TENANT))

    made = forecasts.submit(actor, SubmitForecast(amount=Money(minor=700_000, currency="EUR")))
    again = forecasts.submit(actor, SubmitForecast(amount=Money(minor=700_000, currency="EUR")))
    [person] = forecasts.show(actor, ForecastQuery(currency="EUR")).people

    assert again.id == made.id
    assert forecasts.get(actor, made.id) == made
    assert [each.id for each in forecasts.list(actor, ForecastSubmissionFilter())] == [made.id]
    assert (person.user, person.commit.forecast_minor) == (actor.user_id, 700_000)
    assert [each for each in crm_world.records.entities(TENANT) if each.kind != made.kind] == deals


def test_a_period_that_is_over_is_no_longer_submitted(crm_world: FakeWorld, forecasts: ForecastCoordinator) -> None:
    with pytest.raises(Invalid):
        forecasts.submit(crm_world.actor, SubmitForecast(amount=Money(minor=1, currency="EUR"), period="2020-Q1"))
