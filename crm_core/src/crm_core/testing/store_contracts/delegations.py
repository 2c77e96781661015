"""What a DelegationStore promises."""

from datetime import timedelta
from typing import Any

from crm_core.actor import Actor
from crm_core.approvals import Delegation
from crm_core.testing.builders import START, a_delegation
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores

WEEK = timedelta(days=7)
MOMENT = timedelta(microseconds=1)


class DelegationStoreContract(EntityStoreContract[Delegation]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Delegation:
        return a_delegation(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_what_stands_is_neither_revoked_nor_over(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        to_come = self.added(records, actor, 1, starts_at=START + 2 * WEEK, ends_at=START + 3 * WEEK)
        in_force = self.added(records, actor, 2, ends_at=START + WEEK)
        self.added(records, actor, 3, ends_at=START + WEEK, revoked_at=START)
        self.added(records, stranger, 4)

        for at, standing in (
            (START, [to_come, in_force]),
            (START + WEEK - MOMENT, [to_come, in_force]),
            (START + WEEK, [to_come]),
            (START + 3 * WEEK, []),
        ):
            with records.reading(actor) as work:
                expect(list(work.delegations.standing(at)), standing, asked=f"standing at {at}")

    def test_what_is_written_is_seen_at_once(self, records: OpensStores, actor: Actor) -> None:
        with records.writing(actor) as work:
            expect(list(work.delegations.standing(START)), [], asked="standing, before anything was written")
            first = work.delegations.add(self.one(actor, 1))
            expect(list(work.delegations.standing(START)), [first], asked="standing, by who wrote it")
        with records.writing(actor) as work:
            revoked, _ = work.delegations.get(first.id, lock=True).revoke(at=START)
            work.delegations.save(revoked)
            expect(list(work.delegations.standing(START)), [], asked="standing, after it was revoked here")
        with records.reading(actor) as work:
            expect(list(work.delegations.standing(START)), [], asked="standing, after it was revoked")

    def test_the_next_place_comes_with_what_stands(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        with records.reading(actor) as work:
            expect(work.delegations.place_among(START), (1, []), asked="place_among, of none")
        standing = self.added(records, actor, 7)
        self.added(records, actor, 8, revoked_at=START)
        self.added(records, stranger, 9)

        with records.writing(actor) as work:
            place, found = work.delegations.place_among(START)
            expect((place, list(found)), (9, [standing]), asked="place_among")
            revoked, _ = found[0].revoke(at=START)
            work.delegations.save(revoked)
            expect(work.delegations.place_among(START), (9, []), asked="place_among, after it was revoked here")
