"""Custom fields in their table; those of a kind of row are read once a process."""

from collections.abc import Sequence

from crm_adapters.storage.kernel import statements
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_core.custom_fields import CustomField, CustomFieldFilter, FieldOwner


class SqlCustomFields(SqlEntityStore[CustomField, CustomFieldFilter]):
    is_configuration = True
    mapping = EntityMapping(CustomField, "crm_custom_fields")

    def of(self, owner: FieldOwner) -> Sequence[CustomField]:
        return self._found(statements.select_one(self.table, ("owner",)), self._keys(owner=owner.value))
