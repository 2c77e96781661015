"""A moment falls on the day it is where the tenant lives."""

from datetime import UTC, date, datetime

import pytest

from crm_core.clock import local_date, zone_named
from crm_core.errors import Invalid


def test_the_last_hour_of_january_in_new_york_is_not_yet_february() -> None:
    half_past_eleven = datetime(2026, 2, 1, 4, 30, tzinfo=UTC)

    assert local_date(half_past_eleven, zone_named("America/New_York")) == date(2026, 1, 31)
    assert local_date(half_past_eleven, zone_named("Europe/Berlin")) == date(2026, 2, 1)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime"])
def test_an_unknown_zone_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(Invalid, match=r"timezone: .* use an IANA name such as Europe/Berlin"):
        zone_named(name)
