"""Where journeys are stored, each with its steps."""

from typing import Protocol

from crm_core.journeys.journey import CustomerJourney
from crm_core.stores import EntityStore, Filter


class CustomerJourneyStore(EntityStore[CustomerJourney, Filter], Protocol):
    """Stores journeys, each with its steps."""

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        """The party's journey of that name that is not over; without a party, the lead's."""
        ...

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        """How often the party began that journey, open or over; without a party, the lead. 0 for never."""
        ...
