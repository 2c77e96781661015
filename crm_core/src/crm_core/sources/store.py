"""Where a tenant's sources are stored."""

from typing import Protocol

from crm_core.sources.source import Source
from crm_core.stores import EntityStore, Filter, Listed


class SourceStore(EntityStore[Source, Filter], Protocol):
    """Stores the entries of the list that differ from the defaults."""

    def find_by_key(self, key: str) -> Source | None:
        """None when no entry is stored, as for a default that was never changed."""
        ...

    def all(self) -> Listed[Source]:
        """The stored entries, retired ones too, in the order of keys."""
        ...
