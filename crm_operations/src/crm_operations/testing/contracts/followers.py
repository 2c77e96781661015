"""What Records promise about followers: each event is followed once, in the commit that announces it."""

from abc import abstractmethod
from contextlib import AbstractContextManager

import pytest

from crm_core.actor import Actor
from crm_core.errors import CrmError
from crm_core.events import DomainEvent
from crm_core.leads import LeadContacted, LeadFilter
from crm_core.testing import a_lead, expect
from crm_operations.records import Follower, Records, UnitOfWork
from crm_operations.testing.contracts.records import RecordsSuite


class Noting:
    """Notes the names of the events it is shown."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        self.seen.append(event.name)


class Assigning(Noting):
    """Gives every lead that is contacted to somebody, and announces it."""

    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        super().follow(work, event)
        if isinstance(event, LeadContacted):
            assigned, announced = work.leads.get(event.subject.id).assign("grace", at=event.at)
            work.leads.save(assigned)
            work.outbox.announce(announced)


class Refusing:
    def follow(self, work: UnitOfWork, event: DomainEvent) -> None:
        raise CrmError("a refusal of a follower")


@pytest.mark.requirement("REL-001")
class FollowerContract(RecordsSuite):
    """A subclass answers records with a follower, and one transaction around units of work."""

    @abstractmethod
    def followed_by(self, records: Records, follower: Follower) -> Records:
        """Records on the same data with this follower."""

    @abstractmethod
    def one_commit(self, records: Records, actor: Actor) -> AbstractContextManager[None]:
        """One commit around every unit of work of this thread."""

    def test_what_follows_is_in_the_same_commit_and_followed_too(self, records: Records, actor: Actor) -> None:
        seen: list[str] = []
        followed = self.followed_by(records, Assigning(seen))
        lead = a_lead(tenant_id=actor.tenant_id)
        contacted, event = lead.contacted(at=lead.created_at)
        with followed.writing(actor) as work:
            work.leads.add(contacted)
            work.outbox.announce(event)
            expect(seen, [], asked="what was followed before the unit of work is left")

        expect(seen, ["lead.contacted", "lead.assigned"], asked="what was followed")
        with followed.reading(actor) as work:
            expect(work.leads.get(lead.id).assigned_to, "grace", asked="what the follower wrote")
            expect(len(work.history.of(lead.ref)), 2, asked="the entries of the lead's history")
        topics = [message.topic for message in self.outbox_of(records, actor)]
        expect(topics, ["lead.contacted", "lead.assigned"], asked="the messages, in order")

    def test_an_event_is_followed_once_in_one_commit_of_many_units(self, records: Records, actor: Actor) -> None:
        seen: list[str] = []
        followed = self.followed_by(records, Assigning(seen))
        lead = a_lead(tenant_id=actor.tenant_id)
        with self.one_commit(followed, actor):
            with followed.writing(actor) as work:
                work.leads.add(lead)
            with followed.writing(actor) as work:
                contacted, event = work.leads.get(lead.id).contacted(at=lead.created_at)
                work.leads.save(contacted)
                work.outbox.announce(event)
            expect(seen, [], asked="what was followed before the one commit")
        expect(seen, ["lead.contacted", "lead.assigned"], asked="what was followed at the one commit")
        with followed.reading(actor) as work:
            expect(work.leads.get(lead.id).assigned_to, "grace", asked="what the follower wrote")

    @pytest.mark.parametrize("is_joined", [False, True])
    def test_a_follower_that_refuses_rolls_all_back(self, records: Records, actor: Actor, is_joined: bool) -> None:
        followed = self.followed_by(records, Refusing())
        lead = a_lead(tenant_id=actor.tenant_id)

        def contact() -> None:
            with followed.writing(actor) as work:
                contacted, event = lead.contacted(at=lead.created_at)
                work.leads.add(contacted)
                work.outbox.announce(event)

        def contact_jointly() -> None:
            with self.one_commit(followed, actor):
                contact()

        with pytest.raises(CrmError, match="a refusal of a follower"):
            (contact_jointly if is_joined else contact)()
        with followed.reading(actor) as work:
            expect(list(work.leads.find(LeadFilter())), [], asked="the leads afterwards")
        expect(list(self.outbox_of(records, actor)), [], asked="the messages afterwards")

    def test_what_is_not_committed_is_not_followed(self, records: Records, actor: Actor) -> None:
        seen: list[str] = []
        followed = self.followed_by(records, Noting(seen))
        lead = a_lead(tenant_id=actor.tenant_id)

        def break_off() -> None:
            with followed.writing(actor) as work:
                work.outbox.announce(lead.contacted(at=lead.created_at)[1])
                raise CrmError("a slip")

        with pytest.raises(CrmError):
            break_off()
        expect(seen, [], asked="what was followed of a unit of work that failed")
