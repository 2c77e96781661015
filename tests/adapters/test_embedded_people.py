"""The built-in people directory keeps what PeopleProvider promises, and counts work from the leads themselves."""

import pytest

from crm_adapters.embedded import EmbeddedPeople
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_core.actor import Actor, Role
from crm_core.errors import Invalid, KeyTaken, NotFound
from crm_core.leads import LeadStatus
from crm_core.testing import VirtualClock, a_lead, answers, at_once, refusals
from crm_operations.providers import AssigneeLeft, PeopleProvider, Person, PersonNotFound, Workload
from crm_operations.testing.contracts import PeopleProviderContract

ADA = Person(id="ada", name="Ada", roles=frozenset({Role.TEAM_LEAD, Role.MANAGER}))


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def people(database: Database) -> EmbeddedPeople:
    return EmbeddedPeople(database)


class TestEmbeddedPeople(PeopleProviderContract):
    @pytest.fixture
    def people(self, database: Database) -> EmbeddedPeople:
        return EmbeddedPeople(database)

    def enter(self, people: PeopleProvider, tenant: str, person: Person) -> None:
        assert isinstance(people, EmbeddedPeople)
        people.add(tenant, person)


def test_an_id_is_taken_once_however_many_ask_for_it(people: EmbeddedPeople, tenant: str) -> None:
    outcomes = at_once([lambda: people.add(tenant, ADA)] * 6, threads=6)

    assert answers(outcomes) == [ADA]
    assert {type(refusal) for refusal in refusals(outcomes)} == {KeyTaken}


def test_an_update_replaces_what_was_known(people: EmbeddedPeople, tenant: str) -> None:
    people.add(tenant, ADA)
    changed = ADA.model_copy(update={"name": "Ada L.", "paused": True, "skills": frozenset({"german"})})

    assert people.update(tenant, changed) == changed
    assert people.update(tenant, changed) == changed, "the same again changes nothing and is no error"
    assert people.find_by_id(tenant, "ada") == changed


def test_only_somebody_who_is_there_can_be_updated(people: EmbeddedPeople, tenant: str) -> None:
    people.add(tenant, ADA)

    with pytest.raises(NotFound):
        people.update(new_id(), ADA)
    with pytest.raises(NotFound):
        people.update(tenant, ADA.model_copy(update={"id": "Ada"}))


def test_an_unknown_time_zone_is_refused(people: EmbeddedPeople, tenant: str) -> None:
    nowhere = ADA.model_copy(update={"timezone": "Moon/Base"})

    with pytest.raises(Invalid, match="'Moon/Base' is not a known time zone"):
        people.add(tenant, nowhere)
    people.add(tenant, ADA)
    with pytest.raises(Invalid):
        people.update(tenant, nowhere)


@pytest.mark.requirement("RTE-CRMOP-0105")
def test_open_leads_are_counted_and_people_with_none_are_there(
    people: EmbeddedPeople, database: Database, tenant: str
) -> None:
    for name in ("ada", "ben", "cem"):
        people.add(tenant, Person(id=name, name=name))
    records = SqlRecords(database, VirtualClock(), new_id)
    owners = [
        ("ada", LeadStatus.NEW),
        ("ada", LeadStatus.CONTACTED),
        ("ada", LeadStatus.QUALIFIED),
        ("ada", LeadStatus.DISQUALIFIED),
        ("ben", LeadStatus.CONVERTED_TO_OPPORTUNITY),
        ("Ada", LeadStatus.NEW),
        (None, LeadStatus.NEW),
    ]
    for somewhere in (tenant, new_id()):
        actor = Actor(tenant_id=somewhere, user_id="boss", roles=frozenset({Role.ADMIN}))
        with records.writing(actor) as work:
            for count, (owner, status) in enumerate(owners, start=1):
                work.leads.add(a_lead(count, tenant_id=somewhere, assigned_to=owner, status=status))

    counted = people.open_workload(tenant, ["cem", "ada", "ben", "nobody"])

    assert [(each.user_id, each.open_leads) for each in counted] == [("cem", 0), ("ada", 3), ("ben", 0), ("nobody", 0)]
    assert people.open_workload(tenant, []) == []
    assert isinstance(counted[0], Workload)


def test_a_manager_must_be_here_and_at_work(people: EmbeddedPeople, tenant: str) -> None:
    led = ADA.model_copy(update={"manager_id": "mary"})
    with pytest.raises(PersonNotFound, match="crm person add mary"):
        people.add(tenant, led)

    people.add(tenant, Person(id="mary", name="Mary", is_active=False))
    with pytest.raises(AssigneeLeft):
        people.add(tenant, led)
    people.add(tenant, ADA)
    with pytest.raises(AssigneeLeft):
        people.update(tenant, led)
    people.update(tenant, Person(id="mary", name="Mary"))
    people.update(tenant, led)
    people.update(tenant, Person(id="mary", name="Mary", is_active=False))
    paused = led.model_copy(update={"paused": True})
    assert people.update(tenant, paused) == paused, "who leads somebody already may have left"


def test_nobody_is_led_by_whom_they_lead(people: EmbeddedPeople, tenant: str) -> None:
    ada, ben, cy = (
        Person(id=name, name=name, manager_id=led_by) for name, led_by in (("ada", None), ("ben", "ada"), ("cy", "ben"))
    )
    for person in (ada, ben, cy):
        people.add(tenant, person)

    for manager in ("ada", "ben", "cy"):
        with pytest.raises(Invalid, match=f"ada leads {manager}"):
            people.update(tenant, ada.model_copy(update={"manager_id": manager}))
    moved = cy.model_copy(update={"manager_id": "ada"})
    assert people.update(tenant, moved) == moved


def test_whom_a_person_acts_for_is_in_the_directory_too(people: EmbeddedPeople, tenant: str) -> None:
    token = Person(id="token", name="A token", acts_for="ada")
    with pytest.raises(PersonNotFound):
        people.add(tenant, token)
    people.add(tenant, ADA)

    assert people.add(tenant, token) == people.find_by_id(tenant, "token")
    with pytest.raises(PersonNotFound):
        people.update(tenant, token.model_copy(update={"acts_for": "nobody"}))
