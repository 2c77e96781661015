"""What a PeopleProvider promises."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

import pytest

from crm_core.testing import expect
from crm_operations.providers import Absence, PeopleProvider, Person, WorkingHours, Workload
from crm_operations.testing.contracts.suite import PartnerContract

ADA = Person(
    id="ada",
    name="Ada Lovelace 🦊",
    team="north",
    manager_id="grace",
    territories=frozenset({"DACH", "Österreich"}),
    skills=frozenset({"engines"}),
    weight=3,
    capacity=7,
    daily_capacity=2,
    timezone="Europe/Berlin",
    working_hours=(
        WorkingHours(weekday=0, start=time(8, 30), end=time(12)),
        WorkingHours(weekday=0, start=time(13), end=time(17, 15)),
    ),
    joined_on=date(2024, 2, 29),
    left_on=date(2026, 12, 31),
    absences=(
        Absence(start=datetime(2026, 2, 1, tzinfo=UTC), end=datetime(2026, 2, 14, 12, 30, tzinfo=UTC), reason="Urlaub"),
    ),
)
GRACE = Person(id="grace", name="Grace", team="south", weight=0, capacity=0, paused=True)
MARY = Person(id="mary", name="Mary", team="north", is_active=False)
BOT = Person(id="ada-bot", name="Ada's token", acts_for="ada")


@pytest.mark.requirement("RTE-CRMOP-0105")
class PeopleProviderContract(PartnerContract, ABC):
    """A subclass overrides ``people`` and defines how a person is added to the directory."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"people": PeopleProvider}

    @pytest.fixture
    def people(self) -> PeopleProvider:
        """The directory under test."""
        raise NotImplementedError("override the fixture `people` and return your PeopleProvider")

    @abstractmethod
    def enter(self, people: PeopleProvider, tenant: str, person: Person) -> None:
        """Puts a person into the directory."""

    def test_a_person_is_found_with_everything_known_of_them(self, people: PeopleProvider, tenant: str) -> None:
        for person in (GRACE, ADA, MARY, BOT):
            self.enter(people, tenant, person)

        for person in (ADA, GRACE, MARY, BOT):
            expect(people.find_by_id(tenant, person.id), person, asked=f"find_by_id({person.id!r})")

    def test_somebody_unknown_is_not_found(self, people: PeopleProvider, tenant: str) -> None:
        self.enter(people, tenant, GRACE)
        self.enter(people, tenant, ADA)

        for other in ("nobody", "ADA", "ada ", ""):
            expect(people.find_by_id(tenant, other), None, asked=f"find_by_id({other!r})")

    def test_an_id_is_found_however_its_letters_are_typed(self, people: PeopleProvider, tenant: str) -> None:
        self.enter(people, tenant, GRACE.model_copy(update={"id": "j\u00f6rg"}))

        for typed in ("j\u00f6rg", "jo\u0308rg"):
            found = people.find_by_id(tenant, typed)
            expect(found and found.id, "j\u00f6rg", asked=f"find_by_id({typed!a})")
        for other in ("J\u00f6rg", "jorg", "joerg"):
            expect(people.find_by_id(tenant, other), None, asked=f"find_by_id({other!a})")

    def test_members_come_by_id_with_those_who_left(self, people: PeopleProvider, tenant: str) -> None:
        for person in (MARY, GRACE, ADA):
            self.enter(people, tenant, person)

        expect(list(people.members(tenant)), [ADA, GRACE, MARY], asked="members of the tenant")
        expect(list(people.members(tenant, "north")), [ADA, MARY], asked="members of a team")
        expect(list(people.members(tenant, "west")), [], asked="members of a team that does not exist")

    def test_everybody_asked_for_has_a_workload(self, people: PeopleProvider, tenant: str) -> None:
        self.enter(people, tenant, GRACE)
        self.enter(people, tenant, ADA)

        asked = ["grace", "ada"]
        found = {workload.user_id: workload for workload in people.open_workload(tenant, asked)}
        expected = {user_id: Workload(user_id=user_id) for user_id in asked}
        expect(found, expected, asked="open_workload of two who have nothing to do")
        expect(list(people.open_workload(tenant, [])), [], asked="open_workload of nobody")

    @pytest.mark.requirement("PLAN-029")
    def test_each_tenant_has_people_of_its_own(self, people: PeopleProvider, tenant: str, other_tenant: str) -> None:
        self.enter(people, tenant, GRACE)
        self.enter(people, tenant, ADA)
        namesake = Person(id="ada", name="Another Ada")

        expect(people.find_by_id(other_tenant, "ada"), None, asked="find_by_id by another tenant")
        expect(list(people.members(other_tenant)), [], asked="members of another tenant")
        self.enter(people, other_tenant, namesake)
        expect(people.find_by_id(tenant, "ada"), ADA, asked="find_by_id beside a namesake in another tenant")
