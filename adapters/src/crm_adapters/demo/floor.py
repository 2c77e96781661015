"""What all simulated sales people share: the CRM, the clock, the agenda, chance, and working hours."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from crm_adapters.demo.agenda import Agenda, at_work
from crm_adapters.demo.company import MANAGER, SELLERS, TENANT, Seller
from crm_adapters.demo.market import Prospect
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm
from crm_core.activities import ActivityOutcome, ActivityType, LogActivity
from crm_core.actor import Actor, Role
from crm_core.identity import EntityRef


@dataclass
class Case:
    """A lead that a sales person works on, with the state the demonstration needs."""

    prospect: Prospect
    lead: EntityRef
    seller: Seller
    attempts: int = 0
    meetings: int = 0

    @property
    def actor(self) -> Actor:
        person = self.seller.person
        return Actor(tenant_id=TENANT, user_id=person.id, roles=person.roles)

    @property
    def company(self) -> str:
        return self.prospect.request.company or self.prospect.request.name


class Floor:
    def __init__(self, crm: Crm, clock: VirtualClock, chance: random.Random) -> None:
        self.crm = crm
        self.clock = clock
        self.chance = chance
        self.agenda = Agenda(clock)
        self.sellers = {seller.person.id: seller for seller in SELLERS}
        self.intake = Actor(tenant_id=TENANT, user_id="website", roles=frozenset({Role.REP}))
        self.manager = Actor(tenant_id=TENANT, user_id=MANAGER, roles=frozenset({Role.MANAGER}))

    def soon(self, case: Case, do: Callable[[Case], None], hours: tuple[float, float]) -> None:
        """So many hours from now, or when the seller is at work again."""
        self._then(case, do, timedelta(hours=self.chance.uniform(*hours)))

    def later(self, case: Case, do: Callable[[Case], None], days: tuple[int, int]) -> None:
        """So many days from now, some time of the day."""
        whole, minutes = self.chance.randint(*days), self.chance.randint(-180, 180)
        self._then(case, do, timedelta(days=whole, minutes=minutes))

    def log(
        self,
        case: Case,
        about: EntityRef,
        kind: ActivityType,
        subject: str,
        outcome: ActivityOutcome | None = ActivityOutcome.SUCCESSFUL,
    ) -> None:
        request = LogActivity(
            related=about, activity_type=kind, subject=subject, outcome=outcome, assigned_to=case.seller.person.id
        )
        self.crm.activities.log(case.actor, request)

    def happens(self, odds: float) -> bool:
        return self.chance.random() < odds

    def _then(self, case: Case, do: Callable[[Case], None], passed: timedelta) -> None:
        moment = at_work(case.seller.person, self.clock.now() + passed)
        quarter_hours = timedelta(minutes=self.chance.randint(0, 45))
        self.agenda.add(moment + quarter_hours, lambda: do(case))
