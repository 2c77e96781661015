"""Which channels, when, alone or in a digest, and why: decided from what is known, asking nobody."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_adapters.notifiers import NotificationSettings, Preferences
from crm_adapters.notifiers.deciding import Situation, Way, decide
from crm_adapters.notifiers.settings import Wishes
from crm_operations.providers import Urgency

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 1, 15, 11, 20, tzinfo=UTC)
NIGHT = datetime(2026, 1, 15, 22, 20, tzinfo=UTC)
MORNING = datetime(2026, 1, 16, 6, 0, tzinfo=UTC)
"""07:00 in Berlin."""


def _decided(
    urgency: Urgency = Urgency.INFO,
    wishes: Mapping[str, Any] | None = None,
    *,
    now: datetime = NOON,
    reachable: tuple[str, ...] = ("email",),
    lately: Mapping[str, int] | None = None,
    due: datetime | None = None,
    cutoff: timedelta = timedelta(0),
    settings: NotificationSettings | None = None,
) -> list[Way]:
    said = Preferences.of("ada", settings or NotificationSettings(), Wishes.model_validate(wishes or {}))
    return list(decide(urgency, due, said, Situation(now, BERLIN, reachable, lately or {}, cutoff)))


def test_without_a_word_a_message_goes_wherever_there_is_an_address() -> None:
    ways = _decided(reachable=("push", "email"))

    assert ways == [
        Way("email", NOON, in_digest=False, why="by email, because news go wherever you have an address"),
        Way("push", NOON, in_digest=False, why="by push, because news go wherever you have an address"),
    ]


def test_everybody_chooses_channels_for_each_urgency() -> None:
    wishes = {"channels": {"reminder": ["email"], "info": []}}
    both = ("email", "push")

    assert _decided(Urgency.INFO, wishes, reachable=both) == []
    [reminder] = _decided(Urgency.REMINDER, wishes, reachable=both)
    assert (reminder.channel, reminder.why) == ("email", "by email, because you want reminders there")
    assert [way.channel for way in _decided(Urgency.ESCALATION, wishes, reachable=both)] == ["email", "push"]


def test_what_the_deployment_chose_is_said_to_be_changeable() -> None:
    settings = NotificationSettings(channels={Urgency.INFO: ("push",)})

    [way] = _decided(reachable=("email", "push"), settings=settings)

    assert way.why == "by push, because news go there unless you say otherwise"


def test_quiet_hours_hold_a_message_until_they_end_where_the_reader_lives() -> None:
    [way] = _decided(Urgency.REMINDER, {"quiet_hours": "22:00-07:00", "channels": {"reminder": ["email"]}}, now=NIGHT)

    assert (way.at, way.in_digest) == (MORNING, False)
    assert way.why == (
        "by email, because you want reminders there; held until 07:00 in Europe/Berlin, your quiet hours"
    )


def test_somebody_may_want_no_quiet_hours_where_the_deployment_has_some() -> None:
    settings = NotificationSettings.model_validate({"quiet_hours": "22:00-07:00"})

    assert _decided(now=NIGHT, settings=settings)[0].at == MORNING
    assert _decided(wishes={"quiet_hours": None}, now=NIGHT, settings=settings)[0].at == NIGHT


@pytest.mark.parametrize("rhythm", ["hourly", "daily"])
def test_a_breach_passes_quiet_hours_digest_and_throttle(rhythm: str) -> None:
    wishes = {"quiet_hours": "22:00-07:00", "digest": rhythm, "throttle_per_hour": 1}

    [way] = _decided(Urgency.ESCALATION, wishes, now=NIGHT, lately={"email": 9})

    assert (way.at, way.in_digest) == (NIGHT, False)
    assert way.why.endswith("; an escalation passes your quiet hours")


def test_a_daily_digest_goes_out_at_its_hour_where_the_reader_lives() -> None:
    [way] = _decided(wishes={"digest": "daily", "digest_hour": 18})

    assert (way.at, way.in_digest) == (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), True)
    assert way.why.endswith("; in your daily digest")


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    [way] = _decided(wishes={"digest": "hourly", "quiet_hours": "22:00-07:00"}, now=NIGHT)

    assert (way.at, way.in_digest) == (MORNING, True)


def test_what_comes_right_before_a_digest_waits_for_the_one_after() -> None:
    shortly = NOON.replace(minute=59, second=30)

    assert _decided(wishes={"digest": "hourly"}, now=shortly)[0].at == NOON.replace(hour=12, minute=0)
    [way] = _decided(wishes={"digest": "hourly"}, now=shortly, cutoff=timedelta(seconds=60))
    assert way.at == NOON.replace(hour=13, minute=0)


def test_what_exceeds_the_throttle_waits_for_the_next_digest_and_is_not_lost() -> None:
    wishes = {"throttle_per_hour": 3}

    assert not _decided(wishes=wishes, lately={"email": 2, "push": 9})[0].in_digest
    [way] = _decided(wishes=wishes, lately={"email": 3})

    assert (way.at, way.in_digest) == (NOON.replace(hour=12, minute=0), True)
    assert way.why.endswith("; in a digest, as more than 3 came in an hour")


def test_a_reminder_does_not_wait_for_a_digest_that_comes_too_late() -> None:
    wishes = {"digest": "daily", "digest_hour": 18}
    evening = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)

    [in_time] = _decided(Urgency.REMINDER, wishes, due=evening)
    [too_late] = _decided(Urgency.REMINDER, wishes, due=evening - timedelta(minutes=1))

    assert in_time.in_digest
    assert (too_late.at, too_late.in_digest) == (NOON, False)
    assert too_late.why.endswith("; alone, because it is due before your next digest")


def test_the_throttle_goes_before_what_a_reminder_is_due_for() -> None:
    [way] = _decided(Urgency.REMINDER, {"throttle_per_hour": 3}, lately={"email": 3}, due=NOON + timedelta(minutes=1))

    assert (way.at, way.in_digest) == (NOON.replace(hour=12, minute=0), True)
