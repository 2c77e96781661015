"""What lost a race is done again from the start: a few times, only where nothing else hangs on it."""

import inspect
from datetime import timedelta
from typing import get_type_hints

import pytest

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, Conflict, CrmError, KeyTaken, Unavailable
from crm_core.leads import CreateLead, Lead
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor
from crm_operations.testing import FakeWorld

FASTER = ChangedMeanwhile("somebody was faster")
TAKEN = KeyTaken("somebody took the key")


class Counter:
    """A coordinator that counts how often it began, and what it drew each time."""

    def __init__(self, world: FakeWorld) -> None:
        self._records: Records = world.records
        self._settings_for: SettingsFor = world.settings_for
        self._world = world
        self.drawn: list[str] = []

    @repeats_lost_races
    def add(self, actor: Actor, name: str) -> Lead:
        """A lead of that name."""
        self.drawn.append(self._world.new_id())
        self._world.clock.advance(timedelta(seconds=1))
        with self._records.writing(actor) as work:
            request = CreateLead(name=name)
            at, number = self._world.clock.now(), f"LEAD-{len(self.drawn)}"
            lead, created = Lead.capture(
                request, lead_id=self.drawn[-1], tenant_id=actor.tenant_id, number=number, at=at
            )
            work.outbox.announce(created)
            return work.leads.add(lead)

    @repeats_lost_races
    def add_inside(self, actor: Actor, name: str) -> Lead:
        return self.add(actor, name)


@pytest.mark.parametrize("lost", [FASTER, TAKEN], ids=["changed meanwhile", "key taken"])
def test_a_lost_race_is_run_again_with_new_ids_and_a_new_moment(crm_world: FakeWorld, lost: CrmError) -> None:
    counter = Counter(crm_world)
    crm_world.records.fail("commit", lost, times=2)

    lead = counter.add(crm_world.actor, name="Ada")

    assert len(set(counter.drawn)) == 3
    assert (lead.id, lead.created_at) == (counter.drawn[-1], crm_world.clock.now())
    assert [event.subject.id for event in crm_world.records.announced] == [lead.id]


def test_after_so_many_times_the_last_error_is_raised(crm_world: FakeWorld) -> None:
    counter = Counter(crm_world)
    crm_world.records.fail("commit", FASTER, times=None)

    with pytest.raises(ChangedMeanwhile, match="somebody was faster"):
        counter.add(crm_world.actor, "Ada")
    assert len(counter.drawn) == crm_world.settings.retry.race_attempts


@pytest.mark.parametrize(
    "final", [Conflict("your version 3 is not the newest"), Unavailable("the commit was not answered")]
)
def test_what_repeating_cannot_mend_or_might_do_twice_is_raised_at_once(crm_world: FakeWorld, final: CrmError) -> None:
    counter = Counter(crm_world)
    crm_world.records.fail("commit", final, times=None)

    with pytest.raises(type(final)):
        counter.add(crm_world.actor, "Ada")
    assert len(counter.drawn) == 1


def test_within_a_transaction_around_it_nothing_is_repeated(crm_world: FakeWorld) -> None:
    counter = Counter(crm_world)
    crm_world.preload(counter.add(crm_world.actor, "Ada").model_copy(update={"id": "other", "lead_number": "LEAD-2"}))

    with pytest.raises(KeyTaken), crm_world.local_transaction(crm_world.actor):
        counter.add(crm_world.actor, "Bea")
    assert len(counter.drawn) == 2


def test_one_within_another_leaves_the_repeating_to_the_outer_one(crm_world: FakeWorld) -> None:
    counter = Counter(crm_world)
    crm_world.records.fail("commit", FASTER, times=None)

    with pytest.raises(ChangedMeanwhile):
        counter.add_inside(crm_world.actor, "Ada")
    assert len(counter.drawn) == crm_world.settings.retry.race_attempts


def test_a_repeated_method_still_says_what_it_takes_and_answers() -> None:
    assert list(inspect.signature(LeadManagementCoordinator.capture).parameters) == ["self", "actor", "request"]
    assert get_type_hints(LeadManagementCoordinator.capture)["request"] is CreateLead
    assert "external_id" in (LeadManagementCoordinator.capture.__doc__ or "")
