"""Which channels, when, alone or in a digest, and why: decided from what is known, asking nobody."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_adapters.notifiers.delivery.channel_policy import DeliveryRoute, Situation, decide
from crm_adapters.notifiers.preferences.settings import NotificationSettings, PreferenceOverrides, Preferences
from crm_operations.providers import Urgency

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 1, 15, 11, 20, tzinfo=UTC)
NIGHT = datetime(2026, 1, 15, 22, 20, tzinfo=UTC)
MORNING = datetime(2026, 1, 16, 6, 0, tzinfo=UTC)
"""07:00 in Berlin."""


def _decided(
    urgency: Urgency = Urgency.INFO,
    overrides: Mapping[str, Any] | None = None,
    *,
    now: datetime = NOON,
    reachable: tuple[str, ...] = ("email",),
    recent: Mapping[str, int] | None = None,
    due: datetime | None = None,
    cutoff: timedelta = timedelta(0),
    settings: NotificationSettings | None = None,
    passes_quiet_hours: bool = True,
) -> list[DeliveryRoute]:
    preferences = Preferences.of(
        "ada", settings or NotificationSettings(), PreferenceOverrides.model_validate(overrides or {})
    )
    situation = Situation(now, BERLIN, reachable, recent or {}, cutoff)
    return list(decide(urgency, due, preferences, situation, passes_quiet_hours=passes_quiet_hours))


def test_without_a_word_a_message_goes_wherever_there_is_an_address() -> None:
    routes = _decided(reachable=("push", "email"))

    assert routes == [
        DeliveryRoute("email", NOON, in_digest=False, why="by email, because news go wherever you have an address"),
        DeliveryRoute("push", NOON, in_digest=False, why="by push, because news go wherever you have an address"),
    ]


def test_everybody_chooses_channels_for_each_urgency() -> None:
    overrides = {"channels": {"reminder": ["email"], "info": []}}
    both = ("email", "push")

    assert _decided(Urgency.INFO, overrides, reachable=both) == []
    [reminder] = _decided(Urgency.REMINDER, overrides, reachable=both)
    assert (reminder.channel, reminder.why) == ("email", "by email, because you want reminders there")
    assert [route.channel for route in _decided(Urgency.ESCALATION, overrides, reachable=both)] == ["email", "push"]


def test_what_the_deployment_chose_is_said_to_be_changeable() -> None:
    settings = NotificationSettings(channels={Urgency.INFO: ("push",)})

    [route] = _decided(reachable=("email", "push"), settings=settings)

    assert route.why == "by push, because news go there unless you say otherwise"


def test_quiet_hours_hold_a_message_until_they_end_where_the_reader_lives() -> None:
    [route] = _decided(Urgency.REMINDER, {"quiet_hours": "22:00-07:00", "channels": {"reminder": ["email"]}}, now=NIGHT)

    assert (route.at, route.in_digest) == (MORNING, False)
    assert route.why == (
        "by email, because you want reminders there; held until 07:00 in Europe/Berlin, your quiet hours"
    )


def test_somebody_may_want_no_quiet_hours_where_the_deployment_has_some() -> None:
    settings = NotificationSettings.model_validate({"quiet_hours": "22:00-07:00"})

    assert _decided(now=NIGHT, settings=settings)[0].at == MORNING
    assert _decided(overrides={"quiet_hours": None}, now=NIGHT, settings=settings)[0].at == NIGHT


@pytest.mark.parametrize("rhythm", ["hourly", "daily"])
def test_a_breach_passes_quiet_hours_digest_and_throttle(rhythm: str) -> None:
    overrides = {"quiet_hours": "22:00-07:00", "digest": rhythm, "throttle_per_hour": 1}

    [route] = _decided(Urgency.ESCALATION, overrides, now=NIGHT, recent={"email": 9})

    assert (route.at, route.in_digest) == (NIGHT, False)
    assert route.why.endswith("; an escalation passes your quiet hours")


@pytest.mark.parametrize("rhythm", ["hourly", "daily"])
def test_an_escalation_whose_policy_says_no_more_waits_for_the_end_of_quiet_hours_alone(rhythm: str) -> None:
    overrides = {"quiet_hours": "22:00-07:00", "digest": rhythm, "throttle_per_hour": 1}
    told = partial(_decided, Urgency.ESCALATION, overrides, recent={"email": 9}, passes_quiet_hours=False)

    assert [(route.at, route.in_digest) for route in told(now=NIGHT)] == [(MORNING, False)]
    assert [(route.at, route.in_digest) for route in told(now=NOON)] == [(NOON, False)]


def test_a_daily_digest_goes_out_at_its_hour_where_the_reader_lives() -> None:
    [route] = _decided(overrides={"digest": "daily", "digest_hour": 18})

    assert (route.at, route.in_digest) == (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), True)
    assert route.why.endswith("; in your daily digest")


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    [route] = _decided(overrides={"digest": "hourly", "quiet_hours": "22:00-07:00"}, now=NIGHT)

    assert (route.at, route.in_digest) == (MORNING, True)


def test_what_comes_right_before_a_digest_waits_for_the_one_after() -> None:
    shortly = NOON.replace(minute=59, second=30)

    assert _decided(overrides={"digest": "hourly"}, now=shortly)[0].at == NOON.replace(hour=12, minute=0)
    [route] = _decided(overrides={"digest": "hourly"}, now=shortly, cutoff=timedelta(seconds=60))
    assert route.at == NOON.replace(hour=13, minute=0)


def test_what_exceeds_the_throttle_waits_for_the_next_digest_and_is_not_lost() -> None:
    overrides = {"throttle_per_hour": 3}

    assert not _decided(overrides=overrides, recent={"email": 2, "push": 9})[0].in_digest
    [route] = _decided(overrides=overrides, recent={"email": 3})

    assert (route.at, route.in_digest) == (NOON.replace(hour=12, minute=0), True)
    assert route.why.endswith("; in a digest, as more than 3 came in an hour")


def test_a_reminder_does_not_wait_for_a_digest_that_comes_too_late() -> None:
    overrides = {"digest": "daily", "digest_hour": 18}
    evening = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)

    [in_time] = _decided(Urgency.REMINDER, overrides, due=evening)
    [too_late] = _decided(Urgency.REMINDER, overrides, due=evening - timedelta(minutes=1))

    assert in_time.in_digest
    assert (too_late.at, too_late.in_digest) == (NOON, False)
    assert too_late.why.endswith("; alone, because it is due before your next digest")


def test_the_throttle_goes_before_what_a_reminder_is_due_for() -> None:
    [route] = _decided(Urgency.REMINDER, {"throttle_per_hour": 3}, recent={"email": 3}, due=NOON + timedelta(minutes=1))

    assert (route.at, route.in_digest) == (NOON.replace(hour=12, minute=0), True)
