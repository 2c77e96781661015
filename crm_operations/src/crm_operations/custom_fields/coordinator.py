"""The coordinator of custom fields: declared, listed, changed, retired, restored."""

from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.custom_fields import AddCustomField, CustomField, CustomFieldFilter, EditCustomField, FieldOwner
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.vocabulary import PAGE_LENGTH, Id
from crm_operations.operation import acts, reads
from crm_operations.records import EntityRecords, Records
from crm_operations.settings import SettingsFor

FromNow = Annotated[bool, Field(description="Only new rows must have a value.")]


class CustomFieldCoordinator:
    """What a tenant keeps besides what everybody does.

    Each method raises NotPermitted; those that name a field raise CustomFieldNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._fields = EntityRecords(records, settings_for, clock, new_id, lambda work: work.custom_fields)

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, custom_field_id: Id) -> CustomField:
        """Show a custom field, by its name as in lead.region or by its id."""
        return self._fields.get(actor, self._id_of(actor, custom_field_id))

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: CustomFieldFilter) -> Listed[CustomField]:
        """List custom fields in the order they were declared."""
        return self._fields.find(actor, filters)

    @acts(Permission.FIELD_MANAGE)
    def add(self, actor: Actor, request: AddCustomField, *, from_now: FromNow = False) -> CustomField:
        """Declare a field. Raises KeyTaken for a name that is there, Invalid; ``from_now`` requires it of new rows."""
        return self._fields.add(actor, CustomField.declare, request, from_now=from_now)

    @acts(Permission.FIELD_MANAGE)
    def change(
        self, actor: Actor, custom_field_id: Id, request: EditCustomField, *, from_now: FromNow = False
    ) -> CustomField:
        """Change a field; values that are kept go on fitting. Raises Invalid."""
        return self._fields.change(
            actor, self._id_of(actor, custom_field_id), lambda each, at: each.revise(request, at=at, from_now=from_now)
        )

    @acts(Permission.FIELD_MANAGE)
    def retire(self, actor: Actor, custom_field_id: Id) -> CustomField:
        """Let a field take no values any more; those that are kept stay."""
        return self._fields.change(actor, self._id_of(actor, custom_field_id), lambda each, at: each.retire(at=at))

    @acts(Permission.FIELD_MANAGE)
    def restore(self, actor: Actor, custom_field_id: Id) -> CustomField:
        """Let a field take values again."""
        return self._fields.change(actor, self._id_of(actor, custom_field_id), lambda each, at: each.restore(at=at))

    def _id_of(self, actor: Actor, reference: str) -> str:
        owner, _, name = reference.partition(".")
        if owner not in set(FieldOwner) or not name:
            return reference
        fields = self._fields.find(actor, CustomFieldFilter(owner=FieldOwner(owner), limit=PAGE_LENGTH))
        return next((field.id for field in fields if field.name == name), reference)
