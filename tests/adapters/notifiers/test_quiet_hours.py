"""Quiet hours and digest slots where the reader lives, at any moment of any day, those of changed clocks included."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.notifiers.preferences.local_time import held_until, next_slot
from crm_adapters.notifiers.preferences.settings import QuietHours
from crm_core.errors import Invalid

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Cairo",
        "Pacific/Chatham",
    ]
).map(ZoneInfo)
NEAR_A_CHANGE = st.sampled_from(
    [
        datetime(2026, 3, 29, tzinfo=UTC),
        datetime(2026, 10, 25, tzinfo=UTC),
        datetime(2026, 3, 8, tzinfo=UTC),
        datetime(2026, 4, 5, tzinfo=UTC),
        datetime(2026, 9, 6, tzinfo=UTC),
        datetime(2011, 12, 30, tzinfo=UTC),
    ]
)
MOMENTS = st.builds(
    lambda day, minutes, seconds: day + timedelta(minutes=minutes, seconds=seconds),
    NEAR_A_CHANGE,
    st.integers(-2_880, 2_880),
    st.integers(0, 59),
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@given(MOMENTS, TIMES, TIMES, ZONES)
def test_what_is_held_goes_out_at_the_first_moment_that_is_not_quiet(
    now: datetime, start: time, end: time, zone: ZoneInfo
) -> None:
    hours = QuietHours(start=start, end=end)

    until = held_until(now, hours, zone)

    def is_quiet(moment: datetime) -> bool:
        return hours.hold(moment.astimezone(zone).time())

    if until is None:
        assert not is_quiet(now)
        return
    assert until > now
    if start != end:
        assert not is_quiet(until)
    minute = now.replace(second=0) + timedelta(minutes=1)
    while minute < until:
        assert is_quiet(minute), f"{minute.astimezone(zone)} was not quiet, and it was held until {until}"
        minute += timedelta(minutes=1)


@given(MOMENTS, TIMES, ZONES)
def test_nobody_waits_longer_than_for_their_quiet_hours_and_a_skipped_day(
    now: datetime, start: time, zone: ZoneInfo
) -> None:
    until = held_until(now, QuietHours(start=start, end=start), zone)

    assert until is not None
    assert timedelta(0) < until - now <= timedelta(days=2)


@pytest.mark.parametrize(
    ("text", "now", "until"),
    [
        ("22:00-07:00", "2026-01-15T23:30+01:00", "2026-01-16T07:00+01:00"),
        ("22:00-07:00", "2026-01-15T06:59+01:00", "2026-01-15T07:00+01:00"),
        ("22:00-07:00", "2026-01-15T07:00+01:00", None),
        ("22:00-07:00", "2026-01-15T21:59+01:00", None),
        ("12:00-13:00", "2026-01-15T12:00+01:00", "2026-01-15T13:00+01:00"),
        # Clocks go from 02:00 to 03:00: the night is an hour shorter, and 02:30 is never shown.
        ("22:00-07:00", "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ("22:00-02:30", "2026-03-28T23:00+01:00", "2026-03-29T03:00+02:00"),
        # Clocks go from 03:00 back to 02:00: 02:30 is shown twice.
        ("22:00-02:30", "2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),
        ("22:00-02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_in_berlin(text: str, now: str, until: str | None) -> None:
    held = held_until(datetime.fromisoformat(now), QuietHours.named(text), ZoneInfo("Europe/Berlin"))

    assert held == (None if until is None else datetime.fromisoformat(until))


@given(MOMENTS, st.integers(0, 23), ZONES)
def test_a_daily_digest_goes_out_at_its_hour_and_within_two_days(now: datetime, hour: int, zone: ZoneInfo) -> None:
    slot = next_slot(now, hour, zone)

    assert timedelta(0) < slot - now <= timedelta(days=2)
    local = slot.astimezone(zone)
    before = (slot - timedelta(seconds=1)).astimezone(zone)
    # Unless clocks jumped over it, it is that hour sharp; and if so, it is right after the jump.
    assert (local.hour, local.minute, local.second) == (hour, 0, 0) or before.utcoffset() != local.utcoffset()


@given(MOMENTS, ZONES)
def test_an_hourly_digest_goes_out_within_the_hour(now: datetime, zone: ZoneInfo) -> None:
    slot = next_slot(now, None, zone)

    assert timedelta(0) < slot - now <= timedelta(hours=1)


@pytest.mark.parametrize("text", ["", "22", "22:00", "22:00-25:00", "ten-six", "22:00-07:00-08:00"])
def test_what_says_no_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="write them like 22:00-07:00"):
        QuietHours.named(text)
