"""A moment falls on the day it is where the tenant lives."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_core.clock import duration_in_words, local_date, moment_in_words, zone_named
from crm_core.errors import Invalid


def test_the_last_hour_of_january_in_new_york_is_not_yet_february() -> None:
    half_past_eleven = datetime(2026, 2, 1, 4, 30, tzinfo=UTC)

    assert local_date(half_past_eleven, zone_named("America/New_York")) == date(2026, 1, 31)
    assert local_date(half_past_eleven, zone_named("Europe/Berlin")) == date(2026, 2, 1)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime"])
def test_an_unknown_zone_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(Invalid, match=r"timezone: .* use an IANA name such as Europe/Berlin"):
        zone_named(name)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 25, 8, 30, tzinfo=UTC), "2026-03-25 08:30 UTC"),
        (datetime(2026, 3, 25, 8, 0, 5, tzinfo=UTC), "2026-03-25 08:00:05 UTC"),
        (datetime(2026, 3, 25, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")), "2026-03-24 23:30 UTC"),
    ],
)
def test_a_moment_in_a_text_says_its_zone(at: datetime, said: str) -> None:
    assert moment_in_words(at) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (45, "45 s"), (5_400, "1 h 30 min"), (86_400, "24 h"), (3_601, "1 h 1 s")]
)
def test_a_duration_is_said_exactly(seconds: int, said: str) -> None:
    assert duration_in_words(seconds) == said
