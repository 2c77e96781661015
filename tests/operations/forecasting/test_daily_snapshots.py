"""A snapshot a day, by timer, where the tenant lives and while it is switched on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm_core.forecasts import ForecastSnapshot, ForecastSnapshotFilter
from crm_core.testing import a_pipeline, an_opportunity
from crm_operations.forecasting import (
    ForecastSnapshotCoordinator,
    SnapshotsNotComparable,
    SnapshotTimer,
    WaterfallQuery,
)
from crm_operations.forecasting.snapshots import next_snapshot
from crm_operations.records import TimerState
from crm_operations.settings import ForecastSettings, OperationsSettings, TimerSettings
from crm_operations.testing import FakeTimerQueue, FakeWorld
from crm_operations.timers import TimerFiring

BERLIN = OperationsSettings(timezone="Europe/Berlin")
DAY = timedelta(days=1)


class Company:
    def __init__(self) -> None:
        self.world = FakeWorld()
        self.world.preload(a_pipeline(), an_opportunity())
        parts = (self.world.settings_for, self.world.clock, self.world.new_id)
        self.snapshots = ForecastSnapshotCoordinator(self.world.records, self.world.people, *parts)
        queue = FakeTimerQueue(self.world.records)
        timer = SnapshotTimer(*parts)
        of_world = (self.world.settings_for, self.world.clock, TimerSettings(), lambda: 0.5)
        self.firing = TimerFiring(queue, self.world.records, [timer], *of_world)

    def take(self) -> ForecastSnapshot:
        return self.snapshots.take(self.world.actor)

    def a_day_later(self, days: int = 1) -> list[date]:
        self.world.clock.advance(days * DAY)
        self.firing.run_until_none()
        return [each.taken_on for each in self.snapshots.list(self.world.actor, ForecastSnapshotFilter())]

    def set(self, **settings: object) -> None:
        changed = {"forecasts": ForecastSettings.model_validate(settings)}
        self.world.settings = self.world.settings.model_copy(update=changed)

    @property
    def waiting(self) -> list[str]:
        return [each.subject.id for each in self.world.records.timers if each.state is TimerState.PENDING]


@pytest.fixture
def company() -> Company:
    return Company()


def test_a_day_after_one_another_follows_and_so_on(company: Company) -> None:
    first = company.take()

    assert company.waiting == [first.id]
    today = first.taken_on
    assert company.a_day_later() == [today, today + DAY]
    assert company.a_day_later() == [today, today + DAY, today + 2 * DAY]
    assert len(company.waiting) == 1


def test_after_some_days_without_a_worker_one_is_taken(company: Company) -> None:
    today = company.take().taken_on

    assert company.a_day_later(days=5) == [today, today + 5 * DAY]


def test_switched_off_none_is_taken_until_they_are_on_again(company: Company) -> None:
    today = company.take().taken_on
    company.set(daily_snapshots=False)

    assert company.a_day_later() == company.a_day_later() == [today]
    company.set(daily_snapshots=True)
    assert company.a_day_later() == [today, today + 3 * DAY]


def test_two_by_hand_leave_one_to_follow(company: Company) -> None:
    company.take()
    second = company.take()

    assert company.waiting == [second.id]
    assert len(company.a_day_later()) == 3


def test_the_time_of_day_is_that_of_the_tenant() -> None:
    settings = BERLIN.model_copy(update={"forecasts": ForecastSettings(snapshot_at="23:30")})
    late, later = (datetime(2026, 3, 28, hour, tzinfo=UTC) for hour in (22, 23))

    assert next_snapshot(settings, late) == datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    assert next_snapshot(settings, later) == datetime(2026, 3, 29, 21, 30, tzinfo=UTC)
    assert next_snapshot(settings, next_snapshot(settings, late)) == datetime(2026, 3, 29, 21, 30, tzinfo=UTC)


def test_two_snapshots_too_far_apart_are_not_compared(company: Company) -> None:
    company.set(closed_days=3)
    opening = company.take()
    company.world.clock.advance(3 * DAY)
    asked: dict[str, Any] = {"period": "2026-Q1", "opening_id": opening.id}
    closing = company.take()
    company.snapshots.waterfall(company.world.actor, WaterfallQuery(**asked, closing_id=closing.id))
    company.world.clock.advance(DAY)
    closing = company.take()

    with pytest.raises(SnapshotsNotComparable, match="a later opening"):
        company.snapshots.waterfall(company.world.actor, WaterfallQuery(**asked, closing_id=closing.id))


def test_the_opening_is_the_last_one_before_and_the_closing_the_last_one_within(company: Company) -> None:
    taken = [company.take()]
    for _ in range(3):
        company.world.clock.advance(DAY)
        taken.append(company.take())
    first, second, third, last = taken

    def compared(**asked: object) -> tuple[str, str]:
        query = WaterfallQuery.model_validate({"period": f"{first.taken_on.year}", **asked})
        found = company.snapshots.waterfall(company.world.actor, query)
        return found.opening.id, found.closing.id

    assert compared() == (first.id, last.id)
    assert compared(since=second.taken_on, until=third.taken_on) == (second.id, third.id)
    assert compared(since=first.taken_on - DAY) == (first.id, last.id)
