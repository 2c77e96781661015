"""Who asks for desks and lamps during the quarter: when, from where, how many they are, and how serious it is."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm_adapters.demo.company import REGIONS
from crm_adapters.demo.names import Company, Contact, draw_company, draw_contact
from crm_core.leads import CreateLead
from crm_core.vocabulary import LeadSource, Priority

FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 3, 31)
_FAIR = (date(2026, 2, 24), date(2026, 2, 25), date(2026, 2, 26))
"""A trade fair in the middle of the quarter."""

_SOURCES = {
    LeadSource.WEBSITE: 34,
    LeadSource.REFERRAL: 14,
    LeadSource.ADVERTISING: 12,
    LeadSource.PARTNER: 10,
    LeadSource.EMAIL: 9,
    LeadSource.PHONE: 9,
    LeadSource.OUTBOUND: 6,
    LeadSource.SOCIAL: 6,
}
_REGION_WEIGHTS = {"East": 40, "Central": 25, "West": 35}
_AT_NIGHT = 0.08
_ON_WEEKENDS = 0.06
_FROM_THE_FAIR = 0.10
_FROM_CUSTOMERS = 0.10


class Customer(NamedTuple):
    """Somebody who has bought before."""

    company: Company
    contact: Contact
    region: str


class Prospect(NamedTuple):
    """``fit``, from 0 to 1, is what nobody of the company can know yet: how likely this is to become something."""

    at: datetime
    request: CreateLead
    fit: float


class Market:
    def __init__(self, chance: random.Random, customers: Sequence[Customer]) -> None:
        self._chance = chance
        self._customers = customers

    def prospects(self, count: int) -> Sequence[Prospect]:
        """In the order they come."""
        return sorted((self._prospect() for _ in range(count)), key=lambda prospect: prospect.at)

    def _prospect(self) -> Prospect:
        chance = self._chance
        at_fair = chance.random() < _FROM_THE_FAIR
        source = LeadSource.EVENT if at_fair else chance.choices(list(_SOURCES), list(_SOURCES.values()))[0]
        known = chance.choice(self._customers) if self._customers and chance.random() < _FROM_CUSTOMERS else None
        region = known.region if known else chance.choices(list(REGIONS), list(_REGION_WEIGHTS.values()))[0]
        company = known.company if known else draw_company(chance)
        contact = known.contact if known else draw_contact(chance, company)
        employees = min(2_400, max(4, round(chance.lognormvariate(4.6, 1.1))))
        dollars = employees * chance.randint(60, 190)
        request = CreateLead(
            name=contact.name,
            source=source,
            priority=Priority.HIGH if dollars >= 50_000 else Priority.MEDIUM,
            company=company.name,
            email=contact.email if known or chance.random() < 0.92 else None,
            phone=f"+1 555 {chance.randint(100, 999)} {chance.randint(1000, 9999)}" if chance.random() < 0.6 else None,
            industry=company.industry if chance.random() < 0.85 else None,
            territory=region,
            estimated_value_minor=round(dollars, -2) * 100,
            currency_code="USD",
            attributes={"employees": employees},
        )
        fit = min(1.0, chance.betavariate(2.0, 2.2) + (0.2 if known else 0) + (0.08 if source in _WARM else 0))
        return Prospect(self._moment(region, at_fair=at_fair), request, fit)

    def _moment(self, region: str, *, at_fair: bool) -> datetime:
        """Mostly in office hours where they are; a few at night and on weekends."""
        day = self._chance.choice(_FAIR if at_fair else self._days())
        hour = self._chance.triangular(8.5, 17.5, 10.5)
        if not at_fair and self._chance.random() < _AT_NIGHT:
            hour = self._chance.uniform(18.5, 23.5)
        begins = datetime.combine(day, time(), tzinfo=ZoneInfo(REGIONS[region]))
        return begins + timedelta(seconds=round(hour * 3_600))

    def _days(self) -> Sequence[date]:
        is_weekend = self._chance.random() < _ON_WEEKENDS
        return [day for day in _quarter() if (day.weekday() >= 5) == is_weekend]


_WARM = frozenset({LeadSource.REFERRAL, LeadSource.PARTNER})


def _quarter() -> Iterator[date]:
    """Without its last two days, which are for closing deals."""
    days = (LAST_DAY - FIRST_DAY).days - 1
    return (FIRST_DAY + timedelta(days=number) for number in range(days))


def draw_customers(chance: random.Random, count: int) -> Sequence[Customer]:
    """Each from another company."""
    drawn: dict[str, Customer] = {}
    while len(drawn) < count:
        company = draw_company(chance)
        region = chance.choice(list(REGIONS))
        drawn.setdefault(company.domain, Customer(company, draw_contact(chance, company), region))
    return list(drawn.values())
