"""Holidays of countries and regions, from the library ``holidays`` of the extra ``calendars``."""

from collections.abc import Mapping
from datetime import date

from crm_adapters.extras import extra
from crm_core.errors import Invalid

LANGUAGE = "en_US"
"""Of the names, whatever the machine speaks, so that a calendar reads alike everywhere."""


class LibraryHolidays:
    """A HolidayCalendar; the library is loaded when first asked, since few commands do."""

    def days(self, country: str, region: str | None, year: int) -> Mapping[date, str]:
        """Raises Invalid for an unknown country or region, and when the extra is not installed."""
        with extra("calendars", otherwise="or leave out the country and name days yourself"):
            import holidays
        try:
            found = holidays.country_holidays(country, subdiv=region, years=year, language=LANGUAGE)
        except NotImplementedError:
            known = holidays.list_supported_countries(include_aliases=False)
            if country not in known:
                listed = ", ".join(sorted(known))
                problem = f"no holidays of {country} are known"
                raise Invalid.field("country", problem, f"name one of these, or none: {listed}") from None
            listed = ", ".join(sorted(known[country])) or "none"
            problem = f"{country} has no region {region}"
            raise Invalid.field("region", problem, f"its regions are: {listed}") from None
        return dict(found.items())
