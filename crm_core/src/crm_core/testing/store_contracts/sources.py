"""What a SourceStore promises."""

from typing import Any

from crm_core.actor import Actor
from crm_core.sources import Source
from crm_core.testing.builders import a_source
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class SourceStoreContract(EntityStoreContract[Source]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> Source:
        return a_source(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_a_source_is_found_by_its_exact_key(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        source = self.added(records, actor, key="trade-fair")

        with records.reading(actor) as work:
            expect(work.sources.find_by_key("trade-fair"), source, asked="find_by_key")
            for other in ("Trade-Fair", "trade-fair ", "trade", ""):
                expect(work.sources.find_by_key(other), None, asked=f"find_by_key({other!r})")
        with records.reading(stranger) as work:
            expect(work.sources.find_by_key("trade-fair"), None, asked="find_by_key by a stranger")

    def test_all_come_in_the_order_of_keys(self, records: OpensStores, actor: Actor, stranger: Actor) -> None:
        ours = [self.added(records, actor, count, key=key) for count, key in ((1, "b"), (2, "a-1"), (3, "c.2"))]
        self.added(records, stranger, 4, key="z")

        with records.reading(actor) as work:
            found = list(work.sources.all())
        expect(found, sorted(ours, key=lambda source: source.key), asked="all")
