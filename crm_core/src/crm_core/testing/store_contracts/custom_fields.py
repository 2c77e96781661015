"""What a CustomFieldStore promises."""

from crm_core.actor import Actor
from crm_core.custom_fields import CustomField, FieldOwner
from crm_core.testing.builders import START
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class CustomFieldStoreContract(EntityStoreContract[CustomField]):
    def test_those_of_a_kind_of_row_are_answered_retired_or_not(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first = self.added(records, actor, 1, owner=FieldOwner.LEAD)
        second = self.added(records, actor, 2, owner=FieldOwner.LEAD, name="second", retired_at=START)
        self.added(records, actor, 3, owner=FieldOwner.PRODUCT)
        self.added(records, stranger, 4, owner=FieldOwner.LEAD)

        with records.reading(actor) as work:
            found = sorted(work.custom_fields.of(FieldOwner.LEAD), key=lambda field: field.id)
        expect(found, [first, second], asked="of, for leads")
