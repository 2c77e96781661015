"""Lives through the quarter: leads come in, people work, the mail goes out in the evening, and days pass."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from crm_adapters.demo import payday
from crm_adapters.demo.company import HOME, MANAGERS, REGIONS, RULES, SELLERS, TENANT
from crm_adapters.demo.dealing import Dealing
from crm_adapters.demo.floor import Floor
from crm_adapters.demo.market import FIRST_DAY, LAST_DAY, Customer, Market, draw_customers
from crm_adapters.demo.office import set_up_office
from crm_adapters.demo.payday import Contested
from crm_adapters.demo.prospecting import Prospecting
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, administrator
from crm_core.values import Value
from crm_operations.providers import CustomerDraft, CustomerUpdate

DayPassed = Callable[[date], None]

CUSTOMERS = 14
"""Companies that have bought before."""

_MORNING, _EVENING = time(9, 5), time(18, 30)
_LOOKS_AT = tuple(time(hour) for hour in (8, 10, 12, 14, 16, 18))


class Lived(Value):
    """What only those know who were there."""

    routed_by: Mapping[str, Mapping[str, int]]
    """By person and by rule: how many leads they were given."""
    waited: int
    """Leads that came when nobody could take them."""
    delivered: int
    """Messages the relay brought."""
    contested: Contested | None = None


class Quarter:
    def __init__(self, crm: Crm, clock: VirtualClock, seed: int) -> None:
        self._crm = crm
        self._clock = clock
        self._seed = seed
        self._delivered = 0

    def live(self, leads: int, day_passed: DayPassed) -> Lived:
        self._clock.set(_at(FIRST_DAY, time(8)))
        customers = self._open_shop()
        floor = Floor(self._crm, self._clock, random.Random(f"{self._seed}/floor"))
        prospecting = Prospecting(floor, Dealing(floor).begin)
        for prospect in Market(random.Random(f"{self._seed}/market"), customers).prospects(leads):
            floor.agenda.add(prospect.at, partial(prospecting.arrive, prospect))
        for day in (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)):
            for zone in REGIONS.values():
                floor.agenda.add(_at(day, _MORNING, zone), prospecting.look_into_the_queue)
            for hour in _LOOKS_AT:
                floor.agenda.add(_at(day, hour), self._fire_timers)
            floor.agenda.run_until(_at(day, _EVENING))
            payday.post(self._crm, day)
            self._delivered += self._crm.relay.run_until_empty().delivered
            day_passed(day)
        contested = payday.contest(self._crm)
        payday.pay_out(self._crm)
        self._delivered += self._crm.relay.run_until_empty().delivered
        return Lived(
            routed_by={
                seller.person.id: {
                    rule: count for (user, rule), count in prospecting.routed_by.items() if user == seller.person.id
                }
                for seller in SELLERS
            },
            waited=prospecting.waited,
            delivered=self._delivered,
            contested=contested,
        )

    def _fire_timers(self) -> None:
        """What a worker does by itself: whoever must act is told before something is due, and after."""
        self._crm.timer_firing.run_until_none()

    def _open_shop(self) -> list[Customer]:
        """The people, their rules, and the customers they look after."""
        admin = administrator(TENANT)
        self._crm.initialise(admin)
        for person in (*MANAGERS, *(seller.person for seller in SELLERS)):
            self._crm.people.add(TENANT, person)
        self._crm.routing.set_rules(admin, RULES)
        set_up_office(self._crm, admin)
        payday.set_up_pay(self._crm, admin)
        customers = draw_customers(random.Random(f"{self._seed}/customers"), CUSTOMERS)
        for number, customer in enumerate(customers):
            self._add_customer(customer, number)
        return list(customers)

    def _add_customer(self, customer: Customer, number: int) -> None:
        owners = [seller.person.id for seller in SELLERS if customer.region in seller.person.territories]
        draft = CustomerDraft(
            name=customer.company.name,
            contact_name=customer.contact.name,
            email=customer.contact.email,
            industry=customer.company.industry,
        )
        created = self._crm.customers.create_from_lead(TENANT, draft, key=f"demo/customer/{number}")
        owner = CustomerUpdate(owner_id=owners[number % len(owners)])
        self._crm.customers.update(TENANT, created.id, owner)


def _at(day: date, hour: time, zone: str = HOME) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
