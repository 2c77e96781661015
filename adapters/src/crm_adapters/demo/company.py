"""The company of the demonstration: eight people sell desks and lamps in three regions, by these rules."""

from datetime import UTC, datetime, time
from typing import NamedTuple

from crm_core.actor import Role
from crm_core.vocabulary import LeadSource
from crm_operations.lead_routing import Fallback, Pool, RoutingRule, StrategyName
from crm_operations.providers import Absence, Person, WorkingHours

COMPANY = "Oak & Lamp"
TENANT = "demo"
MANAGER = "greta"
DIRECTOR = "hugo"

REGIONS = {"East": "America/New_York", "Central": "America/Chicago", "West": "America/Los_Angeles"}
HOME = REGIONS["East"]

_HOURS = tuple(WorkingHours(weekday=day, start=time(9), end=time(17)) for day in range(5))
_SKIING = Absence(start=datetime(2026, 2, 9, tzinfo=UTC), end=datetime(2026, 2, 21, tzinfo=UTC), reason="holiday")


class Seller(NamedTuple):
    """``knack`` is what the demonstration adds to the odds of a deal."""

    person: Person
    knack: float


def _seller(
    name: str, region: str, knack: float, *, skills: frozenset[str] = frozenset(), absences: tuple[Absence, ...] = ()
) -> Seller:
    person = Person(
        id=name.lower(),
        name=name,
        team=region,
        manager_id=MANAGER,
        territories=frozenset({region}),
        skills=skills,
        capacity=40,
        timezone=REGIONS[region],
        working_hours=_HOURS,
        absences=absences,
    )
    return Seller(person, knack)


SELLERS = (
    _seller("Mara", "East", 0.14, skills=frozenset({"partners"})),
    _seller("Theo", "East", 0.00),
    _seller("Ines", "East", 0.05),
    _seller("Jonas", "Central", 0.06),
    _seller("Aiko", "Central", 0.10, skills=frozenset({"partners"})),
    _seller("Ruben", "West", 0.09),
    _seller("Lena", "West", 0.04, absences=(_SKIING,)),
    _seller("Omar", "West", -0.04),
)

MANAGERS = (
    Person(
        id=DIRECTOR,
        name="Hugo",
        roles=frozenset({Role.DIRECTOR}),
        timezone=HOME,
        working_hours=_HOURS,
        paused=True,
    ),
    Person(
        id=MANAGER,
        name="Greta",
        roles=frozenset({Role.MANAGER}),
        manager_id=DIRECTOR,
        timezone=HOME,
        working_hours=_HOURS,
        paused=True,  # she leads, and is given no leads
    ),
)

_EVERY_SELLER = Pool(users=frozenset(seller.person.id for seller in SELLERS))
_SENIOR = ("mara", "aiko", "ruben")
SENIOR_SCORE = 50
TAKES_TURNS = "takes turns"

RULES = (
    RoutingRule(
        id="owner",
        position=10,
        name="Known customers stay with whoever looks after them",
        strategy=StrategyName.ACCOUNT_OWNER,
        pool=_EVERY_SELLER,
    ),
    RoutingRule(
        id="partner",
        position=20,
        name="Partners talk to people who know partners",
        sources=frozenset({LeadSource.PARTNER}),
        strategy=StrategyName.SKILL,
        pool=_EVERY_SELLER,
        required_skills=frozenset({"partners"}),
    ),
    RoutingRule(
        id="senior",
        position=30,
        name=f"A score of {SENIOR_SCORE} or more goes to the senior team",
        minimum_score=SENIOR_SCORE,
        strategy=StrategyName.TERRITORY,
        otherwise=StrategyName.LEAST_LOADED,
        pool=Pool(users=frozenset(_SENIOR)),
    ),
    *(
        RoutingRule(
            id=region.lower(),
            position=40 + 10 * index,
            name=f"The {region} team {TAKES_TURNS}",
            territories=frozenset({region}),
            strategy=StrategyName.ROUND_ROBIN,
            pool=Pool(team=region),
            fallback=Fallback.QUEUE,
            queue=f"{region} in the morning",
        )
        for index, region in enumerate(REGIONS)
    ),
)
"""From the most special to the most general: the first rule that finds somebody decides."""
