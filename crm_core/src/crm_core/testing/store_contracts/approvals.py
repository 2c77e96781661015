"""What an ApprovalStore promises."""

from typing import Any

from crm_core.actor import Actor
from crm_core.approvals import ApprovalFilter, ApprovalRequest, ApprovalState, ApprovalVote
from crm_core.testing.builders import START, an_approval, an_opportunity
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores
from crm_core.voting import Ballot


class ApprovalStoreContract(EntityStoreContract[ApprovalRequest]):
    special = ("waiting_for",)

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> ApprovalRequest:
        return an_approval(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: ApprovalRequest, text: str) -> ApprovalRequest:
        return entity.changed(entity.updated_at, reason=text)

    def test_a_request_waits_for_those_who_have_not_answered(self, records: OpensStores, actor: Actor) -> None:
        yes = ApprovalVote(user="ada", for_user="ada", vote=Ballot.YES, at=START, level=self.one(actor).level)
        asked = ("ada", "b_b", "zoë")
        with records.writing(actor) as work:
            work.approvals.add(self.one(actor, 1, electorate=asked))
            work.approvals.add(self.one(actor, 2, electorate=asked, votes=(yes,)))
            work.approvals.add(self.one(actor, 3, electorate=asked, state=ApprovalState.APPROVED))
        first, second = self.one(actor, 1).id, self.one(actor, 2).id

        for user, expected in (
            ("ada", [first]),
            ("b_b", [first, second]),
            ("zoë", [first, second]),
            ("bxb", []),
            ("zo", []),
        ):
            with records.reading(actor) as work:
                found = [each.id for each in work.approvals.find(ApprovalFilter(waiting_for=user))]
            expect(found, expected, asked=f"find what waits for {user}")

    def test_the_newest_request_about_something_is_found(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        about, other = an_opportunity(1).ref, an_opportunity(2).ref
        with records.writing(actor) as work:
            for count in (1, 2):
                work.approvals.add(self.one(actor, count, subject=about))
            work.approvals.add(self.one(actor, 3, subject=other))
        with records.writing(stranger) as work:
            work.approvals.add(self.one(stranger, 4, subject=about))

        with records.reading(actor) as work:
            newest = work.approvals.newest(about.id)
            unknown = work.approvals.newest(an_opportunity(9).id)

        expect(newest and newest.id, self.one(actor, 2).id, asked="newest about that deal")
        expect(unknown, None, asked="newest about a deal nobody asked about")
