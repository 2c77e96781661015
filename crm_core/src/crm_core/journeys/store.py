"""Where journeys are kept, each with its steps."""

from typing import Protocol, Self

from crm_core.errors import NotFound
from crm_core.journeys.journey import CustomerJourney


class JourneyNotFound(NotFound):
    @classmethod
    def because_unknown_journey(cls, journey_id: str) -> Self:
        return cls.because_unknown("journey", journey_id)


class CustomerJourneyStore(Protocol):
    def get(self, journey_id: str) -> CustomerJourney:
        """Raises JourneyNotFound."""
        ...

    def find_open(
        self, party_id: str | None, journey_name: str, *, lead_id: str | None = None
    ) -> CustomerJourney | None:
        """The party's journey of that name that is not over; without a party, the lead's."""
        ...

    def last_run(self, party_id: str | None, journey_name: str, *, lead_id: str | None = None) -> int:
        """How often the party began that journey, open or over; without a party, the lead. 0 for never."""
        ...

    def add(self, journey: CustomerJourney) -> CustomerJourney:
        """Keeps a new journey as version 1. Raises Conflict when the party, or the lead, has that run already."""
        ...

    def save(self, journey: CustomerJourney) -> CustomerJourney:
        """Keeps the next version. Raises Conflict when it changed since it was loaded, JourneyNotFound."""
        ...
