"""Where the holidays of countries and regions come from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from crm_core.texts import fit
from crm_core.vocabulary import LINE_LENGTH


class HolidayCalendar(Protocol):
    """The public holidays of countries and their regions."""

    def days(self, country: str, region: str | None, year: int) -> Mapping[date, str]:
        """By day, what it is called; none for a year nothing is known of.

        Raises Invalid for an unknown country or region, naming the known ones.
        """
        ...


def holiday_lines(
    calendar: HolidayCalendar, country: str | None, region: str | None, years: Iterable[int]
) -> tuple[str, ...]:
    """As a working calendar keeps them, in the order of days; none without a country. Raises Invalid."""
    if country is None:
        return ()
    found = {day: name for year in years for day, name in calendar.days(country, region, year).items()}
    return tuple(fit(f"{day.isoformat()} {found[day]}", LINE_LENGTH) for day in sorted(found))
