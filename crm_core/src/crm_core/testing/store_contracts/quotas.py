"""What the store of quotas promises."""

from datetime import timedelta
from typing import Any

from crm_core.actor import Actor
from crm_core.quotas import Quota
from crm_core.testing.builders import START, a_quota
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class QuotaStoreContract(EntityStoreContract[Quota]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Quota:
        return a_quota(count, **{"tenant_id": actor.tenant_id, **changes})

    def edited(self, entity: Quota, text: str) -> Quota:
        return entity.changed(entity.updated_at + timedelta(hours=1), credited=(text,))

    def test_the_newest_revision_is_found_by_whose_it_is(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        key = self.one(actor).subject_key
        newest = self.added(records, actor, 2, subject_key=key, revision=2, withdrawn_at=START)
        self.added(records, actor, 1, replaced_at=START)
        self.added(records, actor, 3, subject_key=key, period="2026-Q2")

        with records.writing(actor) as work:
            expect(work.quotas.newest(key, "2026-Q1", lock=True), newest, asked="newest, withdrawn")
            expect(work.quotas.newest(key, "2026-Q3"), None, asked="newest, of a period without")
        with records.reading(stranger) as work:
            expect(work.quotas.newest(key, "2026-Q1"), None, asked="newest by a stranger")

    def test_those_that_hold_are_found_by_their_periods(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first = self.added(records, actor, 1)
        second = self.added(records, actor, 2, period="2026-Q2")
        self.added(records, actor, 3, replaced_at=START)
        self.added(records, actor, 4, withdrawn_at=START)
        self.added(records, actor, 5, period="2026-Q3")

        with records.reading(actor) as work:
            expect(list(work.quotas.holding(["2026-Q2", "2026-Q1"])), [first, second], asked="holding")
            expect(list(work.quotas.holding([])), [], asked="holding, of no period")
        with records.reading(stranger) as work:
            expect(list(work.quotas.holding(["2026-Q1"])), [], asked="holding by a stranger")
