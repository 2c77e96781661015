"""Where custom fields are stored."""

from collections.abc import Sequence
from typing import Protocol

from crm_core.custom_fields.custom_field import CustomField, CustomFieldFilter, FieldOwner
from crm_core.stores import EntityStore


class CustomFieldStore(EntityStore[CustomField, CustomFieldFilter], Protocol):
    """Stores custom fields, and answers those of a kind of row whenever one is written."""

    def of(self, owner: FieldOwner) -> Sequence[CustomField]:
        """All of them, retired ones too."""
        ...
